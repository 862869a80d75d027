// What load tests have in common: each turn asks every endpoint once, or one of them by its weight, checks the answer and waits.
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import { send } from 'k6-script/request';
import { optionsOf } from '../thresholds/limits.ts';
import { type EndpointName, endpoints, type TestType, type TestTypeName, testTypes } from '../thresholds/tables.ts';
import type { Definition } from './endpoints/definition.ts';
import { definitions } from './endpoints/index.ts';
import { session } from './session.ts';

/** Without WRITES=yes nothing is changed on the system. */
const mayCall = ({ method, missing }: Definition): boolean =>
  missing === undefined && (__ENV.WRITES === 'yes' || ['GET', 'HEAD', 'OPTIONS'].includes(method));
const all = Object.keys(definitions) as EndpointName[];
const names = all.filter((name) => mayCall(definitions[name]));
// VU 0 reads the options, before any other starts.
if (__VU === 0 && names.length < all.length)
  console.warn(
    `left out, since they lack something or write: ${all.filter((name) => !names.includes(name)).join(', ')}`,
  );
/** Multiples of it fill the range from 0 to 1 evenly, so that a short run has the weights too. */
const GOLDEN_RATIO = 0.618033988749895;

export function loadTest(type: TestTypeName) {
  const { pick, pauseS, weights }: TestType = testTypes[type];
  const turn = (): void => {
    if (!session.ready()) return;
    if (pick === 'weighted') ask(weighted((exec.scenario.iterationInTest * GOLDEN_RATIO) % 1, weights));
    else for (const name of names) ask(name);
    sleep(pauseS);
  };
  const { thresholds, ...load } = optionsOf(type);
  return { options: { ...load, thresholds: { ...thresholds, ...session.thresholds } }, turn };
}

/** The endpoint at a place from 0 to 1, each as wide as its weight in the present part of the run. */
function weighted(place: number, weights: TestType['weights'] = []): EndpointName {
  const part = weights[Math.min(weights.length - 1, Math.floor(exec.scenario.progress * weights.length))];
  const weightOf = (name: EndpointName) => (part === undefined ? endpoints[name].weight : (part[name] ?? 0));
  let left = place * names.reduce((sum, name) => sum + weightOf(name), 0);
  const found = names.find((name) => {
    left -= weightOf(name);
    return left < 0;
  });
  return found ?? (names[0] as EndpointName);
}

function ask(name: EndpointName): void {
  const { checks, missing: _, ...request } = definitions[name];
  const tags = { endpoint: name };
  const spec = { ...request, path: endpoints[name].path, name, tags };
  check(send(spec, { baseUrl: `${__ENV.BASE_URL}`, session }), checks, tags);
}
