// k6/browser on the local runner: elements by selector, locator and handle, frames, and what goes into them.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Site, serveSite, visitWith, whyNoBrowser } from './testing.fixture.ts';

const FORM = `<!doctype html><title>Form</title><link rel="icon" href="data:,">
<style>button { width: 120px; height: 40px }</style>
<form onsubmit="return false"><label>Name <input id="text" placeholder="your name" title="first name"></label>
<input id="box" type="checkbox"><input id="off" disabled><input id="fixed" readonly>
<select id="list"><option value="a">A</option><option value="b">B</option></select>
<input id="file" type="file" multiple><button id="button" data-testid="go" type="button">Press <i>me</i></button></form>
<p id="hidden" hidden>secret</p><img alt="a dot" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<ul><li>one</li><li class="x">two</li><li>three</li></ul>
<script>window.log = []; for (const type of ['click', 'dblclick', 'mouseover', 'touchstart', 'focus'])
  document.querySelector('#button').addEventListener(type, (event) => log.push(type + (event.isTrusted ? '' : event.clientX)));</script>`;
const PAGES: Record<string, string> = {
  '/': FORM,
  '/frames': `<title>Outer</title><iframe name="inner" src="/"></iframe><iframe id="empty" srcdoc="<h2>nested</h2>"></iframe>`,
  '/late': `<title>Late</title><h1 id="gone">soon gone</h1><button id="late" disabled>late</button><script>
    setTimeout(() => { document.querySelector('#gone').remove(); document.querySelector('#late').disabled = false;
    document.body.insertAdjacentHTML('beforeend', '<p id="new">new</p>'); window.ready = 'yes'; }, 150);</script>`,
};

/** All that is done to an element, with `at(selector)` giving what has the members and the arguments before theirs. */
const EVERYTHING = `async (at) => {
  const does = async (selector, name, ...given) => { const [object, ...first] = await at(selector); return object[name](...first, ...given); };
  const told = {};
  await does('#text', 'fill', 'Ada');
  await does('#text', 'type', '!?');
  await does('#text', 'press', 'Backspace');
  await does('#text', 'focus');
  told.inputValue = await does('#text', 'inputValue');
  for (const [name, given] of [['check', []], ['uncheck', []], ['setChecked', [true]]]) {
    await does('#box', name, ...given);
    told[name] = await does('#box', 'isChecked');
  }
  await does('#box', 'setChecked', false);
  for (const name of ['hover', 'click', 'dblclick', 'tap']) await does('#button', name);
  await does('#button', 'focus');
  await does('#button', 'dispatchEvent', 'click', { clientX: 7 });
  told.log = await page.evaluate(() => [...new Set((window.log.length ? window : frames[0] ?? window).log.splice(0))].sort().join());
  told.selectOption = [await does('#list', 'selectOption', 'b'), await does('#list', 'selectOption', { label: 'A' }), await does('#list', 'selectOption', [{ index: 1 }])];
  told.texts = [await does('#button', 'innerHTML'), await does('#button', 'innerText'), await does('#hidden', 'textContent')];
  told.getAttribute = [await does('#button', 'getAttribute', 'data-testid'), await does('#button', 'getAttribute', 'none')];
  told.are = {};
  for (const name of ['isDisabled', 'isEnabled', 'isEditable', 'isHidden', 'isVisible'])
    told.are[name] = [await does('#text', name), await does(name === 'isEditable' ? '#fixed' : name.startsWith('is' + 'D') || name === 'isEnabled' ? '#off' : '#hidden', name)];
  return told;
}`;
const EXPECTED = {
  ...{ inputValue: 'Ada!', check: true, uncheck: false, setChecked: true },
  log: 'click,click7,dblclick,focus,mouseover,touchstart',
  selectOption: [['b'], ['a'], ['b']],
  texts: ['Press <i>me</i>', 'Press me', 'secret'],
  getAttribute: ['go', null],
  are: {
    isDisabled: [false, true],
    isEnabled: [true, false],
    isEditable: [true, false],
    isHidden: [false, true],
    isVisible: [true, false],
  },
};

