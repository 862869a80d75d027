// One server has one lock, under all its names and for all who load it; what is in a lock's place by mistake is not a crash.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type LockRequest, takeLock } from './lock.ts';

let folder = '';
before(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'lock-')), 'locks');
});
after(() => rm(join(folder, '..'), { recursive: true }));

const ask = (change: Partial<LockRequest> = {}): LockRequest => ({
  ...{ folder, host: 'some.example', addresses: ['10.0.0.1'], port: 443 },
  ...{ now: new Date('2026-01-31T12:00:00Z'), minutes: 10 },
  ...change,
});
const taken = { code: 'E_LOCKED' };

// How one server is reached by two runs, each with what its host resolves to.
const SAME: [string, string[], string[]][] = [
  ['localhost and 127.0.0.1', ['127.0.0.1', '::1'], ['127.0.0.1']],
  ['127.0.0.1 and ::1', ['127.0.0.1'], ['::1']],
  ['127.0.0.1 and 127.0.0.2', ['127.0.0.1'], ['127.0.0.2']],
  ['two names of one address', ['10.0.0.1'], ['10.0.0.1']],
  ['names that share one of their addresses', ['10.0.0.1', '10.0.0.2'], ['10.0.0.2', '10.0.0.3']],
];
const [own] = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .filter(({ internal, family }) => !internal && family === 'IPv4');
if (own) SAME.push(["127.0.0.1 and this machine's own address", ['127.0.0.1'], [own.address]]);

for (const [what, first, second] of SAME) {
  test(`one lock: ${what}`, async () => {
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const lock = await takeLock(ask({ addresses: one }));
      await assert.rejects(takeLock(ask({ addresses: other })), taken);
      await takeLock(ask({ addresses: other, port: 80 })).then(({ release }) => release());
      await lock.release();
      await takeLock(ask({ addresses: other })).then(({ release }) => release());
    }
  });
}

test('who gets one address and not the other leaves none behind', async () => {
  const held = await takeLock(ask({ addresses: ['10.0.0.2'] }));
  await assert.rejects(takeLock(ask({ addresses: ['10.0.0.1', '10.0.0.2', '10.0.0.3'] })), taken);
  await held.release();
  assert.deepEqual(await readdir(folder), []);
});

const fileOf = (key: string) => join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 16)}.lock`);
for (const text of ['null', '', '{', '[]', '"x"', '7', '{"pid":"x"}', '{"owner":"me"}', 'true']) {
  test(`a lock file that holds ${JSON.stringify(text)} is taken over with a note`, async () => {
    await writeFile(fileOf('10.0.0.1:443'), text);
    const lock = await takeLock(ask());
    assert.equal(lock.note, 'lock of an unreadable file was left over: taken over');
    await assert.rejects(takeLock(ask()), taken);
    await lock.release();
    assert.deepEqual(await readdir(folder), []);
  });
}

test('of twenty who want one left-over lock at once, one gets it', async () => {
  const left = await takeLock(ask({ minutes: -1 }));
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => takeLock(ask())));
  const got = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  assert.equal(got.length, 1);
  await left.release();
  await assert.rejects(takeLock(ask()), taken, 'who was taken over takes nothing away');
  await got[0]!.value.release();
});

test('all users of the machine may lock: they load the same servers', async () => {
  assert.equal((await stat(folder)).mode & 0o777, 0o777);
});
