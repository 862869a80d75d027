// Services answer for the endpoints; those that are not there are named at once, by the one that is missing.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Definition } from 'k6-target/rows';
import { ROLES } from '../../../thresholds/system.ts';
import { backed, openBacking } from './backing.ts';

const NOBODY = '127.0.0.1:1';

/** Speaks as much of PostgreSQL's protocol (Message Formats) as one that lets everybody in and answers every query with nothing. */
async function openDatabase(): Promise<{ server: Server; url: string }> {
  const message = (type: string, body: string): Buffer => {
    const head = Buffer.alloc(5);
    head.write(type);
    head.writeInt32BE(4 + body.length, 1);
    return Buffer.concat([head, Buffer.from(body)]);
  };
  const ready = message('Z', 'I');
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const isQuery = data.toString('latin1', 0, 1) === 'Q';
      socket.write(Buffer.concat([isQuery ? message('C', 'SELECT 0\0') : message('R', '\0\0\0\0'), ready]));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `postgres://auren@127.0.0.1:${(server.address() as AddressInfo).port}/x` };
}

test('the missing one is named, whichever it is', async () => {
  const { server, url } = await openDatabase();
  try {
    const redisUrl = `redis://${NOBODY}`;
    await assert.rejects(
      openBacking({ databaseUrl: `postgres://auren@${NOBODY}/x`, redisUrl }),
      /^Error: PostgreSQL: .*ECONNREFUSED/,
    );
    await assert.rejects(openBacking({ databaseUrl: url, redisUrl }), /^Error: Redis: .*ECONNREFUSED/);
    await assert.rejects(
      openBacking({ databaseUrl: url, chromaUrl: `http://${NOBODY}` }),
      /^Error: ChromaDB: .*ECONNREFUSED/,
    );
    await assert.rejects(openBacking({ kafkaBrokers: NOBODY }), /^Error: Kafka: .*ECONNREFUSED/);
  } finally {
    server.close();
  }
});

test('the target does not stay to wait for one that is missing', async () => {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: `postgres://auren:canary@${NOBODY}/x`,
    REDIS_URL: `redis://${NOBODY}`,
  };
  const start = join(import.meta.dirname, '../../start/start.js');
  const child = spawn(process.execPath, [start, 'target', '--backed'], { env, timeout: 30_000 });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 2, err);
  assert.match(err, /^--backed: PostgreSQL: connect ECONNREFUSED 127\.0\.0\.1:1; expected running services/);
  assert.doesNotMatch(err, /canary/);
});

test('a valid question goes to the services, 503 says that they fail, and nothing is drawn from a row', async () => {
  const context = { token: 'secret' } as Parameters<Definition['answer']>[1];
  const ask = async (value: () => Promise<unknown>, authorization?: string) => {
    const definition = backed(ROLES.token, { value, close: async () => {} });
    assert.equal(definition.takesOwnTime, true);
    const { status, body } = await definition.answer({ authorization, body: Buffer.alloc(0) }, context);
    return [status, String(body)];
  };
  const served = async () => ({ from: 'services' });
  assert.deepEqual(await ask(served, 'Bearer secret'), [200, '{"from":"services"}']);
  assert.equal((await ask(served))[0], 401);
  const [status, body] = await ask(() => Promise.reject(new Error('Redis: gone')), 'Bearer secret');
  assert.equal(status, 503);
  assert.match(String(body), /Redis: gone/);
  assert.equal(backed(ROLES.page, undefined).takesOwnTime, true);
});
