// What load tests have in common: each turn asks every endpoint once, or one of them by its weight, checks the answer and waits.
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import { send } from 'k6-script/request';
import { optionsOf } from '../thresholds/limits.ts';
import { type EndpointName, endpoints, type TestTypeName, testTypes } from '../thresholds/tables.ts';
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
const sumOfWeights = names.reduce((sum, name) => sum + endpoints[name].weight, 0);
/** Multiples of it fill the range from 0 to 1 evenly, so that a short run has the weights too. */
const GOLDEN_RATIO = 0.618033988749895;

export function loadTest(type: TestTypeName) {
  const { pick, pauseS } = testTypes[type];
  const turn = (): void => {
    if (!session.ready()) return;
    if (pick === 'weighted') ask(weighted((exec.scenario.iterationInTest * GOLDEN_RATIO) % 1));
    else for (const name of names) ask(name);
    sleep(pauseS);
  };
  const { thresholds, ...load } = optionsOf(type);
  return { options: { ...load, thresholds: { ...thresholds, ...session.thresholds } }, turn };
}

/** The endpoint at a place from 0 to 1, each as wide as its weight. */
function weighted(place: number): EndpointName {
  let left = place * sumOfWeights;
  const found = names.find((name) => {
    left -= endpoints[name].weight;
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
