// A target that sends the token back in every form: a whole run prints and writes none of them.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { testFolder } from 'k6-kit/folder.fixture';
import { testServer } from 'k6-kit/server.fixture';
import { perf } from '../perf.fixture.ts';

const TOKEN = 'Canary+Kanari/secret-stuff';
const bytes = Buffer.from(TOKEN);

/** Each in an answer of its own: a sample has 120 characters. */
const ECHOES = [
  TOKEN,
  TOKEN.toUpperCase(),
  bytes.toString('base64'),
  Buffer.from(`Bearer ${TOKEN}`).toString('base64url'),
  encodeURIComponent(TOKEN),
  bytes.toString('hex'),
];
/** Pieces of the token, also of its Base64 after none, one and two other bytes: an echo that was masked a little only has one. */
const LEAKS = [
  ...['canary', 'kanari', 'secret-stuff', Buffer.from('Canary').toString('hex')],
  ...['', 'x', 'xx'].map((before) =>
    Buffer.from(before + TOKEN)
      .toString('base64')
      .slice(4, 16)
      .toLowerCase(),
  ),
];

test('a token that comes back is in no output of a run', async (t) => {
  const folder = testFolder(t);
  let asked = 0;
  const { url: target, close } = await testServer((request, response) => {
    const hasToken = request.headers.authorization === `Bearer ${TOKEN}`;
    response.statusCode = 500 + (asked % ECHOES.length);
    response.end(hasToken ? `no: ${ECHOES[asked++ % ECHOES.length]}` : '{}');
  });
  try {
    const args = ['--engine', 'local', '--endpoint', 'memory-stats', '--time-scale', '0.01', '--out', folder];
    const line = ['run', 'baseline', ...args, '--target', target, '--', '--out', `json=${join(folder, 'points.json')}`];
    const { output: printed } = await perf(line, { cwd: folder, env: { PATH: '', AUTH_TOKEN: TOKEN } });
    assert.ok(asked >= ECHOES.length, `${asked} answers`);
    const texts: Record<string, string> = { printed };
    for (const name of await readdir(folder)) {
      const content = await readFile(join(folder, name));
      texts[name] = (content[0] === 0x1f ? gunzipSync(content) : content).toString('latin1');
    }
    const [result] = Object.keys(texts).filter((name) => /^baseline-memory-stats-\w+\.json$/.test(name));
    assert.match(texts[result ?? ''] ?? printed, /no: \[token\]/);
    for (const [name, text] of Object.entries(texts)) {
      for (const leak of LEAKS) assert.ok(!text.toLowerCase().includes(leak), `${name}: ${leak}`);
    }
  } finally {
    close();
  }
});
