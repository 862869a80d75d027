// Runs a small program twice: as plain JavaScript, and suspended at each call of `h`, with several copies taking turns.
import vm from 'node:vm';
import { transformSync } from 'esbuild';
import { worldCode } from '../world-code.ts';
import { LOWERED } from './lowered.ts';
import { originalText } from './places.ts';
import { type ScriptCode, transform } from './transform.ts';

/** Lowers one module of JavaScript. */
export function lower(source: string): string {
  return transformSync(source, { ...LOWERED, loader: 'js', logLevel: 'silent', tsconfigRaw: '{}' }).code;
}

export interface Observed {
  /** What the program logged and got, in order. */
  effects: string[];
  /** Result, or the exception. */
  outcome: string;
}

/** One of several that run the same program in a world. */
interface Copy {
  effects: string[];
  pending: unknown;
  exports: { main(): unknown };
  it: Generator | undefined;
  outcome: string | undefined;
  variables: unknown;
}

/** A text for any value, that runs no code of the program: getters stay unasked. */
const SHOW = `(value) => {
  const show = (v, depth) => {
    if (typeof v === 'function') return 'function ' + v.name + '/' + v.length;
    if (typeof v !== 'object' || v === null) return typeof v === 'string' ? JSON.stringify(v) : String(v);
    if (v instanceof TypeError) return v.name; // V8 words its texts by the source.
    if (v instanceof Error) return v.name + ': ' + v.message;
    if (depth > 4) return '...';
    const members = Object.entries(Object.getOwnPropertyDescriptors(v)).filter(([, d]) => d.enumerable);
    const texts = members.map(([k, d]) => k + ': ' + ('value' in d ? show(d.value, depth + 1) : 'getter'));
    return (Array.isArray(v) ? '[' : '{') + texts.join(', ') + (Array.isArray(v) ? ']' : '}');
  };
  return show(value, 0);
}`;

/** The program as it is: `h` answers at once. `source` defines and returns `main` by `export`. */
export function runNative(source: string): Observed {
  const effects: string[] = [];
  const context = vm.createContext({});
  const show = vm.runInContext(SHOW, context) as (v: unknown) => string;
  const h = (x: unknown): unknown => answer(effects, show, x);
  const body = source.replace('export function main', 'function main');
  try {
    const main = vm.runInContext(`(function (h, log) { 'use strict'; ${body}\nreturn main; })`, context)(
      h,
      (...v: unknown[]) => effects.push(v.map(show).join(' ')),
    );
    return { effects, outcome: `= ${show(main())}` };
  } catch (error) {
    return { effects, outcome: `! ${show(error)}` };
  }
}

function answer(effects: string[], show: (v: unknown) => string, x: unknown): unknown {
  effects.push(`h(${show(x)})`);
  if (x === 'throw') throw new Error('h threw');
  return x;
}

/** `copies` of the program in one world, each suspended at each call of `h`; resumed in turns. */
export function runSuspended(source: string, copies = 1): { observed: Observed[]; coloured: number; code: string } {
  const body = `function h(x) { return __wait(__native.start(x)); }\n${source}`;
  const { code, coloured, originals, natives } = transform(lower(body), ['__native', 'log']);
  const context = vm.createContext({});
  const show = vm.runInContext(SHOW, context) as (v: unknown) => string;
  const { makeFaces, SUSPENDED } = vm.runInContext(worldCode(false), context);
  const faces = makeFaces({
    wouldWait: () => {},
    tick: () => 1e6,
    own: (value: unknown) => value,
    textOf: (native: string) => originalText(originals, native),
    promise: () => vm.runInContext('Promise', context),
  });
  const ownNatives = Object.fromEntries(natives.map((name) => [name, vm.runInContext(name, context)]));
  let current: Copy | undefined;
  const script = vm.runInContext(code, context, { filename: 'script.js' })(
    faces,
    ownNatives,
    { start: (x: unknown) => void ((current as Copy).pending = x) },
    (...v: unknown[]) => current?.effects.push(v.map(show).join(' ')),
  ) as ScriptCode<{ main(): unknown }>;
  const vus = Array.from({ length: copies }, (): Copy => {
    current = {
      effects: [],
      pending: undefined,
      exports: undefined as never,
      it: undefined,
      outcome: undefined,
      variables: undefined,
    };
    current.exports = script.evaluate();
    current.variables = script.variables();
    return current;
  });
  const enter = (copy: Copy): void => {
    current = copy;
    script.use(copy.variables);
  };
  for (const vu of vus) {
    enter(vu);
    const face = faces.g(vu.exports.main);
    if (!face) {
      try {
        vu.outcome = `= ${show(vu.exports.main())}`;
      } catch (error) {
        vu.outcome = `! ${show(error)}`;
      }
    } else vu.it = face();
  }
  const started = new Set<unknown>();
  for (let isActive = true; isActive; ) {
    isActive = false;
    for (const vu of vus) {
      if (vu.outcome !== undefined || !vu.it) continue;
      isActive = true;
      enter(vu);
      try {
        let step: IteratorResult<unknown>;
        if (!started.has(vu)) {
          started.add(vu);
          step = vu.it.next();
        } else {
          let given: { value: unknown } | { error: unknown };
          try {
            given = { value: answer(vu.effects, show, vu.pending) };
          } catch (error) {
            given = { error };
          }
          step = 'error' in given ? vu.it.throw(given.error) : vu.it.next(given.value);
        }
        if (step.done) vu.outcome = `= ${show(step.value)}`;
        else if (step.value !== SUSPENDED) vu.outcome = 'yielded something else';
      } catch (error) {
        vu.outcome = `! ${show(error)}`;
      }
    }
  }
  return { observed: vus.map(({ effects, outcome }) => ({ effects, outcome: outcome as string })), coloured, code };
}
