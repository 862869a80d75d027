// All that may not be loaded, by every command that can load: refused with exit code 4, before anything is started or written.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertRefused, FORBIDDEN, go, makeWorld } from './walk.fixture.ts';
import { WAYS } from './ways.fixture.ts';

let end: () => Promise<void>;
before(async () => {
  end = await makeWorld();
});
after(() => end());

for (const way of WAYS) {
  for (const forbidden of FORBIDDEN) {
    test(`perf ${way.name} does not load ${forbidden[0]}`, () => assertRefused(way, forbidden));
  }
}

// The same ways reach the engine where nothing speaks against it: what is asserted above can fail.
for (const way of WAYS.filter(
  ({ name }) => !/^(probe|plan|deploy|run --|services test (postgres|redis|kafka))/.test(name),
)) {
  test(`perf ${way.name} loads what may be loaded`, async () => {
    const { output, runs } = await go(way, '127.0.0.1', 'here');
    assert.ok(runs > 0, output);
  });
}
