// k6/html and the pages in answers: selections, elements, forms that are sent, links that are followed.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { evaluate, runText, serve, type TestServer, textOf } from './testing.fixture.ts';

const HTML = { init: "import { parseHTML } from 'k6/html';" };

/** Values of expressions about a page. `doc` is the whole of it. */
async function valuesOf(page: string, expressions: Record<string, string>): Promise<Record<string, unknown>> {
  const body = Object.entries(expressions).map(
    ([name, text]) => `{ const v = ${text}; tell(${JSON.stringify(name)}, v); }`,
  );
  return evaluate(`const doc = parseHTML(${JSON.stringify(page)});\n${body.join('\n')}`, HTML);
}

const LIST = `<ul id="u" class="a b" lang="de"><li id="1">one</li><li id="2" class="x">two <b>bold</b></li><!--c--><li id="3">three</li>
<li id="4" class="x y">four</li></ul><p>after</p>`;

test('a Selection finds, narrows and walks as jQuery does', async () => {
  const ids = (selection: string): string => `${selection}.map((i, s) => s.attr('id') ?? s.get(0).nodeName()).join()`;
  const cases: [text: string, wanted: string][] = [
    ["doc.find('li')", '1,2,3,4'],
    ["doc.find('ul').children()", '1,2,3,4'],
    ["doc.find('ul').children('.x')", '2,4'],
    ["doc.find('b').closest('li')", '2'],
    ["doc.find('li').eq(-1)", '4'],
    ["doc.find('li').first()", '1'],
    ["doc.find('li').last()", '4'],
    ["doc.find('li').slice(1, 3)", '2,3'],
    ["doc.find('li').has('b')", '2'],
    ['doc.find(\'[id="2"]\').next()', '3'],
    ["doc.find('[id=\"1\"]').nextAll('.x')", '2,4'],
    ['doc.find(\'[id="1"]\').nextUntil(\'[id="3"]\')', '2'],
    ['doc.find(\'[id="2"]\').prev()', '1'],
    ['doc.find(\'[id="4"]\').prevAll()', '3,2,1'],
    ['doc.find(\'[id="4"]\').prevUntil(\'[id="1"]\')', '3,2'],
    ["doc.find('b').parent()", '2'],
    ["doc.find('b').parent('p')", ''],
    ["doc.find('b').parents()", '2,u,body,html'],
    ["doc.find('b').parentsUntil('body')", '2,u'],
    ["doc.find('li').filter('.x')", '2,4'],
    ["doc.find('li').filter(doc.find('.y'))", '4'],
    ["doc.find('li').filter((i, s) => i === 2 || s.is('.y'))", '3,4'],
    ["doc.find('li').not('.x')", '1,3'],
    ["doc.find('li').not((i) => i > 0)", '1'],
    ["doc.find('li').not(doc.find('.y'))", '1,2,3'],
    ['doc.find(\'li:contains("our")\')', '4'],
    ["doc.find('li:nth-child(2n)')", '2,4'],
  ];
  const found = await valuesOf(LIST, Object.fromEntries(cases.map(([text]) => [text, ids(text)])));
  assert.deepEqual(found, Object.fromEntries(cases));
});

test('a Selection tells of its nodes', async () => {
  const values = await valuesOf(
    `${LIST}<div data-a-b="7" data-c='{"d":1}'></div>`,
    Object.fromEntries(
      [
        "doc.find('li').size()",
        "doc.find('li').attr('id')",
        "doc.find('li').attr('none')",
        "doc.find('none').html()",
        "doc.find('li').eq(1).html()",
        "doc.find('li').text()",
        "doc.find('li').is('.y')",
        "doc.find('li').is(doc.find('p'))",
        "doc.find('li').is((i, s) => s.text() === 'three')",
        "doc.find('ul').contents().size()",
        "doc.find('div').data('a-b')",
        "doc.find('div').data('aB')",
        "doc.find('div').data().c.d",
        "doc.find('li').get(1).textContent()",
        "doc.find('li').get(9)",
        "doc.find('li').toArray()[2].text()",
        "(() => { const seen = []; doc.find('li').each((i, e) => { seen.push(i + e.id()); }); return seen.join(); })()",
      ].map((text) => [text, text]),
    ),
  );
  assert.deepEqual(Object.values(values), [
    ...[4, '1', '(undefined)', '(undefined)', 'two <b>bold</b>', 'onetwo boldthreefour', true, false, true, 6],
    ...[7, 7, 1, 'two bold', '(undefined)', 'three', '01,12,23,34'],
  ]);
});

