// `--live`: the page of a run while it goes on, which turns into the run's report.
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { EXIT } from 'k6-kit/exit-codes';
import { finalFigures, type LiveListener, LiveServer, livePlanOf } from 'k6-local/live';
import type { RawOptions } from 'k6-local/options';
import { pageStyle } from 'k6-verdict/render/page';
import type { Io } from '../io.ts';
import type { BundleRun } from './run-bundle.ts';
import type { Outcome, TestPlan } from './test-plan.ts';

/** A run as its page names it, and who looks on. */
type Watched = Pick<TestPlan, 'engine' | 'hasLivePage' | 'live' | 'localInstances'> & { title: string };

/** Lends `run` those who look on, and shows them what it came to. */
export async function withLivePage(
  { title, engine, hasLivePage, live, localInstances }: Watched,
  options: RawOptions,
  io: Io,
  run: (live: BundleRun['live']) => Promise<Outcome>,
): Promise<Outcome> {
  const plan = { ...livePlanOf(title, options), note: noteOn(engine, localInstances) };
  if (!hasLivePage) return run(live && { listener: live, plan });
  const server = await LiveServer.start(pageStyle());
  try {
    io.stdout(`live: ${server.url}\n`);
    // The name of the test says more than that of its bundle.
    const listener: LiveListener = {
      begin: (own) => server.begin({ ...own, title, note: plan.note }),
      tell: (moment) => server.tell(moment),
    };
    if (localInstances) listener.begin(plan);
    const outcome = await run({ listener, plan });
    await showEnd(server, outcome, io);
    return outcome;
  } finally {
    server.close();
  }
}

async function showEnd(server: LiveServer, { exitCode, report }: Outcome, { cwd }: Io): Promise<void> {
  const end = finalFigures(undefined, undefined);
  const path = report?.paths.html;
  if (!report || !path) return server.end(end);
  await server.end(
    { ...end, text: report.oneLine, isOk: exitCode === EXIT.passed, reportFile: relative(cwd, path) || path },
    await readFile(path, 'utf8'),
  );
}

/** What the figures lack. */
function noteOn({ kind }: TestPlan['engine'], localInstances: number | undefined): string {
  if (localInstances)
    return 'No figures while local instances share the load: each keeps its own until they are merged at the end.';
  return kind === 'k6' ? "Response times are those of the test's current window: k6 reports none by the second." : '';
}
