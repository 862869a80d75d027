// k6/x/redis against a real Redis: every documented command, errors, and servers that stop answering.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runText, type TestOptions } from '../testing.fixture.ts';
import { PASSWORD, runRedis, skipWithout, startRedis, type TestServer } from './servers.fixture.ts';

/** Lines that the script logged, and how the run ended. No line may hold the password. */
async function run(body: string, url: string, options: TestOptions = {}) {
  const { exitCode, stderr } = await runText(
    `import { sleep } from 'k6';
     import redis from 'k6/x/redis';
     const client = new redis.Client(__ENV.REDIS_URL);
     const outcome = (promise) => promise.catch((error) => 'rejected: ' + error.message);
     const tell = (value) => console.log(JSON.stringify(value));
     ${body}`,
    { ...options, env: { REDIS_URL: url } },
  );
  assert.doesNotMatch(stderr, new RegExp(PASSWORD));
  const told = [...stderr.matchAll(/^INFO\[\d+\] (.*)$/gm)].map(([, json]) => JSON.parse(json as string) as unknown);
  return { exitCode, stderr, told };
}

/** Command of a fresh database, and what its promise comes to; in this order. */
const COMMANDS: [command: string, wanted: unknown][] = [
  ['randomKey()', 'rejected: redis: nil'],
  ["get('nothing')", 'rejected: redis: nil'],
  ["set('text', 'a\\u0000ü', 0)", 'OK'],
  ["get('text')", 'a\u0000ü'],
  ["set('number', 41, 60)", 'OK'],
  ["incr('number')", 42],
  ["incrBy('number', 8)", 50],
  ["decr('number')", 49],
  ["decrBy('number', 9)", 40],
  ["incr('text')", 'rejected: ERR value is not an integer or out of range'],
  ["ttl('number')", 60],
  ["persist('number')", true],
  ["persist('number')", false],
  ["ttl('number')", -1],
  ["expire('number', 30)", true],
  ["expire('nothing', 30)", false],
  ["set('flag', true)", 'OK'],
  ["getSet('flag', false)", '1'],
  ["getDel('flag')", '0'],
  ["getSet('flag', 'x')", 'rejected: redis: nil'],
  ["exists('text', 'number', 'nothing')", 2],
  ["mget('text', 'nothing')", ['a\u0000ü', null]],
  ["del(['flag', 'nothing'])", 1],
  ["set('bad', {})", 'rejected: a command got object: expected strings, numbers and booleans'],
  ["rpush('list', 'b', 'c')", 2],
  ["lpush('list', 'a', 1)", 4],
  ["lrange('list', 0, -1)", ['1', 'a', 'b', 'c']],
  ["lindex('list', 1)", 'a'],
  ["lindex('list', 9)", 'rejected: redis: nil'],
  ["lset('list', 1, 'A')", 'OK'],
  ["lrem('list', 0, 'b')", 1],
  ["llen('list')", 3],
  ["lpop('list')", '1'],
  ["rpop('list')", 'c'],
  ["lpop('nothing')", 'rejected: redis: nil'],
  ["hset('hash', 'field', 1)", 1],
  ["hsetnx('hash', 'field', 2)", false],
  ["hsetnx('hash', 'other', 2)", true],
  ["hget('hash', 'field')", '1'],
  ["hget('hash', 'nothing')", 'rejected: redis: nil'],
  ["hgetall('hash')", { field: '1', other: '2' }],
  ["hkeys('hash')", ['field', 'other']],
  ["hvals('hash')", ['1', '2']],
  ["hlen('hash')", 2],
  ["hincrby('hash', 'field', 5)", 6],
  ["hdel('hash', 'field', 'nothing')", 1],
  ["sadd('set', 'a', 'b', 'a')", 2],
  ["sismember('set', 'a')", true],
  ["sismember('set', 'z')", false],
  ["srem('set', 'b', 'z')", 1],
  ["smembers('set')", ['a']],
  ["srandmember('set')", 'a'],
  ["spop('set')", 'a'],
  ["spop('set')", 'rejected: redis: nil'],
  ["sendCommand('ECHO', 'Hello world')", 'Hello world'],
  ["sendCommand('NOTHING')", "rejected: ERR unknown command 'NOTHING', with args beginning with: "],
];