const FORM = `<form id="f" action="/send?old=1" method="post">
  <label for="n">name</label><input id="n" name="name" value="Ann"><input name="empty"><input name="off" value="x" disabled>
  <input type="checkbox" name="yes" value="1" checked><input type="checkbox" name="no" value="1">
  <input type="radio" name="r" value="a"><input type="radio" name="r" value="b" checked>
  <select name="s"><option value="1">one</option><option selected>two</option></select>
  <select name="m" multiple><option selected>p</option><option>q</option><option selected>z</option></select>
  <select id="first" name="d"><option>head</option><option>tail</option></select>
  <textarea name="t">some &amp; text</textarea>
  <button type="submit" name="go" value="now">Go</button><input type="submit" name="other" value="late">
</form>`;

test('fields of a form have their values, as text, list and object', async () => {
  const values = await valuesOf(FORM, {
    text: "doc.find('form').serialize()",
    list: "JSON.stringify(doc.find('form').serializeArray().slice(0, 3))",
    object: "JSON.stringify(doc.find('form').serializeObject())",
    single: "doc.find('[name=s]').val()",
    first: "doc.find('#first').val()",
    several: "doc.find('[name=m]').val().join()",
    area: "doc.find('textarea').val()",
    option: "doc.find('[name=s] option[selected]').val()",
  });
  assert.deepEqual(values, {
    text: 'name=Ann&empty=&yes=1&r=b&s=two&m=p&m=z&d=head&t=some+%26+text',
    list: '[{"name":"name","value":"Ann"},{"name":"empty","value":""},{"name":"yes","value":"1"}]',
    object: '{"name":"Ann","empty":"","yes":"1","r":"b","s":"two","m":"z","d":"head","t":"some & text"}',
    single: 'two',
    first: 'head',
    several: 'p,z',
    area: 'some & text',
    option: 'two',
  });
});

test('an Element has the methods of its node', async () => {
  const expressions = [
    'ul.nodeName() + ul.nodeType() + ul.nodeValue() + ul.id() + ul.className() + ul.lang() + ul.toString()',
    '[ul.childElementCount(), ul.childNodes().length, ul.children().length, ul.classList().join()]',
    '[ul.firstChild().id(), ul.lastChild().id(), ul.firstElementChild().id(), ul.lastElementChild().id()]',
    'ul.childNodes()[2].nodeType() + ul.childNodes()[2].nodeName() + ul.childNodes()[2].nodeValue()',
    "[ul.hasAttribute('id'), ul.hasAttribute('none'), ul.hasAttributes(), ul.hasChildNodes(), ul.getAttribute('none')]",
    "[ul.getAttributeNode('id').value, ul.attributes().class.name, ul.attributes().class.ownerElement.id()]",
    '[ul.attributes().id.localName(), ul.attributes().id.prefix(), ul.attributes().id.namespaceURI()]',
    '[ul.contains(ul.children()[0]), ul.children()[0].contains(ul)]',
    "[ul.getElementsByClassName('x y').length, ul.getElementsByTagName('li').length]",
    "[ul.isSameNode(doc.find('ul').get(0)), ul.isEqualNode(parseHTML(LIST).find('ul').get(0)), ul.isEqualNode(ul.children()[0])]",
    "[ul.matches('.a'), ul.querySelector('.y').id(), ul.querySelectorAll('.x').length]",
    '[ul.nextElementSibling().nodeName(), ul.nextSibling().nodeName(), ul.previousSibling(), ul.previousElementSibling()]',
    '[ul.parentElement().nodeName(), ul.parentNode().nodeName(), ul.ownerDocument().nodeName(), ul.ownerDocument().nodeType()]',
    '[ul.isDefaultNamespace(), ul.namespaceURI(), ul.selection().size(), ul.children()[1].innerHTML(), ul.textContent().length]',
  ];
  const values = await evaluate(
    `const LIST = ${JSON.stringify(LIST)}, doc = parseHTML(LIST), ul = doc.find('ul').get(0);
     ${expressions.map((text, at) => `tell('${at}', ${text});`).join('\n')}`,
    HTML,
  );
  assert.deepEqual(Object.values(values), [
    'ul1undefinedua bde[object html.Node]',
    [4, 6, 4, 'a,b'],
    ['1', '4', '1', '4'],
    '8#commentc',
    [true, false, true, true, null],
    ['u', 'class', 'u'],
    ['id', '', ''],
    [true, false],
    [1, 4],
    [true, true, false],
    [true, '4', 2],
    ['p', 'p', null, null],
    ['body', 'body', '#document', 9],
    [true, 'http://www.w3.org/1999/xhtml', 1, 'two <b>bold</b>', 21],
  ]);
});

