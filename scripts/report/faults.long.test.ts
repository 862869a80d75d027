// Real runs with known faults: whatever the target was told to do wrong is the first finding, and nothing is found in a healthy run.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runScript } from '../../runner/run.ts';
import { capacity, type TestTypeName } from '../../thresholds/baselines.ts';
import { buildInto } from '../build.ts';
import { spawnTarget } from '../run/spawn-target.ts';
import type { Judgement } from './judge/judge.ts';
import { makeReport } from './report.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-'));
  await buildInto(folder, root);
});
after(() => rm(folder, { recursive: true }));

/** What the observer reads: the whole of the target's series would cost it 10 ms at every look. */
const SERIES = ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'db_client_connection_count'];

interface Trial {
  name: string;
  type: TestTypeName;
  timeScale: string;
  faults?: string[];
  targetArgs?: string[];
  env?: Record<string, string>;
}

/** One run against a target of its own; gives what the report makes of it. */
async function judged({ name, type, timeScale, faults = [], targetArgs = [], env = {} }: Trial): Promise<Judgement> {
  const target = await spawnTarget(faults, { root, env: { PATH: process.env.PATH } }, targetArgs);
  try {
    const file = join(folder, `${name}.json`);
    await runScript({
      script: join(folder, `${type}.js`),
      env: {
        BASE_URL: target.url,
        AUTH_TOKEN: target.token,
        TIME_SCALE: timeScale,
        RESULT_FILE: file,
        METRICS_URLS: `${target.url}/metrics?${SERIES.map((name) => `name[]=${name}`).join('&')}`,
        ...env,
      },
      args: ['--quiet'],
      io: { stdout() {}, stderr() {}, isTty: false },
    });
    return (await makeReport({ file, now: new Date(0), formats: ['json'] })).judgement;
  } finally {
    await target.stop();
  }
}

/** Why the machine was too busy for its run to be believed; null where it was not. */
const tooBusy = ({ validity }: Judgement): string | null =>
  validity.reasons.find(({ rule }) => rule.startsWith('generator-'))?.message ?? null;

/** The run of a trial on a machine that was idle enough, out of a few; the last one's reason where none was. */
async function judgedCalmly(trial: Trial): Promise<{ judgement: Judgement; busy: string | null }> {
  for (let attempt = 1; ; attempt++) {
    const judgement = await judged(trial);
    const busy = tooBusy(judgement);
    if (busy === null || attempt === 3) return { judgement, busy };
  }
}

const told = ({ findings }: Judgement) =>
  findings.map(({ rule, severity, title, evidence }) => `${severity} ${rule}: ${title} (${evidence})`).join('\n');

// Name, run, rule of the first finding, what it has to name.
const TRIALS: [Trial, string[], RegExp][] = [
  [
    { name: 'slow endpoint', type: 'baseline', timeScale: '0.015', faults: ['endpoint=memory-stats,delay=500ms'] },
    ['slow-endpoint'],
    /memory-stats/,
  ],
  [
    { name: 'error share', type: 'baseline', timeScale: '0.015', faults: ['error=20%,status=503'] },
    ['errors-over-trigger'],
    /2\d(\.\d+)? %|20 %|1\d\.\d+ %/,
  ],
  [
    {
      name: 'errors on one endpoint',
      type: 'baseline',
      timeScale: '0.015',
      faults: ['endpoint=home,error=50%,status=502'],
    },
    ['errors-on-one-endpoint'],
    /home/,
  ],
  [{ name: 'leak', type: 'baseline', timeScale: '0.02', faults: ['leak=1MB'] }, ['memory-growth'], /MB/],
  [
    { name: 'saturation', type: 'stress', timeScale: '0.012', targetArgs: ['--max-concurrency', '8'] },
    ['saturation', 'knee'],
    /load/,
  ],
  [
    {
      name: 'connection pool',
      type: 'stress',
      timeScale: '0.012',
      targetArgs: ['--db-connections', String(capacity.databaseConnections.current)],
    },
    ['connection-pool'],
    new RegExp(`${capacity.databaseConnections.current} connections`),
  ],
];

// One at a time: side by side they would share an event loop, and measure each other.
describe('real runs', () => {
  for (const [trial, rules, evidence] of TRIALS) {
    it(`${trial.name}: the first finding names it`, async (t) => {
      const { judgement, busy } = await judgedCalmly(trial);
      if (busy !== null && judgement.validity.level === 'DISCARDED') return t.skip(`this machine is too busy: ${busy}`);
      const first = judgement.findings[0];
      assert.ok(first && rules.includes(first.rule), told(judgement));
      assert.match(`${first.title} ${first.evidence}`, evidence, told(judgement));
    });
  }

  // The stress test's limits are wide: a busy machine is no fault of the target's.
  it('healthy: no finding above info', async (t) => {
    const { judgement, busy } = await judgedCalmly({ name: 'healthy', type: 'stress', timeScale: '0.012' });
    if (busy !== null && judgement.validity.level === 'DISCARDED') return t.skip(`this machine is too busy: ${busy}`);
    // A busy machine is told as such, and is no fault of the target's.
    const above = judgement.findings.filter(
      ({ rule, severity }) => severity !== 'info' && rule !== 'generator-bottleneck',
    );
    assert.deepEqual(above, [], told(judgement));
  });
});
