// What `npm start` says about the machine: straight on from what the run has used, and no more than was tested.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headroomText } from './headroom.ts';

const USED = { peakCpuPct: 9, memoryMb: 150, memoryBeforeMb: 130, reliable: true };
const result = (generator: object | undefined, max = 50) => ({
  state: { testRunDurationMs: 1, ...(generator && { generator }) },
  metrics: { vus: { values: { value: 1, min: 1, max } } },
});
const machine = { cores: 2, freeMb: 8000 };

test('the scarcer of CPU and memory counts, and the sentence says how the number was got', () => {
  assert.equal(
    headroomText(result(USED), machine),
    'this machine could have carried about 1000 such VUs: an estimate, straight on from 50 VUs with 9 % of one core in the busiest ' +
      'seconds and 20 MB to 90 % of 2 cores, with the target on another machine',
  );
  const little = headroomText(result({ ...USED, memoryMb: 530 }), { cores: 1, freeMb: 1110 });
  assert.match(little ?? '', /about 180 such VUs.* 400 MB to its free memory/);
  assert.match(
    headroomText(result({ ...USED, peakCpuPct: 44 }), { ...machine, cores: 1 }) ?? '',
    /about 100 such VUs.*1 core,/,
  );
});

test('no more is promised than was tested, and nothing without figures or after a run that was too much', () => {
  assert.match(headroomText(result({ ...USED, peakCpuPct: 0.1 }), machine) ?? '', /carried 10000 or more such VUs/);
  assert.equal(headroomText(result(undefined), machine), undefined);
  assert.equal(headroomText(result({ ...USED, reliable: false }), machine), undefined);
  assert.equal(headroomText({ state: { generator: USED }, metrics: {} }, machine), undefined);
  assert.equal(headroomText({ ...result(USED, 15), run: { peakVus: 50 } }, machine), undefined);
});
