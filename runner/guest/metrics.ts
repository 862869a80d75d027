// k6/metrics: custom metrics, made in the init context.
import { host, record } from './host.ts';
import { currentTagsAnd } from './tags.ts';

class Metric {
  readonly name: string;
  readonly #id: number;
  readonly #isRate: boolean;

  constructor(type: 'counter' | 'gauge' | 'rate' | 'trend', name: unknown, isTime: unknown) {
    this.name = String(name);
    this.#id = host.metric(JSON.stringify({ name: this.name, type, isTime: isTime === true }));
    this.#isRate = type === 'rate';
  }

  add(value: unknown, tags?: unknown): void {
    const number =
      typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : Number.parseFloat(String(value));
    if (Number.isNaN(number)) {
      host.log(
        'warning',
        `metric ${this.name}: add() got ${typeof value === 'string' ? `"${value}"` : String(value)}, wants a number`,
      );
      return;
    }
    record(this.#id, this.#isRate && number !== 0 ? 1 : number, currentTagsAnd(tags));
  }
}

export class Counter extends Metric {
  constructor(name: unknown, isTime?: unknown) {
    super('counter', name, isTime);
  }
}
export class Gauge extends Metric {
  constructor(name: unknown, isTime?: unknown) {
    super('gauge', name, isTime);
  }
}
export class Rate extends Metric {
  constructor(name: unknown, isTime?: unknown) {
    super('rate', name, isTime);
  }
}
export class Trend extends Metric {
  constructor(name: unknown, isTime?: unknown) {
    super('trend', name, isTime);
  }
}

export const metricsModule = { Counter, Gauge, Rate, Trend };
