// Runs a trial for real: the test type's bundle in the local runner against a reference target in a process of its own, on loopback.
import { join } from 'node:path';
import { runScript } from 'k6-local/run';
import type { Judgement } from 'k6-verdict/judge/judge';
import { makeReport } from 'k6-verdict/report';
import { spawnTarget } from '../run/spawn-target.ts';
import type { Trial } from './trials.ts';

/** What the observer reads: the whole of the target's series would cost it 10 ms at every look. */
const SERIES = ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'db_client_connection_count'];

/** Attempts on a machine that is too busy for its figures to be believed. */
const MOST_ATTEMPTS = 3;

/** `folder` has the bundles, and gets the results. */
export interface Place {
  root: string;
  folder: string;
}

/** What the report makes of a trial; of several runs the first whose generator was not disturbed, else the last. */
export async function judgeTrial(trial: Trial, place: Place): Promise<Judgement> {
  for (let attempt = 1; ; attempt++) {
    const judgement = await runOnce(trial, place);
    if (!isDisturbed(judgement) || attempt === MOST_ATTEMPTS) return judgement;
  }
}

/** Whether the machine was too busy: such a run says nothing of the target. */
export function isDisturbed({ validity }: Judgement): boolean {
  return validity.reasons.some(({ rule }) => rule.startsWith('generator-') || rule === 'machine-busy');
}

async function runOnce(trial: Trial, { root, folder }: Place): Promise<Judgement> {
  const { type, timeScale } = trial;
  const target = await spawnTarget(trial.faults, { root, env: { PATH: process.env.PATH } }, flagsOf(trial));
  const file = join(folder, `${type}.json`);
  try {
    await runScript({
      script: join(folder, `${type}.js`),
      env: {
        BASE_URL: target.url,
        AUTH_TOKEN: target.token,
        TIME_SCALE: String(timeScale),
        RESULT_FILE: file,
        METRICS_URLS: `${target.url}/metrics?${SERIES.map((name) => `name[]=${name}`).join('&')}`,
      },
      args: ['--quiet'],
      io: { stdout() {}, stderr() {}, isTty: false },
    });
  } finally {
    await target.stop();
  }
  return (await makeReport({ file, now: new Date(0), formats: ['json'] })).judgement;
}

function flagsOf({ maxConcurrency, dbConnections, pageFault }: Trial): string[] {
  return [
    ...(maxConcurrency === undefined ? [] : ['--max-concurrency', String(maxConcurrency)]),
    ...(dbConnections === undefined ? [] : ['--db-connections', String(dbConnections)]),
    ...(pageFault === undefined ? [] : ['--page', pageFault]),
  ];
}
