// The drill's view: lines that are rewritten on a terminal, and every fifth second a line of its own elsewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LiveMoment, livePlanOf } from 'k6-local/live';
import type { Io } from '../io.ts';
import { liveView } from './live-view.ts';

const plan = livePlanOf('spike', { vus: 5, duration: '1m' });

function shown(io: Partial<Io>): string {
  let text = '';
  const view = liveView({ stdout: (part: string) => void (text += part), env: {}, ...io } as Io);
  view.begin(plan);
  for (let second = 1; second <= 11; second++) {
    const moment: LiveMoment = {
      ...{ atMs: second * 1000, spanMs: 1000, done: null, vus: 5, requests: 10, failed: 0, iterations: 10, dropped: 0 },
      ...{ rows: [null], judged: [null] },
    };
    view.tell(moment);
  }
  view.end();
  return text;
}

test('a terminal gets every second in place, a log every fifth', () => {
  const inPlace = shown({ isTty: true });
  assert.equal(inPlace.match(/running \(/g)?.length, 12);
  assert.ok(inPlace.endsWith('\u001b[J'));
  for (const io of [{ isTty: false }, { isTty: true, env: { CI: 'true' } }, { isTty: true, keepsStdout: true }]) {
    const seconds = shown(io).match(/^ *\d+ s/gm);
    assert.deepEqual(
      seconds?.map((start) => start.trim()),
      ['1 s', '6 s', '11 s'],
    );
  }
});
