// A real Prometheus on loopback with the generated rules and configuration, for tests.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from 'k6-kit/ports';
import { ask } from 'k6-local/ask';
import { answersWell } from '../../services/stack/answers-well.ts';
import { end, launch, startTicksOf, untilReady } from '../../services/stack/process.ts';
import { artefacts } from '../artefacts.ts';
import { JOBS, type JobName } from '../jobs.ts';
import { targetsText } from '../prometheus-config.ts';

/** One series of an answer; an instant query has one pair in `values`. */
export interface Series {
  metric: Record<string, string>;
  /** Time in seconds since 1970, and the value. */
  values: [number, number][];
}

export interface LivePrometheus {
  url: string;
  /** Result of an instant query, also of one over a range (`x[5m]`); throws where it does not parse. */
  query(expr: string): Promise<Series[]>;
  stop(): Promise<void>;
}

/** Starts Prometheus at `scale` times the tables' durations, scraping `targets`; jobs without an address scrape nothing. */
export async function startPrometheus(
  targets: Partial<Record<JobName, readonly string[]>>,
  scale: number,
): Promise<LivePrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'));
  for (const { path, text } of await artefacts({ scale, docsUrl: 'docs/monitoring.md' })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await mkdir(join(folder, 'prometheus', 'targets'));
  for (const job of JOBS) {
    const addresses = targets[job.name];
    if (!addresses) continue;
    await writeFile(join(folder, 'prometheus', 'targets', `${job.name}.yml`), targetsText(job, addresses));
  }
  const url = `http://127.0.0.1:${await freePort()}`;
  const launched = await launch(folder, 'prometheus', [
    `--config.file=${join(folder, 'prometheus', 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${url.replace('http://', '')}`,
    '--log.level=error',
  ]);
  const { pid } = launched;
  const id = { pid, startTicks: startTicksOf(pid) };
  await untilReady(launched, 'Prometheus', 60_000, () => answersWell(`${url}/-/ready`)).catch(
    async (error: unknown) => {
      await end(id, 'SIGKILL');
      throw error;
    },
  );
  return {
    url,
    query: (expr) => query(url, expr),
    async stop() {
      await end(id, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Answer {
  status: string;
  error?: string;
  data?: { resultType: string; result: { metric: Record<string, string>; value?: Pair; values?: Pair[] }[] };
}
type Pair = [number, string];

async function query(url: string, expr: string): Promise<Series[]> {
  const { text } = await ask(`${url}/api/v1/query?${new URLSearchParams({ query: expr })}`, { timeoutMs: 10_000 });
  const answer = JSON.parse(text) as Answer;
  if (answer.status !== 'success' || !answer.data) throw new Error(`${expr}: ${answer.error}`);
  return answer.data.result.map(({ metric, value, values }) => ({
    metric,
    values: (values ?? (value ? [value] : [])).map(([at, text]) => [at, Number(text)]),
  }));
}
