// The form of the tables, whatever numbers and names are in them.
import type * as today from './baselines.ts';

/** The tables as any document may fill them: with other numbers and other names. */
export type Tables = Widened<typeof today>;

type Widened<T> = T extends number
  ? number
  : T extends string
    ? string
    : T extends null
      ? null
      : T extends readonly (infer E)[]
        ? readonly Widened<E>[]
        : { [K in keyof T]: Widened<T[K]> };