test('elements of a kind have methods of their own', async () => {
  const page = `${FORM}<a href="http://u:p@h.example:81/p?q=1#x" rel="prev next">link</a><a href="/part">part</a>
    <table><caption>c</caption><thead><tr><th>h</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody><tfoot><tr></tr></tfoot></table>
    <table><col span="2"></table><video><track></video><output>o</output><fieldset name="fs"><input></fieldset><datalist><option></datalist>
    <progress value="1" max="4"></progress><canvas width="7"></canvas><map name="m"><area></map><img usemap="#m"><title>t</title>`;
  const expressions = [
    "[get('a').hash(), get('a').host(), get('a').hostname(), get('a').port(), get('a').pathname(), get('a').search()]",
    "[get('a').protocol(), get('a').username(), get('a').password(), get('a').origin(), get('a').text(), get('a').relList().join()]",
    "[doc.find('a').get(1).host(), doc.find('a').get(1).href()]",
    "[get('form').method(), get('form').length(), get('form').elements().length, get('form').action()]",
    "[get('#n').name(), get('#n').form().id(), get('#n').labels()[0].textContent(), get('#n').formMethod(), get('#n').type()]",
    "[get('label').control().id(), get('label').form().id(), get('button').value(), get('button').formNoValidate()]",
    "[get('[name=s]').selectedIndex(), get('[name=s]').value(), get('[name=s]').length(), get('[name=s]').type(), get('[name=m]').selectedOptions().length]",
    "[get('option').index(), get('option').value(), get('option').text(), get('option').label(), get('option').disabled()]",
    "[get('table').rows().length, get('table').tBodies().length, get('table').caption().textContent(), get('table').tHead().rows().length]",
    "[doc.find('tr').get(1).rowIndex(), doc.find('tr').get(1).sectionRowIndex(), doc.find('tr').get(1).cells().length, doc.find('td').get(1).cellIndex()]",
    "[get('progress').position(), get('canvas').width(), get('canvas').height(), get('map').images().length, get('map').areas().length]",
    "[get('textarea').length(), get('title').text(), get('col').span(), get('video').textTracks().length, get('table').tFoot().rows().length]",
    "[get('#n').formAction(), get('#n').formEnctype(), get('#n').formTarget(), get('datalist').options().length]",
    "[get('fieldset').elements().length, get('fieldset').type(), get('fieldset').validity(), get('output').defaultValue(), get('output').value()]",
    "[get('progress').max(), get('progress').value(), get('[name=m]').size(), get('[name=s]').options().length, get('#n').value()]",
  ];
  const values = await evaluate(
    `const doc = parseHTML(${JSON.stringify(page)}), get = (selector) => doc.find(selector).get(0);
     ${expressions.map((text, at) => `tell('${at}', ${text});`).join('\n')}`,
    HTML,
  );
  assert.deepEqual(Object.values(values), [
    ['#x', 'h.example:81', 'h.example', '81', '/p', '?q=1'],
    ['http:', 'u', 'p', 'http://h.example:81', 'link', 'prev,next'],
    ['', '/part'],
    ['post', 13, 13, '/send?old=1'],
    ['name', 'f', 'name', 'post', 'text'],
    ['n', 'f', 'now', false],
    [1, 'two', 2, 'select-one', 2],
    [0, '1', 'one', 'one', false],
    [3, 1, 'c', 1],
    [1, 0, 2, 1],
    [0.25, 7, 150, 1, 1],
    [11, 't', 2, 1, 1],
    ['/send?old=1', 'application/x-www-form-urlencoded', '', 1],
    [1, 'fieldset', null, 'o', 'o'],
    [4, 1, 4, 2, 'Ann'],
  ]);
});

/** A server with pages; what else is asked for comes back as `METHOD path body`. */
async function pages(t: TestContext, all: Record<string, string>): Promise<TestServer> {
  const server = await serve(async (request, response) => {
    const page = request.method === 'GET' ? all[request.url ?? ''] : undefined;
    response.setHeader('content-type', page === undefined ? 'text/plain' : 'text/html');
    response.end(page ?? `${request.method} ${request.url} ${await textOf(request)} ${request.headers['x-a'] ?? ''}`);
  });
  t.after(() => server.close());
  return server;
}

