// What a journey file says about its journey, and how it is walked: its paths and think times are in the tables.
import { type Kept, type Step, type StepEnd, journey as walkerOf } from 'k6-script/journey';
import type { Method } from 'k6-script/request';
import { type JourneyName, journeySteps, type StepName } from '../thresholds/baselines.ts';
import { stepsOf } from '../thresholds/tasks.ts';
import { TIMEOUT } from './endpoint.ts';

export interface Journey {
  name: JourneyName;
  /** Logs in with the token of the environment, which its steps find as `token`. */
  needsToken: boolean;
  /** Leaves something behind on the server. */
  writes: boolean;
  /** One for each row of the table "Journey steps", in their order. */
  steps: readonly JourneyStep[];
}

export interface JourneyStep extends Pick<Step, 'checks' | 'keep' | 'whenFailed'> {
  name: StepName;
  /** Default: GET. */
  method?: Method;
  /** The name of a kept value that is sent as Bearer token. */
  bearer?: string;
  /** JSON text to send, by what is kept and by the number of the journey. */
  body?: (kept: Kept, turn: number) => string;
}

/** What the load test hears of a walk. */
export interface Watch {
  baseUrl: string;
  token: string | undefined;
  /** False where something else paces the journeys: they are walked without think time then. */
  thinks: boolean;
  /** The number of the present journey in the run. */
  turn: () => number;
  /** Tags of the journey's own samples; asked when it starts. */
  tags: () => Record<string, string>;
  onStep: (step: StepName) => void;
  onEnd: (end: StepEnd) => void;
}

/** Prepares a journey; the function walks it once. */
export function walker(journey: Journey, watch: Watch): () => void {
  refuseOtherSteps(journey);
  const steps = journey.steps.map((step) => stepOf(step, watch));
  const { thinks, tags, onEnd, token } = watch;
  const onStep = (step: string) => watch.onStep(step as StepName);
  return walkerOf(journey.name, steps, {
    thinks,
    tags,
    onStep,
    onEnd,
    ...(token !== undefined && { given: { token } }),
  });
}

/** A step without its row would have no limit, and a row without its step never be measured. */
function refuseOtherSteps({ name, steps }: Journey): void {
  const [found, rows] = [steps.map((step) => step.name).join(', '), stepsOf(name).join(', ')];
  if (found === rows) return;
  throw new Error(
    `tests/journeys/${name}.ts has the steps ${found || 'none'}, the table "Journey steps" has ${rows || 'none'}: expected the same in the same order`,
  );
}

function stepOf({ name, method = 'GET', bearer, body, ...rest }: JourneyStep, { baseUrl, turn }: Watch): Step {
  const { path, thinkS } = journeySteps[name];
  return {
    ...{ name, thinkS, ...rest },
    request: (kept) => ({
      method,
      url: baseUrl + path.replace(/\{(\w+)\}/g, (_, value: string) => encodeURIComponent(kept(value))),
      body: body === undefined ? null : body(kept, turn()),
      params: {
        headers: {
          ...(bearer !== undefined && { Authorization: `Bearer ${kept(bearer)}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
        },
        // The path as in the table, whatever ids are in it; a redirect could carry the token to another host.
        tags: { name: path },
        redirects: 0,
        timeout: TIMEOUT,
      },
    }),
  };
}
