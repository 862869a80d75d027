// k6/metrics: custom metrics, made in the init context.
import { host, record } from './host.ts';
import { currentTagsAnd } from './tags.ts';

const ID = Symbol('id');
const IS_RATE = Symbol('isRate');

class Metric {
  // Declared, not defined: so that VUs share the class.
  declare readonly name: string;
  declare readonly [ID]: number;
  declare readonly [IS_RATE]: boolean;

  constructor(type: 'counter' | 'gauge' | 'rate' | 'trend', name: unknown, isTime: unknown) {
    this.name = String(name);
    this[ID] = host.metric(JSON.stringify({ name: this.name, type, isTime: isTime === true }));
    this[IS_RATE] = type === 'rate';
  }

  add(value: unknown, tags?: unknown): void {
    const number =
      typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : Number.parseFloat(String(value));
    if (Number.isNaN(number)) {
      host.log(
        'warning',
        `metric ${this.name}: add() got ${typeof value === 'string' ? `"${value}"` : String(value)}, expected a number`,
      );
      return;
    }
    record(this[ID], this[IS_RATE] && number !== 0 ? 1 : number, currentTagsAnd(tags));
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

export default { Counter, Gauge, Rate, Trend };