test('submitForm fills a form and sends it, by default the first one with its first button', async (t) => {
  const server = await pages(t, {
    '/dir/post': FORM,
    '/dir/get':
      '<form><input name="z" value="0"></form><form id="g" action="find?old=1#x"><input name="q" value="a b"><input type="submit" name="no"><button id="k" name="k" value="v"></button></form>',
  });
  const values = await evaluate(
    `const post = http.get(__ENV.URL + '/dir/post'), get = http.get(__ENV.URL + '/dir/get');
     const form = { fields: { name: 'Bob', extra: 'é', m: 'one' }, params: { headers: { 'x-a': 'mine' } } };
     tell('post', post.submitForm(form).body);
     tell('plain', post.submitForm({ submitSelector: '[name=other]' }).body);
     tell('get', get.submitForm({ formSelector: '#g', submitSelector: '#k' }).body);
     tell('self', get.submitForm().request.url);
     try { post.submitForm({ formSelector: '#none' }); } catch (e) { tell('none', e.message); }
     try { http.get(__ENV.URL + '/', { responseType: 'none' }).html(); } catch (e) { tell('bare', e.message); }`,
    { env: { URL: server.url } },
  );
  const sent = 'empty=&yes=1&r=b&s=two';
  assert.deepEqual(values, {
    post: `POST /send?old=1 name=Bob&${sent}&m=one&d=head&t=some+%26+text&go=now&extra=%C3%A9 mine`,
    plain: `POST /send?old=1 name=Ann&${sent}&m=p&m=z&d=head&t=some+%26+text&other=late `,
    get: 'GET /dir/find?q=a+b&k=v  ',
    self: `${server.url}/dir/get?z=0`,
    none: `no form found for selector '#none' in response '${server.url}/dir/post'`,
    bare: "the body is null so we can't transform it to HTML - this likely was because of a request error or the responseType",
  });
});

test('clickLink follows a link, by default the first one, and waits as any request does', async (t) => {
  const server = await pages(t, {
    '/dir/page': '<a name="here">x</a><a href="next?a=1">n</a><a id="top" href="/top">t</a>',
  });
  const { exitCode, stderr, summary } = await runText(
    `import http from 'k6/http'; import { check, group } from 'k6';
    export const options = { vus: 3, iterations: 6, thresholds: { checks: ['rate==1'] } };
    const click = (page, options) => page.clickLink(options);
    export default function () {
      const page = http.get(__ENV.URL + '/dir/page');
      group('g', () => check(page, {
        first: (r) => click(r).url === __ENV.URL + '/dir/next?a=1',
        top: (r) => ['#top'].map((selector) => r.clickLink({ selector, params: { headers: { 'x-a': 'm' } } }).body)[0] === 'GET /top  m',
        none: (r) => { try { r.clickLink({ selector: 'b' }); } catch (e) { return /^no element found for selector 'b'/.test(e.message); } },
        text: (r) => r.html('a').text() === 'xnt' && r.html().find('a').size() === 3,
      }));
    }`,
    { env: { URL: server.url }, args: ['--threads', '2'] },
  );
  assert.equal(exitCode, 0, stderr);
  assert.equal(summary?.metrics.http_reqs?.values.count, 18);
});

test('functions that a Selection calls may wait', async (t) => {
  const server = await pages(t, {});
  const values = await evaluate(
    `const doc = parseHTML('<a href="/1"></a><a href="/2"></a>').find('a'), get = (s) => http.get(__ENV.URL + s.attr('href')).status;
     tell('map', doc.map((i, s) => get(s)));
     tell('filter', doc.filter((i, s) => get(s) && i === 1).attr('href'));
     tell('each', (() => { let sum = 0; doc.each((i, e) => { sum += get(e.selection()); }); return sum; })());`,
    { ...HTML, env: { URL: server.url } },
  );
  assert.deepEqual(values, { map: [200, 200], filter: '/2', each: 400 });
});

test('a page is reached through another name only where the script has the parser', async () => {
  const script = `import http from 'k6/http'; const read = 'ht' + 'ml';
    export default function () { http.get('http://127.0.0.1:1')[read](); }`;
  const without = await runText(script);
  assert.equal(without.exitCode, 107);
  assert.match(
    without.stderr,
    /Response.html\(\) through another name is not supported .*script\.js:2:\d+.*import 'k6\/html'/,
  );
  const withIt = await runText(`import 'k6/html'; ${script}`);
  assert.match(withIt.stderr, /the body is null/);
});
