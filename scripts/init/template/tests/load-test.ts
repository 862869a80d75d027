// What load tests have in common: each turn calls every endpoint and WebSocket once, or one of them by its weight, and waits.
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import { send } from 'k6-script/request';
import { optionsOf } from '../thresholds/limits.ts';
import {
  type EndpointName,
  endpoints,
  type TestType,
  type TestTypeName,
  testTypes,
  type WebsocketName,
  websockets,
} from '../thresholds/tables.ts';
import type { Definition, Talker, Talking } from './endpoints/definition.ts';
import { definitions, talks } from './endpoints/index.ts';
import { session } from './session.ts';

type Name = EndpointName | WebsocketName;
type Weights = Partial<Record<Name, number>>;

const isReading = (call: Definition | Talking): boolean =>
  'method' in call ? ['GET', 'HEAD', 'OPTIONS'].includes(call.method) : !call.writes;
const isComplete = (call: Definition | Talking): boolean => !('missing' in call) || call.missing === undefined;
const calls: Record<EndpointName, Definition> & Record<WebsocketName, Talking> = {
  ...definitions,
  ...talks,
};
const all = Object.keys(calls) as Name[];
/** Without WRITES=yes nothing is changed on the system. */
const names = all.filter((name) => isComplete(calls[name]) && (__ENV.WRITES === 'yes' || isReading(calls[name])));
// VU 0 reads the options, before any other starts.
if (__VU === 0 && names.length < all.length)
  console.warn(
    `left out, since they lack something or write: ${all.filter((name) => !names.includes(name)).join(', ')}`,
  );
const rows: Record<Name, { weight: number }> = { ...endpoints, ...websockets };
/** Multiples of it fill the range from 0 to 1 evenly, so that a short run has the weights too. */
const GOLDEN_RATIO = 0.618033988749895;

export function loadTest(type: TestTypeName) {
  const row: TestType = testTypes[type];
  const { pick, pauseS, weights } = row;
  const sockets = (Object.keys(talks) as WebsocketName[]).filter((name) => names.includes(name));
  const talkers = new Map<Name, Talker>();
  for (const name of sockets) {
    const { talker }: Talking = talks[name];
    talkers.set(name, talker(type, name));
  }
  const turn = async (): Promise<void> => {
    if (!session.ready()) return;
    const chosen = pick === 'each' ? names : [weighted((exec.scenario.iterationInTest * GOLDEN_RATIO) % 1, weights)];
    for (const name of chosen) await (talkers.get(name)?.talk() ?? ask(name as EndpointName));
    sleep(pauseS);
  };
  const { thresholds, ...load } = optionsOf(type);
  const isCalled = (name: Name) => pick === 'each' || (weights ?? [undefined]).some((part) => weightOf(name, part) > 0);
  const ofTalks = [...talkers].filter(([name]) => isCalled(name)).map(([, one]) => one.thresholds);
  const limits: Record<string, string[]> = Object.assign({}, thresholds, session.thresholds, ...ofTalks);
  return { options: { ...load, thresholds: limits }, turn };
}

/** The endpoint or WebSocket at a place from 0 to 1, each as wide as its weight in the present part of the run. */
function weighted(place: number, weights: TestType['weights'] = []): Name {
  const part = weights[Math.min(weights.length - 1, Math.floor(exec.scenario.progress * weights.length))];
  let left = place * names.reduce((sum, name) => sum + weightOf(name, part), 0);
  const found = names.find((name) => {
    left -= weightOf(name, part);
    return left < 0;
  });
  return found ?? (names[0] as Name);
}

function weightOf(name: Name, part: Weights | undefined): number {
  return part === undefined ? rows[name].weight : (part[name] ?? 0);
}

function ask(name: EndpointName): void {
  const { checks, missing: _, ...request } = definitions[name];
  const tags = { endpoint: name };
  const spec = { ...request, path: endpoints[name].path, name, tags };
  check(send(spec, { baseUrl: `${__ENV.BASE_URL}`, session }), checks, tags);
}
