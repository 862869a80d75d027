// What a load test of a type is judged by, as the table "Test traits" may have it: wider than the rows that happen to be there.
import { type TestTypeName, testTypes } from './baselines.ts';

export interface Traits {
  /** What the type's limits judge: the hold alone, or the whole load. */
  judged: 'hold' | 'load';
  /** Windows that are judged by themselves: those of the hold (and what drifts over them, or each alone), or those later after a spike than the allowed recovery. */
  windows: 'none' | 'hold' | 'each' | 'late';
  /** What ends the run early: most requests fail, in the whole or in one window as well; or its own limits. */
  stops: 'never' | 'failing' | 'failing-window' | 'limits';
  /** Whether the rows of endpoints are limits. */
  endpointRows: 'yes' | 'no';
  /** Whether the API target is a limit. */
  apiTarget: 'yes' | 'no';
  /** Whether each VU has turns that can be late. */
  paced: 'yes' | 'no';
}

export function traitsOf(type: TestTypeName): Traits {
  return testTypes[type];
}

/** Undefined for a type that the tables do not have. */
export function knownTraits(type: string): Traits | undefined {
  return Object.hasOwn(testTypes, type) ? traitsOf(type as TestTypeName) : undefined;
}
