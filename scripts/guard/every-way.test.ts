// Every command that can load asks the same guard: a host on no list is refused with exit code 4, before anything is started or written.
import { after, before, test } from 'node:test';
import { assertRefused, FORBIDDEN, makeWorld } from './fixtures/walk.ts';
import { WAYS } from './fixtures/ways.ts';

let end: () => Promise<void>;
before(async () => {
  end = await makeWorld();
});
after(() => end());

const [unlisted] = FORBIDDEN;
for (const way of WAYS) {
  test(`perf ${way.name} loads no host that is on no list`, () => assertRefused(way, unlisted!));
}
