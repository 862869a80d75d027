// What one table says must agree with what another says.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  capacity,
  endpoints,
  growth,
  journeySteps,
  journeys,
  services,
  testTypes,
} from '../../thresholds/baselines.ts';
import { cellText, documentText, type Edited, withCell, withTable } from './edited-document.fixture.ts';
import { readBaselines } from './read.ts';

const names = Object.keys(endpoints).join(', ');
const otherWeights = 100 - endpoints['biometric-analyze'].weightPct;
const { current, maximum, headroom } = capacity.requestsSecond;

const disagreeing: { name: string; edited: Edited; messages: string[] }[] = [
  {
    name: 'a weight for an endpoint that has no row',
    edited: withTable('Weights', (line, at) => (at === 2 ? `${line}\n| homepage | 1% |` : line)),
    messages: [`unknown endpoint "homepage" (table "Weights"), expected one of: ${names}`],
  },
  {
    name: 'an endpoint without a weight',
    edited: withTable('Weights', (line) => (line.startsWith('| health ') ? '| home-2 | 25% |' : line)),
    messages: [
      'endpoint "health" has no row in table "Weights", expected one there',
      `unknown endpoint "home-2" (table "Weights"), expected one of: ${names}`,
    ],
  },
  {
    name: 'weights that do not add up to 100%',
    edited: withCell('Weights', 'biometric-analyze', 'Weight', '9.5%'),
    messages: [`weights add up to ${otherWeights + 9.5}% (table "Weights"), expected 100%`],
  },
  {
    name: 'a test type without traits, and traits of no type',
    edited: withTable('Test traits', (line) => (line.startsWith('| stress ') ? line.replace('stress', 'soak') : line)),
    messages: [
      'type "stress" has no row in table "Test traits", expected one there',
      `unknown type "soak" (table "Test traits"), expected one of: ${Object.keys(testTypes).join(', ')}`,
    ],
  },
  {
    name: 'a path that two endpoints share',
    edited: withCell('Response times', 'memory-stats', 'Endpoint', '`/api/health` (again)'),
    messages: ['Endpoint of memory-stats reads "/api/health", expected a path of its own (health has this one)'],
  },
  {
    name: 'headroom that is not maximum less current',
    edited: withCell('Capacity', 'Requests/Second', 'Headroom', String(headroom + 1)),
    messages: [
      `Headroom of Requests/Second (table "Capacity") reads "${headroom + 1}", expected maximum less current, ${maximum - current}`,
    ],
  },
  {
    // 4.0 - 2.8 is 1.2000000000000002 in binary: the check must not see that.
    name: 'headroom in gigabytes',
    edited: withCell('Capacity', 'Memory Usage', 'Headroom', '1.3GB'),
    messages: ['Headroom of Memory Usage (table "Capacity") reads "1.3GB", expected maximum less current, 1200'],
  },
  {
    name: 'a service test for a service that has no row',
    edited: withCell('Service tests', 'cache', 'Service', 'Memcached'),
    messages: [
      `unknown service "Memcached" (table "Service tests"), expected one of: ${Object.values(services)
        .map(({ label }) => label)
        .join(', ')}`,
    ],
  },
  {
    name: 'a step of no journey, which leaves its journey shorter',
    edited: withCell('Journey steps', 'check-in-home', 'Journey', 'browse'),
    messages: ['Journey of check-in-home reads "browse" (table "Journey steps"), expected one of: check-in'],
  },
  {
    name: 'a journey without steps, and steps without their journey',
    edited: withCell('Journeys', 'check-in', 'Name', 'browse'),
    messages: [
      'journey "browse" has no row in table "Journey steps", expected one for each step',
      ...Object.keys(journeySteps).map(
        (step) => `Journey of ${step} reads "check-in" (table "Journey steps"), expected one of: browse`,
      ),
    ],
  },
  {
    // Figures are kept under these names.
    name: 'a step named like an endpoint',
    edited: withCell('Journey steps', 'check-in-home', 'Name', 'home'),
    messages: ['Name reads "home" (table "Journey steps"), expected a name that table "Response times" does not have'],
  },
  {
    name: 'a step that is measured in part',
    edited: withCell('Journey steps', 'check-in-home', 'P50', 'not measured'),
    messages: [
      `check-in-home (table "Journey steps") reads "${journeySteps['check-in-home'].avgMs}ms" next to "not measured", expected four durations, or four times "not measured"`,
    ],
  },
  {
    name: 'a journey that is measured in part',
    edited: withCell('Journeys', 'check-in', 'P95', 'not measured'),
    messages: [
      `check-in (table "Journeys") reads "${journeys['check-in'].avgMs}ms" next to "not measured", expected two durations, or two times "not measured"`,
    ],
  },
  {
    name: 'a page load test of no endpoint',
    edited: withCell('Page load tests', 'page-load', 'Page', 'front'),
    messages: [`Page of page-load reads "front" (table "Page load tests"), expected one of: ${names}`],
  },
  {
    // Bundles are named after their tests.
    name: 'a service test named like a test type',
    edited: withCell('Service tests', 'cache', 'Type', 'stress'),
    messages: ['Type reads "stress" (table "Service tests"), expected a name that table "Test types" does not have'],
  },
  {
    // It would never be known whether that row can be reached.
    name: 'a breakpoint test that ends at the last growth row',
    edited: withCell('Test types', 'breakpoint', 'Peak Rate', `${growth.at(-1)?.requestsPerS}/s`),
    messages: [
      `Peak Rate of breakpoint (table "Test types") reads "${growth.at(-1)?.requestsPerS}/s", expected more than the last growth row, ${growth.at(-1)?.requestsPerS}/s`,
    ],
  },
  {
    // Only windows later than the allowed recovery are judged: there would be none, and the spike test would pass whatever happens.
    name: 'a recovery time as long as the recovery phase',
    edited: withCell('Tolerances', 'Spike Recovery', 'Value', cellText('Test types', 'spike', 'Duration')),
    messages: [
      `Value of Spike Recovery (table "Tolerances") reads "${cellText('Test types', 'spike', 'Duration')}", expected less than the spike test's Duration, "${cellText('Test types', 'spike', 'Duration')}"`,
    ],
  },
];

describe('tables that disagree are a problem:', () => {
  for (const { name, edited, messages } of disagreeing) {
    it(name, () => {
      const { problems } = readBaselines(edited.source);
      assert.deepEqual(problems.map(({ message }) => message).toSorted(), messages.toSorted());
      for (const { line, column } of problems) {
        const cell = edited.source.split('\n')[line - 1]?.slice(column - 1) ?? '';
        assert.match(cell, /^[^\s|]/, `line ${line}, column ${column} is not the start of a cell`);
      }
    });
  }

  it('weights with decimals add up without the noise of binary fractions', () => {
    // Three thirds, and what they leave: a hundredth for each further row, the rest for the last.
    const further = Object.keys(endpoints).length - 3;
    const shareOf = (row: number) => (row < 3 ? '33.3%' : row < further + 2 ? '0.01%' : `0.0${11 - further}%`);
    const { source } = withTable('Weights', (line, at) => (at < 2 ? line : line.replace(/\d+%/, shareOf(at - 2))));
    assert.notEqual(source, documentText);
    assert.deepEqual(readBaselines(source).problems, []);
  });
});
