// Calls on pages and contexts that the browser's client has under no such name: events for the script's functions, and emulation.
import type { BrowserContext, CDPSession, Page, Route } from 'playwright-core';
import { UnsupportedError } from '../unsupported.ts';
import { addressOf } from './members.ts';
import type { MetricRule, MetricRules } from './metric-rules.ts';

/** Events that a script may hear of, by the kind of object that has them. `metric` is not an event of the client. */
const PAGE_EVENTS = ['console', 'request', 'requestfailed', 'requestfinished', 'response'];
const CONTEXT_EVENTS = ['page'];
const DEFICIENCIES = ['none', 'blurredVision', 'deuteranopia', 'protanopia', 'tritanopia', 'achromatopsia'];

interface Emitter {
  on(event: string, listener: (value: unknown) => void): void;
  off(event: string, listener: (value: unknown) => void): void;
}

/** Tells the guest's listener with this number. */
export type Notify = (listener: number, value: unknown) => void;

export class PageCalls {
  readonly #notify: Notify;
  readonly #rules: MetricRules;
  /** By the number of the guest's listener. */
  readonly #stops = new Map<number, () => void>();
  /** Emulation lasts as long as the session that asked for it. */
  readonly #sessions = new WeakMap<Page, Promise<CDPSession>>();

  constructor(notify: Notify, rules: MetricRules) {
    this.#notify = notify;
    this.#rules = rules;
  }

  /** What carries out `method`; undefined when the client has it itself. */
  find(method: string, object: object): ((...args: never[]) => unknown) | undefined {
    const [page, emitter] = [object as Page, object as Emitter];
    const own: Record<string, (...args: never[]) => unknown> = {
      subscribe: (event: string, listener: number) => this.#subscribe(emitter, event, listener),
      unsubscribe: (listener: number) => this.#unsubscribe(listener),
      addMetricRule: (rule: MetricRule) => this.#rules.add(page, rule),
      route: (url: string | RegExp, listener: number) =>
        page.route(addressOf(url), (route: Route) => this.#notify(listener, route)),
      throttleCPU: (profile: unknown) => this.#throttleCpu(page, profile),
      throttleNetwork: (profile: unknown) => this.#throttleNetwork(page, profile),
      emulateVisionDeficiency: (type: string) => this.#emulateVision(page, type),
    };
    return Object.hasOwn(own, method) ? own[method] : undefined;
  }

  #subscribe(emitter: Emitter, event: string, listener: number): void {
    const known = 'pages' in emitter ? CONTEXT_EVENTS : PAGE_EVENTS;
    if (!known.includes(event))
      throw new UnsupportedError(`event ${JSON.stringify(event)}`, `expected ${known.join(', ')}`);
    const hear = (value: unknown): void => this.#notify(listener, value);
    emitter.on(event, hear);
    this.#stops.set(listener, () => emitter.off(event, hear));
  }

  #unsubscribe(listener: number): void {
    this.#stops.get(listener)?.();
    this.#stops.delete(listener);
  }

  async #throttleCpu(page: Page, profile: unknown): Promise<void> {
    const rate = numberOf(profile, 'rate', 'throttleCPU');
    await (await this.#session(page)).send('Emulation.setCPUThrottlingRate', { rate });
  }

  /** Latency in milliseconds, throughputs in bytes per second; -1 is without a limit. */
  async #throttleNetwork(page: Page, profile: unknown): Promise<void> {
    const of = (name: string): number => numberOf(profile, name, 'throttleNetwork');
    await (await this.#session(page)).send('Network.emulateNetworkConditions', {
      offline: false,
      latency: of('latency'),
      downloadThroughput: of('download'),
      uploadThroughput: of('upload'),
    });
  }

  async #emulateVision(page: Page, type: string): Promise<void> {
    if (!DEFICIENCIES.includes(type))
      throw new Error(`emulateVisionDeficiency reads ${JSON.stringify(type)}: expected ${DEFICIENCIES.join(', ')}`);
    await (await this.#session(page)).send('Emulation.setEmulatedVisionDeficiency', { type: type as 'none' });
  }

  #session(page: Page): Promise<CDPSession> {
    const known = this.#sessions.get(page);
    if (known) return known;
    const context: BrowserContext = page.context();
    const opened = context.newCDPSession(page);
    this.#sessions.set(page, opened);
    return opened;
  }
}

function numberOf(profile: unknown, name: string, method: string): number {
  const value = (profile as Record<string, unknown> | null | undefined)?.[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Error(`${method}: ${name} reads ${JSON.stringify(value ?? null)}: expected a number`);
}