describe('elements of k6/browser', { skip: whyNoBrowser() }, () => {
  let site: Site;
  let folder = '';
  before(async () => {
    site = await serveSite(PAGES);
    folder = await mkdtemp(join(tmpdir(), 'browser-'));
  });
  after(async () => {
    site.close();
    await rm(folder, { recursive: true });
  });
  const visit = (body: string) => visitWith(site.url, `const folder = ${JSON.stringify(folder)};${body}`);

  it('a page, a frame, a locator and a handle do the same to an element', async () => {
    const { told, stderr } = await visit(`
      const everything = ${EVERYTHING};
      const page = await (await browser.newContext({ hasTouch: true })).newPage();
      await page.goto(url);
      tell(await everything((selector) => [page, selector]));
      tell(await everything((selector) => [page.mainFrame(), selector]));
      tell(await everything((selector) => [page.locator(selector)]));
      tell(await everything(async (selector) => [await page.$(selector)]));`);
    assert.deepEqual(told, [EXPECTED, EXPECTED, EXPECTED, EXPECTED], stderr);
  });

  it('locators are found by what a user sees, filtered and counted', async () => {
    const { told, stderr } = await visit(`
      const page = await browser.newPage();
      await page.goto(url);
      for (const root of [page, page.mainFrame(), page.locator('body')]) {
        tell([await root.getByRole('button', { name: 'press me', exact: false }).count(), await root.getByAltText('a dot').count(),
          await root.getByLabel('Name').count(), await root.getByText(/^t/).count(), await root.getByTestId('go').count(),
          await root.getByPlaceholder('your name').count(), await root.getByTitle('first').count()]);
        tell(await root.locator('li', { hasText: 'tw' }).locator('xpath=..').locator('li').count());
      }
      const items = page.locator('li');
      const texts = async (list) => Promise.all((await list.all()).map((item) => item.innerText()));
      tell([await texts(items.filter({ hasNotText: 'one' })), await items.first().innerText(), await items.last().innerText(), await items.nth(1).innerText()]);
      const text = page.locator('#text');
      await text.pressSequentially('abc');
      tell(await text.inputValue());
      await text.clear();
      tell(await text.inputValue());
      const box = await page.locator('#button').boundingBox();
      tell([box.width, box.height]);
      tell(await items.nth(1).evaluate((item, more) => item.className + more, '!'));
      const handle = await items.nth(1).evaluateHandle((item) => ({ name: item.className }));
      tell(await handle.jsonValue());
      await page.goto(url + '/late');
      await page.locator('#new').waitFor({ state: 'visible', timeout: 5000 });
      tell(await page.locator('#new').innerText());
      try { await page.locator('#none').waitFor({ timeout: 100 }); } catch (error) { tell(/100ms/.test(error.message)); }`);
    assert.deepEqual(
      told,
      [
        ...Array.from({ length: 3 }, () => [[1, 1, 1, 2, 1, 1, 1], 3]).flat(),
        [['two', 'three'], 'one', 'three', 'two'],
        ...['abc', ''],
        [120, 40],
        'x!',
        { name: 'x' },
        'new',
        true,
      ],
      stderr,
    );
  });

  it('a handle has what belongs to its element', async () => {
    const { told, stderr } = await visit(`
      const page = await browser.newPage();
      await page.goto(url);
      const list = await page.$('ul');
      tell([await (await list.$('li')).innerText(), (await list.$$('li')).length, await list.$('h6'), (await page.$$('li')).length]);
      const button = await page.$('#button');
      const box = await button.boundingBox();
      tell([box.width, box.height, await (await page.$('#hidden')).boundingBox()]);
      tell([...new Uint8Array(await button.screenshot({ path: folder + '/button.png' })).slice(1, 4)]);
      await button.scrollIntoViewIfNeeded();
      const text = await page.$('#text');
      await text.fill('chosen');
      await text.selectText();
      tell(await page.evaluate(() => getSelection().toString()));
      const file = await page.$('#file');
      const named = (name) => ({ name, mimeType: 'text/plain', buffer: new Uint8Array([72, 105]).buffer });
      const files = () => page.evaluate(async () => Promise.all([...document.querySelector('#file').files].map(async (one) => [one.name, one.type, await one.text()])));
      await file.setInputFiles(named('a.txt'));
      tell(await files());
      await page.setInputFiles('#file', [named('b.txt'), named('c.txt')]);
      tell((await files()).length);
      await page.mainFrame().setInputFiles('#file', named('d.txt'));
      tell((await files())[0][0]);
      tell([(await button.ownerFrame()).url() === page.url(), await button.contentFrame()]);
      tell([await button.evaluate((element) => element.id), await (await button.evaluateHandle((element) => element.id)).jsonValue()]);
      tell(await (await button.asElement()).getAttribute('id'));
      tell((await button.getProperties()) instanceof Map);
      await page.goto(url + '/late');
      const late = await page.$('#late');
      await late.waitForElementState('enabled', { timeout: 5000 });
      tell(await late.isEnabled());
      tell(await (await (await page.$('body')).waitForSelector('#new')).innerText());
      await late.dispose();
      tell(await late.isEnabled().then(() => 'still there', () => 'gone'));`);
    assert.deepEqual(
      told,
      [
        ['one', 3, null, 3],
        [120, 40, null],
        [0x50, 0x4e, 0x47],
        'chosen',
        [['a.txt', 'text/plain', 'Hi']],
        2,
        'd.txt',
        [true, null],
        ['button', 'button'],
        'button',
        true,
        true,
        'new',
        'gone',
      ],
      stderr,
    );
    assert.deepEqual([...(await readFile(join(folder, 'button.png'))).subarray(1, 4)], [0x50, 0x4e, 0x47]);
  });

  it('values of the page are used where they are, or brought to the script', async () => {
    const { told, stderr } = await visit(`
      const page = await browser.newPage();
      await page.goto(url);
      const handle = await page.evaluateHandle((start) => ({ sum: start.a + 1, list: [1, 2], node: document.body }), { a: 1 });
      tell(await handle.evaluate((value, more) => value.sum + more, 40));
      const properties = await handle.getProperties();
      tell([[...properties.keys()], await properties.get('sum').jsonValue(), await properties.get('list').asElement(), (await properties.get('node').asElement()) !== null]);
      tell(await (await handle.evaluateHandle((value) => value.list)).jsonValue());
      tell(await page.evaluate((given) => given.value.sum + given.plus[0], { value: handle, plus: [5] }));
      await handle.dispose();
      tell(await handle.jsonValue().then(() => 'still there', () => 'gone'));
      tell([await page.evaluate('1 + 2'), await page.mainFrame().evaluate(() => document.title), await (await page.mainFrame().evaluateHandle(() => 7)).jsonValue()]);
      tell([await page.evaluate(() => undefined), await page.evaluate(() => null), await page.evaluate((x) => x, 1.5)]);
      tell(await page.evaluate(() => ({ at: new Date(0), list: [new Map()] })).catch((error) => error.message));
      tell(await page.evaluate(() => 12n).catch((error) => error.message));
      tell(await page.evaluate(() => { const own = {}; own.own = own; return own; }).catch((error) => typeof error.message));
      tell(await page.evaluate(() => { throw new Error('no such thing'); }).catch((error) => /no such thing/.test(error.message)));`);
    assert.deepEqual(
      told,
      [
        42,
        [['sum', 'list', 'node'], 2, null, true],
        [1, 2],
        7,
        'gone',
        [3, 'Form', 7],
        [null, null, 1.5],
        { at: '1970-01-01T00:00:00.000Z', list: [{}] },
        '12n is not a value of JSON: convert it in the page',
        'string',
        true,
      ],
      stderr,
    );
  });

  it('frames are pages of their own within a page', async () => {
    const { told, stderr } = await visit(`
      const page = await browser.newPage();
      await page.goto(url + '/frames');
      const main = page.mainFrame();
      tell([page.frames().length, main.childFrames().length, main.parentFrame(), main.name(), main.isDetached()]);
      const inner = page.frames().find((frame) => frame.name() === 'inner');
      tell([inner.url() === url + '/', await inner.title(), inner.parentFrame().url() === page.url(), inner.page().url() === page.url()]);
      tell([await (await inner.frameElement()).getAttribute('name'), await (await inner.$('li')).innerText(), (await inner.$$('li')).length]);
      const frame = page.locator('iframe[name=inner]').contentFrame();
      tell([await frame.locator('li').count(), await frame.getByRole('button', { name: 'Press' }).count(), await frame.getByAltText('a dot').count(), await frame.getByLabel('Name').count(),
        await frame.getByText('two').count(), await frame.getByTestId('go').count(), await frame.getByPlaceholder('your name').count(), await frame.getByTitle('first name').count()]);
      const empty = await (await page.$('#empty')).contentFrame();
      tell([(await empty.content()).includes('nested'), await empty.locator('h2').innerText()]);
      await empty.setContent('<h3>set</h3>');
      tell(await empty.evaluate(() => document.body.innerHTML));
      await inner.goto(url + '/late');
      tell(await (await inner.waitForSelector('#new')).innerText());
      tell(await (await inner.waitForFunction((wanted) => window.ready === wanted && window.ready, { polling: 50 }, 'yes')).jsonValue());
      await inner.waitForLoadState('domcontentloaded');
      const going = inner.waitForNavigation({ url: url + '/' });
      await inner.evaluate((to) => { location.href = to; }, url + '/');
      tell([(await going).status(), await inner.waitForURL(/\\/$/), await inner.waitForTimeout(1)]);
      await page.evaluate(() => document.querySelector('iframe').remove());
      tell(inner.isDetached());`);
    assert.deepEqual(
      told,
      [
        [3, 2, null, '', false],
        [true, 'Form', true, true],
        ['inner', 'one', 3],
        [3, 1, 1, 1, 1, 1, 1, 1],
        [true, 'nested'],
        '<h3>set</h3>',
        'new',
        'yes',
        [200, null, null],
        true,
      ],
      stderr,
    );
  });

  it('keyboard, mouse and touch reach what has the focus or is under them', async () => {
    const { told, stderr } = await visit(`
      const page = await (await browser.newContext({ hasTouch: true })).newPage();
      await page.goto(url);
      const log = () => page.evaluate(() => window.log.splice(0).join());
      await page.focus('#text');
      const { keyboard, mouse, touchscreen } = page;
      await keyboard.type('ab');
      await keyboard.press('ArrowLeft');
      await keyboard.insertText('-');
      await keyboard.down('Shift');
      await keyboard.press('KeyC');
      await keyboard.up('Shift');
      tell(await page.inputValue('#text'));
      const { x, y } = await page.locator('#button').boundingBox();
      await mouse.move(x + 5, y + 5, { steps: 2 });
      await mouse.down();
      await mouse.up();
      tell(await log());
      await mouse.click(x + 5, y + 5);
      tell(await log());
      await mouse.dblclick(x + 5, y + 5);
      tell((await log()).endsWith('dblclick'));
      await touchscreen.tap(x + 5, y + 5);
      tell((await log()).startsWith('touchstart'));`);
    assert.deepEqual(told.slice(0, 1).concat(told.slice(2)), ['a-Cb', 'click', true, true], stderr);
    assert.match(String(told[1]), /mouseover.*click$/);
  });
});
