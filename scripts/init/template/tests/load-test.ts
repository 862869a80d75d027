// What load tests have in common: each turn asks every endpoint once, or one of them by its weight, checks the answer and waits.
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { optionsOf } from '../thresholds/limits.ts';
import { type EndpointName, endpoints, type TestTypeName, testTypes } from '../thresholds/tables.ts';
import type { Definition } from './endpoints/definition.ts';
import { definitions } from './endpoints/index.ts';

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
    const count = exec.scenario.iterationInTest;
    if (pick === 'weighted') ask(weighted((count * GOLDEN_RATIO) % 1), count);
    else for (const name of names) ask(name, count);
    sleep(pauseS);
  };
  return { options: optionsOf(type), turn };
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

function ask(name: EndpointName, count: number): void {
  const { method, params = {}, query = {}, headers = {}, body = null, checks } = definitions[name];
  const inTurn = (values: readonly string[] = []): string => values[count % values.length] ?? '';
  const path = endpoints[name].path.replace(/\{(\w+)\}/g, (_, parameter: string) => inTurn(params[parameter]));
  const asked = Object.entries(query).map(([key, values]) => `${key}=${encodeURIComponent(inTurn(values))}`);
  const url = `${__ENV.BASE_URL}${path}${asked.length > 0 ? `?${asked.join('&')}` : ''}`;
  // One name for all of its URLs: k6 keeps a series for each name.
  const tags = { endpoint: name, name };
  const token: Record<string, string> = __ENV.AUTH_TOKEN ? { authorization: `Bearer ${__ENV.AUTH_TOKEN}` } : {};
  check(http.request(method, url, body, { tags, headers: { ...token, ...headers } }), checks, tags);
}
