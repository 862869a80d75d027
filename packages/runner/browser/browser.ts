// The host's end of k6/browser for one VU: a Chromium, at most one context, and the objects that the script has in its hands.
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { type Handle, type HandleOwner, reasonOf } from '../extensions/handle.ts';
import type { TagSet } from '../tag-sets.ts';
import { UnsupportedError } from '../unsupported.ts';
import { closeLater, launch, loadLibrary } from './launch.ts';
import { ADAPTED } from './members.ts';
import { MetricRules } from './metric-rules.ts';
import { PageCalls } from './page-calls.ts';
import { type BrowserSettings, needBrowser } from './settings.ts';
import { type BrowserRequest, INTERNAL, SURFACE, type Target } from './surface.ts';
import { type ContextWatch, type Recorder, watchContext } from './traffic.ts';
import { kindOf, type Objects, readValue, writeValue } from './values.ts';

/** Names of context options that k6 spells in another way than the client. */
const RENAMED: Readonly<Record<string, string>> = { timezoneID: 'timezoneId' };
/** Tags that the option systemTags decides about. */
const SYSTEM_TAGS = ['url', 'name', 'method', 'status'];
/** What loads a page, and may be given up. */
const NAVIGATING = ['goto', 'reload', 'goBack', 'goForward'];
const KNOWN = new Set<string>([
  ...Object.values(SURFACE).flatMap(({ calls = [], asks = [], waits = [] }) => [...calls, ...asks, ...waits]),
  ...INTERNAL,
]);
/** Known without a browser, in the init context too. */
const ALWAYS = ['device'];

type Methods = Record<string, ((...args: unknown[]) => unknown) | undefined>;

export class VuBrowser implements Handle {
  readonly #owner: HandleOwner;
  readonly #settings: BrowserSettings;
  #starting: Promise<Browser> | undefined;
  #browser: Browser | undefined;
  #context: BrowserContext | undefined;
  #watch: ContextWatch | undefined;
  #tags: TagSet | undefined;
  #objects = new Map<number, object>();
  #numbers = new WeakMap<object, number>();
  #lastNumber = 0;
  #isClosed = false;
  readonly #rules = new MetricRules();
  readonly #pageCalls: PageCalls;
  /** What setDefaultTimeout said, by page or context. */
  readonly #timeoutsMs = new WeakMap<object, number>();

