// What all VUs of a run share.
import type { CheckTree } from './checks.ts';
import type { Clock } from './clock.ts';
import type { Counters } from './counters.ts';
import type { Stop } from './exit-codes.ts';
import type { HttpError } from './http-errors.ts';
import type { Specs } from './http-spec.ts';
import type { Metrics } from './metrics.ts';
import type { Settings } from './options.ts';
import type { Script } from './script.ts';
import type { SelfWatch } from './self-watch.ts';
import type { SharedTexts } from './shared-texts.ts';
import type { Transport } from './transport.ts';
import type { TurnLimit } from './turn-limit.ts';
import type { World } from './world.ts';

export type LogLevel = 'error' | 'warning' | 'info' | 'debug';

export interface RunContext {
  clock: Clock;
  script: Script;
  /** __ENV, the same for all VUs before scenarios add theirs. */
  env: Record<string, string>;
  metrics: Metrics;
  checks: CheckTree;
  /** SharedArrays by their names: JSON texts of their elements. */
  shared: Map<string, SharedTexts>;
  counters: Counters;
  watch: SelfWatch;
  turnLimit: TurnLimit;
  /** Set once the options are known, before any VU runs. */
  settings: Settings | undefined;
  specs: Specs | undefined;
  newTransport(): Transport;
  log(level: LogLevel, text: string): void;
  /** What the script itself logs. */
  console(level: LogLevel, text: string): void;
  /** A line that may come in every iteration: the same text is written a few times only. */
  logRepeated(level: LogLevel, text: string): void;
  requestFailed(url: string, error: HttpError): void;
  /** Ends the run early; the first reason counts. */
  end(stop: Stop): void;
  /** exec.test.fail: the run goes on and ends with its exit code. */
  markFailed(message: string): void;
  isMarkedFailed: boolean;
  /** Milliseconds since the test started. */
  elapsedMs(): number;
  /** Share of a scenario that is done, 0 to 1. */
  progressOf(scenario: string): number;
  /** Whether the run must end: for guests that never pause, which no signal reaches. */
  isStopping(): boolean;
  /** Each VU has a world of its own: its script changes what VUs would share. */
  ownWorlds: boolean;
  /** Where VUs of this thread run the script; made with the first of them. */
  world: World | undefined;
  /** JSON of what setup() returned. */
  setupData: string | undefined;
}