describe('k6/x/redis', { skip: skipWithout('redis-server', 'redis-server') }, () => {
  let server: TestServer;
  before(async () => {
    server = await startRedis();
  });
  after(() => server.stop());

  it('has the documented commands, with the documented answers', async () => {
    const body = COMMANDS.map(([command]) => `tell(await outcome(client.${command}));`).join('\n');
    const { told, stderr } = await run(`export default async function () { ${body} }`, server.url);
    assert.equal(told.length, COMMANDS.length, stderr);
    COMMANDS.forEach(([command, wanted], index) => {
      const answer = told[index];
      const trimmed = typeof answer === 'string' ? answer.trimEnd() : answer;
      assert.deepEqual(trimmed, typeof wanted === 'string' ? wanted.trimEnd() : wanted, command);
    });
  });

  it('sends what is awaited together together, and lets an iteration end with its last answer', async () => {
    const { told, exitCode } = await run(
      `export const options = { vus: 3, iterations: 9 };
       export default async function () {
         await Promise.all([1, 2, 3].map((n) => client.incr('count')));
         client.incr('count').then((count) => tell(count));
       }`,
      server.url,
    );
    assert.equal(exitCode, 0);
    assert.equal(Math.max(...(told as number[])), 36);
    assert.equal(await runRedis(server.url, ['GET', 'count']), '36');
    assert.match(String(await runRedis(server.url, ['INFO', 'clients'])), /^connected_clients:1\r$/m);
  });

  it('a command in the init context is refused', async () => {
    const { exitCode, stderr } = await run(`client.get('x'); export default function () {}`, server.url);
    assert.equal(exitCode, 107);
    assert.match(stderr, /commands are not possible in the init context/);
  });

  it('says what is wrong with the connection, never with which password', async () => {
    const body = `export default async function () { tell(await outcome(client.get('x'))); }`;
    const wrong = server.url.replace(PASSWORD, `${PASSWORD}x`);
    const { told } = await run(body, wrong);
    assert.match(String(told[0]), /^rejected: WRONGPASS/);
  });

  it('a server that stops answering: the command fails after its read timeout, the run ends', async () => {
    const { host: hostAndPort } = new URL(server.url);
    const port = Number(hostAndPort.split(':')[1]);
    const { told } = await run(
      `const impatient = new redis.Client({ socket: { host: '127.0.0.1', port: ${port}, readTimeout: 0.2 }, password: '${PASSWORD}' });
       export default async function () {
         await impatient.sendCommand('PING');
         await client.sendCommand('CLIENT', 'PAUSE', 1500, 'ALL');
         tell(await outcome(impatient.get('x')));
       }`,
      server.url,
    );
    assert.match(String(told[0]), /^rejected: no answer within 0\.2 s \(socket\.readTimeout\)$/);
  });

  // Last: it takes the server away.
  it('a server that dies in mid-run makes errors, and the run ends by itself', async () => {
    let killed: Promise<void> | undefined;
    const { exitCode, told } = await run(
      `export const options = { scenarios: { load: { executor: 'constant-vus', vus: 3, duration: '4s', gracefulStop: '1s' } } };
       export default async function () {
         const value = await outcome(client.set('key', 'value', 0));
         tell(value === 'OK' ? 'answered' : 'failed');
         sleep(0.05);
       }`,
      server.url,
      {
        onStderr: (text) => {
          if (text.split('answered').length > 10) killed ??= server.kill();
        },
      },
    );
    assert.equal(exitCode, 0);
    assert.ok(killed !== undefined);
    assert.equal(told.at(-1), 'failed');
    assert.ok(told.filter((word) => word === 'failed').length > 3);
  });
});
