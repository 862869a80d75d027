// What a service test gets: each server's URL, checked before the first request, and never a password in a message.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readServiceSettings, type ServiceVariable } from './service-env.ts';

const PASSWORD = 'hunter2';

describe('the URL of a service', () => {
  const readable: [variable: ServiceVariable, url: string, shown: string][] = [
    ['DATABASE_URL', `postgres://me:${PASSWORD}@db:5432/auren?sslmode=disable`, 'postgres://db:5432/auren'],
    ['DATABASE_URL', 'postgresql://[::1]/auren', 'postgresql://[::1]/auren'],
    ['REDIS_URL', `rediss://:${PASSWORD}@cache:6380/2`, 'rediss://cache:6380/2'],
    ['REDIS_URL', 'redis://127.0.0.1', 'redis://127.0.0.1'],
    ['CHROMA_URL', 'http://127.0.0.1:8000/', 'http://127.0.0.1:8000'],
    ['BASE_URL', 'https://proxy.example.com', 'https://proxy.example.com'],
  ];
  for (const [variable, url, shown] of readable) {
    it(`${variable} is taken as it is, and shown as ${shown}`, () => {
      const settings = readServiceSettings({ [variable]: url, TIME_SCALE: '0.1', RESULT_FILE: 'r.json' }, variable);
      assert.equal(settings.shownUrl, shown);
      assert.equal(settings.url.replace(/\/$/, ''), url.replace(/\/$/, ''));
      assert.deepEqual([settings.timeScale, settings.resultFile, settings.engine], [0.1, 'r.json', 'k6']);
    });
  }

  const refused: [variable: ServiceVariable, url: string, wanted: RegExp][] = [
    ['DATABASE_URL', '', /^DATABASE_URL is not set: expected the service under test, such as postgres:/],
    [
      'DATABASE_URL',
      `mysql://me:${PASSWORD}@db/auren`,
      /^DATABASE_URL cannot be read .*expected postgres or postgresql/,
    ],
    ['DATABASE_URL', `postgres://me:${PASSWORD}@db:70000/auren`, /^DATABASE_URL cannot be read/],
    ['DATABASE_URL', `host=db password=${PASSWORD}`, /^DATABASE_URL cannot be read/],
    ['REDIS_URL', `http://:${PASSWORD}@cache`, /^REDIS_URL cannot be read .*expected redis or rediss/],
    ['REDIS_URL', `redis://:${PASSWORD}@`, /^REDIS_URL cannot be read/],
    ['CHROMA_URL', `http://me:${PASSWORD}@chroma`, /^CHROMA_URL reads a URL with user information/],
    [
      'DATABASE_URL',
      `postgres://me:${PASSWORD}@db.aupex.ai/auren`,
      /^DATABASE_URL is the production host db\.aupex\.ai/,
    ],
    ['REDIS_URL', 'redis://aupex.ai.', /^REDIS_URL is the production host aupex\.ai and ALLOW_PRODUCTION is not set/],
    ['CHROMA_URL', 'http://AUPEX.ai', /^CHROMA_URL is the production host aupex\.ai/],
  ];
  for (const [variable, url, wanted] of refused) {
    it(`${variable} that reads ${JSON.stringify(url)} is refused in one line without its password`, () => {
      assert.throws(
        () => readServiceSettings({ [variable]: url }, variable),
        ({ message }: Error) => wanted.test(message) && !message.includes(PASSWORD) && !message.includes('\n'),
      );
    });
  }

  it('may be production where that is allowed', () => {
    const env = { REDIS_URL: 'redis://cache.aupex.ai', ALLOW_PRODUCTION: 'yes' };
    assert.equal(readServiceSettings(env, 'REDIS_URL').shownUrl, 'redis://cache.aupex.ai');
  });
});
