// Everything that `perf plan` says of a run before it: from the bundle's own options, the guard's answer and one look at the target.
import { factorsText, type Scale, scaledLevel } from 'k6-format/scale';
import { pageTests } from '../../thresholds/baselines.ts';
import { isJourney, type RequestName, requestsOf, type TaskName } from '../../thresholds/tasks.ts';
import { MEMORY_PER_VU_MB } from '../engines.ts';
import { figuresOf, type LoadFigures } from '../guard/caps.ts';
import { examine } from '../guard/guard.ts';
import { GuardRefusal } from '../guard/refusal.ts';
import { scaleOf } from '../guard/scale.ts';
import type { Io } from '../io.ts';
import { prepareTest, readOptions, type TestPlan } from '../run/perform.ts';
import { isPageTest } from '../run-type.ts';
import { askSizes } from './answer-sizes.ts';
import { loadPlan, type RatePoint } from './load-plan.ts';

export interface Forecast {
  type: string;
  target: string;
  /** Why `perf run` would not start; null when the guard has nothing against it so far. */
  refusal: string | null;
  environment: string | null;
  isProduction: boolean | null;
  addresses: readonly string[];
  /** By endpoint and step of a journey; `bytesPerAnswer` is null where it was not asked or gave no answer. */
  endpoints: { name: RequestName; requests: number; writes: boolean; bytesPerAnswer: number | null }[];
  /** Endpoints and journeys that the guard leaves out: they write, and the environment does not allow that. */
  leftOut: readonly string[];
  requests: number;
  /** Requests of endpoints that write, and walks of journeys that do; each may leave a row behind. */
  rowsWritten: number;
  load: LoadFigures;
  /** What the environment is scaled by; null where it is not. */
  scale: Scale | null;
  /** Answers of the endpoints whose size is known, bytes; null when none is. */
  bytesReceived: number | null;
  memoryMb: { local: number; k6: [number, number] };
  /** Browsers that load pages besides it, each with memory of its own. */
  browsers: number;
  curve: RatePoint[];
}

/** A script needs its token before it tells its options; this one never leaves the process. */
const NO_TOKEN = 'not-sent';

export async function forecast(plan: TestPlan, isOffline: boolean, io: Io): Promise<Forecast> {
  const extraEnv = { ...(io.env.AUTH_TOKEN ? {} : { AUTH_TOKEN: NO_TOKEN }), ...plan.extraEnv };
  const { bundle, settings, request } = await prepareTest({ ...plan, extraEnv }, io);
  const examined = await examine({ ...request, ask: undefined }, io.guardWorld).catch((error: unknown) => {
    if (error instanceof GuardRefusal) return error;
    throw error;
  });
  const [refusal, allowed] = examined instanceof GuardRefusal ? [examined, undefined] : [undefined, examined];
  const names = (allowed?.endpoints ?? request.endpoints) as TaskName[];
  const { writing } = request;
  const choice = plan.endpoint === undefined ? { ENDPOINTS: names.join(',') } : {};
  const options = await readOptions(bundle, { ...io.env, ...settings, ...choice, ALLOW_PRODUCTION: 'yes' });
  const { requests, curve } = loadPlan(options, names);
  const reading = names.filter((name) => !isJourney(name) && !writing.includes(name)).flatMap(requestsOf);
  const sizes = allowed && !isOffline ? await askSizes(allowed.target.url, reading, io.env.AUTH_TOKEN) : {};
  const load = figuresOf(options);
  const scale = scaleOf({ ...io.env, ...settings });
  const rows = names.flatMap((task) =>
    requestsOf(task).map((name) => ({
      name,
      requests: requests[name] ?? 0,
      writes: writing.includes(task),
      bytesPerAnswer: sizes[name] ?? null,
    })),
  );
  const turnsOf = (task: TaskName) => requests[requestsOf(task)[0]!] ?? 0;
  const known = rows.filter(({ bytesPerAnswer }) => bytesPerAnswer !== null);
  return {
    type: plan.type,
    target: allowed?.target.url ?? plan.target,
    refusal: refusal?.message ?? null,
    environment: allowed?.place.environmentName ?? null,
    isProduction: allowed?.place.isProduction ?? null,
    addresses: allowed?.place.addresses ?? [],
    endpoints: rows,
    leftOut: allowed?.leftOut ?? [],
    requests: sum(rows.map((row) => row.requests)),
    rowsWritten: sum(names.filter((task) => writing.includes(task)).map(turnsOf)),
    load,
    scale: factorsText(scale) === '' ? null : scale,
    bytesReceived: known.length > 0 ? sum(known.map((row) => row.requests * (row.bytesPerAnswer ?? 0))) : null,
    memoryMb: {
      local: Math.round(load.vus * MEMORY_PER_VU_MB.local),
      k6: [load.vus * MEMORY_PER_VU_MB.k6[0], load.vus * MEMORY_PER_VU_MB.k6[1]],
    },
    browsers: isPageTest(plan.type) ? scaledLevel(pageTests[plan.type].browserUsers, scale.users) : 0,
    curve,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
