// What the steps of the rewriting share.
import type { Variable } from 'eslint-scope';
import type { Colours } from './colour.ts';
import type { Edits } from './edits.ts';
import type { Fn, Program } from './program.ts';
import type { Node } from './syntax.ts';

/** What every step of the rewriting needs. */
export interface Rewriting {
  source: string;
  program: Program;
  colours: Colours;
  edits: Edits;
  /** Start of all names that the transform adds; the script has none such. */
  prefix: string;
  /** What stands for the free name `Promise`, which esbuild's helpers have: the class that the script has under this name. */
  promise: string | undefined;
  /** Variables that are in the list of the VU: see shared.ts. */
  own: ReadonlyMap<Variable, number>;
}

/** Temporary variables of one function: sites that are not inside of each other share them. */
export class Temporaries {
  most = 0;

  /** Notes that names up to this depth are needed. */
  need(depth: number): number {
    this.most = Math.max(this.most, depth);
    return depth;
  }

  /** The declaration of all of them; empty without any. */
  declaration(prefix: string): string {
    const names = Array.from({ length: this.most }, (_, i) =>
      ['o', 'a', 'c'].map((kind) => `${prefix}${kind}${i + 1}`),
    );
    return names.length === 0 ? '' : `let ${names.flat().join(', ')}; `;
  }
}

/** A constructor, or an arrow function in one, speaks of the new object by a name of its own. */
export interface Inside {
  fn: Fn | undefined;
  temporaries: Temporaries;
  /** Depth of the call that is being written in this function. */
  depth: number;
  /** What stands for `this`, `arguments`, `super` and `new.target` here, where it is not the word itself. */
  names: {
    self?: string | undefined;
    args?: string | undefined;
    parent?: string | undefined;
    target?: string | undefined;
  };
  /** The class of the constructor that this is in. */
  constructed?: string | undefined;
}

/** Writes a node and what is in it. */
export type Visit = (node: Node, inside: Inside) => void;

/** Asked in loops and at the beginning of functions, so that nothing runs for ever. */
export function tickOf(prefix: string): string {
  return `if (--${prefix}fuel < 0) ${prefix}fuel = ${prefix}tick();`;
}