  /** Throws an Error when the environment names no usable browser. */
  constructor(owner: HandleOwner) {
    this.#owner = owner;
    this.#settings = needBrowser(owner.run.env);
    this.#pageCalls = new PageCalls((id, value) => {
      const event = { kind: 'notice', id, value: writeValue(value, this.#access) } as const;
      owner.run.clock.ready(() => owner.events.post(event));
    }, this.#rules);
  }

  /** `args`: a BrowserRequest. */
  async call(_method: string, args: readonly unknown[]): Promise<unknown> {
    const request = args as unknown as BrowserRequest;
    const startedMs = this.#owner.run.clock.now();
    try {
      this.#begin(request);
      await this.#start();
      return writeValue(await this.#answer(request), this.#access);
    } catch (error) {
      throw error instanceof UnsupportedError ? error : new Error(messageOf(error));
    } finally {
      // No arguments: a script fills passwords into forms.
      const tookMs = Math.round(this.#owner.run.clock.now() - startedMs);
      if (this.#settings.isDebug) this.#owner.run.log('info', `browser: ${request[2]} took ${tookMs} ms`);
    }
  }

  /** The same for what is known without asking the browser. */
  ask(question: unknown): unknown {
    const request = question as BrowserRequest;
    this.#begin(request);
    return writeValue(this.#answer(request), this.#access);
  }

  bytes(id: number): Uint8Array {
    const bytes = this.#objects.get(id);
    this.#objects.delete(id);
    if (!Buffer.isBuffer(bytes)) throw new Error('these bytes are gone');
    return bytes;
  }

  interrupt(): void {
    this.#leave();
  }

  /** Closes what the iteration has left open. */
  endIteration(): void {
    if (this.#context?.pages().length)
      this.#owner.run.logRepeated(
        'warning',
        'a page was still open at the end of an iteration: close it with page.close()',
      );
    this.#leave();
  }

  #leave(): void {
    this.#watch?.settle();
    this.#watch = undefined;
    this.#context?.close().catch(() => {});
    this.#context = undefined;
    this.#objects.clear();
  }

  close(): void {
    this.#isClosed = true;
    this.#leave();
    if (this.#starting) closeLater(this.#starting);
    this.#starting = this.#browser = undefined;
  }

  #begin([tagSet, , method]: BrowserRequest): void {
    if (this.#isClosed) throw new Error('the browser is closed');
    if (ALWAYS.includes(method)) return;
    if (!this.#owner.mayBrowse()) {
      throw new Error(
        "browser not found in registry: the scenario needs options: { browser: { type: 'chromium' } }, and k6/browser works in scenarios only",
      );
    }
    if (!KNOWN.has(method)) throw new UnsupportedError(`k6/browser ${method}`);
    this.#tags = this.#owner.run.metrics.tagSets.get(tagSet);
  }

  async #start(): Promise<void> {
    this.#starting ??= launch(this.#settings, this.#owner.run.settings?.network);
    const starting = this.#starting;
    try {
      const browser = await starting;
      if (this.#browser === browser || this.#starting !== starting) return;
      this.#browser = browser;
      browser.once('disconnected', () => this.#hasEnded(browser));
    } catch (error) {
      if (this.#starting === starting) this.#starting = undefined;
      throw error;
    }
  }

  /** The next call starts another one. */
  #hasEnded(browser: Browser): void {
    if (this.#browser !== browser) return;
    this.#watch?.settle();
    this.#starting = this.#browser = this.#context = this.#watch = undefined;
    this.#owner.run.logRepeated(
      'warning',
      'the browser has ended in the middle of an iteration; the next call starts another',
    );
  }

  #answer([, target, method, args]: BrowserRequest): unknown {
    const values = args.map((value) => readValue(value, this.#access));
    if (target.id === 0 && target.steps.length === 0) return this.#ofBrowser(method, values);
    const object = this.#access.resolve(target) as Methods;
    const own = this.#pageCalls.find(method, object);
    if (own) return own(...(values as never[]));
    if (method === 'timeoutMs') return this.#timeoutOf(object as unknown as Page | BrowserContext);
    if (method === 'setDefaultTimeout') this.#timeoutsMs.set(object, Number(values[0]));
    const kind = kindOf(object);
    const adapted = kind && ADAPTED[kind]?.[method];
    const member = adapted ? (...given: unknown[]) => adapted(object as never, given) : object[method];
    if (typeof member !== 'function') throw new Error(`${method} is not there`);
    if (method === 'close' && object === (this.#context as unknown)) return this.#closeContext();
    if (method === 'close') return this.#closePage(object as unknown as Page);
    const answer = member.apply(object, values);
    return NAVIGATING.includes(method) ? this.#navigated(answer, object as unknown as Page) : answer;
  }

  #timeoutOf(object: Page | BrowserContext): number {
    const own = this.#timeoutsMs.get(object);
    if (own !== undefined || !('context' in object)) return own ?? this.#settings.timeoutMs;
    return this.#timeoutsMs.get(object.context()) ?? this.#settings.timeoutMs;
  }

  /** A page that was given up is stopped: until then it would answer nothing. */
  async #navigated(answer: unknown, page: Page): Promise<unknown> {
    try {
      return await answer;
    } catch (error) {
      await this.#stopLoading(page).catch(() => {});
      throw error;
    }
  }

  async #stopLoading(page: Page): Promise<void> {
    if (page.isClosed()) return;
    const session = await page.context().newCDPSession(page);
    await session.send('Page.stopLoading');
    await session.detach();
  }

  /** The browser itself is the VU's; scripts may have one context of it at a time. */
  #ofBrowser(method: string, [options]: unknown[]): unknown {
    switch (method) {
      case 'newContext':
        return this.#newContext(options as BrowserContextOptions | undefined);
      case 'newPage':
        return this.#newContext(options as BrowserContextOptions | undefined).then((context) => context.newPage());
      case 'closeContext':
        return this.#closeContext();
      case 'context':
        return this.#context ?? null;
      case 'device':
        return deviceOf(String(options));
      case 'isConnected':
        return this.#browser?.isConnected() ?? false;
      case 'version':
        return this.#browser?.version() ?? '';
      case 'userAgent':
        return this.#userAgent();
      default:
        throw new UnsupportedError(`browser.${method}`);
    }
  }

  async #newContext(given: BrowserContextOptions = {}): Promise<BrowserContext> {
    if (this.#context) throw new Error('existing browser context must be closed before creating a new one');
    const options = Object.entries(given ?? {}).map(([name, value]) => [RENAMED[name] ?? name, value]);
    const skipsTls = this.#owner.run.settings?.tls.insecureSkipTlsVerify === true;
    const context = await (this.#browser as Browser).newContext({
      ...(skipsTls && { ignoreHTTPSErrors: true }),
      ...(Object.fromEntries(options) as BrowserContextOptions),
    });
    this.#context = context;
    context.setDefaultTimeout(this.#settings.timeoutMs);
    this.#watch = await watchContext(context, this.#record);
    return context;
  }

  async #userAgent(): Promise<string> {
    const session = await (this.#browser as Browser).newBrowserCDPSession();
    const { userAgent } = await session.send('Browser.getVersion');
    await session.detach();
    return userAgent;
  }

  async #closeContext(): Promise<void> {
    const context = this.#context;
    if (!context) throw new Error('there is no browser context to close');
    const watch = this.#watch;
    this.#watch = this.#context = undefined;
    await watch?.farewell(context.pages());
    watch?.settle();
    await context.close();
  }

  async #closePage(page: Page): Promise<void> {
    await this.#watch?.farewell([page]);
    this.#watch?.settle();
    await page.close();
  }

  readonly #record: Recorder = (name, value, given, page) => {
    const { metrics, clock, settings } = this.#owner.run;
    const tags = Object.fromEntries(
      Object.entries(this.#rules.apply(page, given)).filter(
        ([key]) => !SYSTEM_TAGS.includes(key) || settings?.systemTags.has(key) !== false,
      ),
    );
    const metric = metrics.get(name);
    if (metric && this.#tags) metrics.add(metric, value, metrics.tagSets.extend(this.#tags, tags), clock.epochMs());
  };

  readonly #access: Objects = {
    numberOf: (object) => {
      const known = this.#numbers.get(object);
      if (known !== undefined && this.#objects.has(known)) return known;
      this.#lastNumber += 1;
      this.#numbers.set(object, this.#lastNumber);
      this.#objects.set(this.#lastNumber, object);
      return this.#lastNumber;
    },
    resolve: ({ id, steps }: Target): unknown => {
      const object = this.#objects.get(id);
      if (!object) throw new Error('the object is gone: its page or context has been closed, or its iteration is over');
      return steps.reduce<unknown>((from, [name, args]) => {
        const values = args.map((value) => readValue(value, this.#access));
        if (name.startsWith('.')) return (from as Record<string, unknown>)[name.slice(1)];
        const member = (from as Methods)[name];
        if (typeof member !== 'function') throw new Error(`${name} is not there`);
        return member.apply(from, values);
      }, object);
    },
  };
}

/** What a context needs to look like a device, as k6 describes it; null for one that is not known. */
function deviceOf(name: string): object | null {
  const device = loadLibrary().devices[name];
  if (!device) return null;
  const { defaultBrowserType: _, ...described } = device;
  return { name, ...described };
}

/** The client's messages go on with a log of what it tried. */
function messageOf(error: unknown): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours for a terminal
  const text = ((error as Error).message ?? '').replace(/\u001b\[[\d;]*m/g, '');
  return text === '' ? reasonOf(error) : (text.split(/\n\s*(?:Call log:|=+ logs =+)/)[0] as string).trim();
}
