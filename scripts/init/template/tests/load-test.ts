// What load tests have in common: each turn asks every endpoint once, checks its answer and waits.
import { check, sleep } from 'k6';
import http from 'k6/http';
import { optionsOf } from '../thresholds/limits.ts';
import { type EndpointName, endpoints, type TestTypeName, testTypes } from '../thresholds/tables.ts';
import { definitions } from './endpoints/index.ts';

export function loadTest(type: TestTypeName) {
  const turn = (): void => {
    for (const name of Object.keys(definitions) as EndpointName[]) {
      const { method, checks } = definitions[name];
      const tags = { endpoint: name, name };
      check(http.request(method, `${__ENV.BASE_URL}${endpoints[name].path}`, null, { tags }), checks, tags);
    }
    sleep(testTypes[type].pauseS);
  };
  return { options: optionsOf(type), turn };
}
