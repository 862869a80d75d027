// Every command that can load asks the same guard: a host on no list is refused with exit code 4, before anything is started or written.
import { after, before, test } from 'node:test';
import { assertRefused, FORBIDDEN, makeWorld } from './walk.fixture.ts';
import { WAYS, type Way } from './ways.fixture.ts';

let end: () => Promise<void>;
before(async () => {
  end = await makeWorld();
});
after(() => end());

const [unlisted] = FORBIDDEN;
const commandOf = ({ name }: Way) => name.split(' ')[0];
/** One way of each command; every-way.long.test.ts goes all of them, with all that is forbidden. */
const first = WAYS.filter((way, at) => WAYS.findIndex((other) => commandOf(other) === commandOf(way)) === at);
for (const way of first) {
  test(`perf ${way.name} loads no host that is on no list`, () => assertRefused(way, unlisted!));
}
