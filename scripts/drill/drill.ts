// The spike drill from its checklist to go or no-go. Every step is saved, so that a drill survives a lost terminal.
import { appendFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { scaleText } from 'k6-format/scale';
import { EXIT } from 'k6-kit/exit-codes';
import { writeWhole } from 'k6-kit/files';
import { Interrupted, UserError } from 'k6-kit/user-error';
import { targetedFindings } from 'k6-verdict/judge/findings/finding';
import type { Report } from 'k6-verdict/report';
import { machineChecks, thisMachine } from '../doctor/machine.ts';
import { MEMORY_PER_VU_MB } from '../engines.ts';
import { examine } from '../guard/guard.ts';
import { scaleOf as environmentScale } from '../guard/scale.ts';
import { type ExitCode, type Io, withQuietStdout } from '../io.ts';
import { stamp } from '../run/outcome.ts';
import { type PreparedTest, performTest, prepareTest, type TestPlan } from '../run/perform.ts';
import { liveView } from './live-view.ts';
import { Logbook, type StepOutcome } from './logbook.ts';
import { operatorSteps, readConfirmations, runOperatorSteps } from './operator.ts';
import { drillPage } from './page.ts';
import { lookAtClock, lookAtHealth, lookAtMonitoring, lookAtToken } from './preflight.ts';
import { type DrillRecord, lastDrill, readState, saveRecord, scaleOf, slug, statePath } from './record.ts';
import { drillReport } from './report.ts';
import { compare, decide, figuresOf, verdictWord } from './verdict.ts';

export interface DrillRequest {
  plan: Omit<TestPlan, 'type' | 'endpoint'>;
  release: string;
  /** `<step>=<who>`. */
  confirmations: readonly string[];
  notes: readonly string[];
  reviewedBy: string | undefined;
  /** What to do with the state of an unfinished drill of this release. */
  unfinished: 'refuse' | 'resume' | 'restart';
  json: boolean;
}

/** Exit code 0 go, 99 no-go; what stops it before any load is thrown. */
export async function drill(request: DrillRequest, io: Io): Promise<ExitCode> {
  const own = request.json ? withQuietStdout(io) : io;
  // The drill tells GitHub about the whole, so its runs do not tell about themselves.
  const quiet: Io = { ...withQuietStdout(io), env: { ...io.env, GITHUB_ACTIONS: undefined } };
  const spike: TestPlan = { ...request.plan, type: 'spike', endpoint: undefined };
  const prepared = await prepareTest(spike, io);
  const { target, place, endpoints, load, confirmed: host, reason } = await examine(prepared.request, io.guardWorld);
  // What was typed once holds for both runs.
  const sure: TestPlan = { ...spike, confirmed: host, reason };
  const steps = operatorSteps(prepared.request.config);
  const confirmed = readConfirmations(request.confirmations, steps);
  const path = statePath(request.plan.outDir, request.release);
  const record = await openRecord(
    request,
    path,
    { target: target.url, environment: place.environmentName },
    prepared,
    own,
  );
  const book = new Logbook(record, path, own);
  for (const text of request.notes) await book.note(text);
  await preflight(book, { url: target.url, vus: load.vus, endpoints }, prepared, request, own);
  await runOperatorSteps(steps, confirmed, book, own);
  const smoke = await smokeGate(book, sure, quiet);
  if (smoke !== undefined) {
    record.verdict = { outcome: 'no-go', reasons: [`the smoke test did not pass: ${smoke}`] };
    record.nextSteps = ['Put right what the smoke test found, then drill again.'];
    return finish(record, path, request, io, own);
  }
  const report = await runSpike(book, sure, own, quiet);
  await judgeSpike(record, report, request.plan.outDir);
  return finish(record, path, request, io, own);
}

/** Steps that only look, and are repeated each time. */
const LOOKS: ReadonlySet<string> = new Set([
  'target-health',
  'token',
  'clock',
  'open-files',
  'ports',
  'cores',
  'busy',
  'memory',
  'monitoring',
]);

async function openRecord(
  { plan, release, unfinished, reviewedBy }: DrillRequest,
  path: string,
  where: Pick<DrillRecord, 'target' | 'environment'>,
  { settings }: PreparedTest,
  io: Io,
): Promise<DrillRecord> {
  const timeScale = Number(settings.TIME_SCALE ?? io.env.TIME_SCALE ?? 1);
  const size = { timeScale, scale: scaleText(environmentScale({ ...io.env, ...settings })) };
  const found = unfinished === 'restart' ? undefined : await readState(path);
  // One that came no further than looking around has left nothing to go on with.
  const before = found?.steps.some(({ id, state }) => state !== 'failed' && !LOOKS.has(id)) ? found : undefined;
  if (before !== undefined && unfinished === 'refuse') {
    throw new UserError(
      'E_DRILL_UNFINISHED',
      `drill: release ${before.release} has an unfinished drill since ${before.startedAt} (${path}): expected --resume to continue it, or --restart to start again`,
    );
  }
  if (before !== undefined) {
    if (before.target === where.target && scaleOf(before) === scaleOf(size)) return before;
    throw new UserError(
      'E_DRILL_OTHER',
      `drill: the unfinished drill was on ${before.target} with ${scaleOf(before) || 'no scale'}, this one is on ${where.target} with ${scaleOf(size) || 'none'}: expected the same, or --restart`,
    );
  }
  return {
    ...{ schema: 1, type: 'spike', release, ...where, engine: plan.engine.label, ...size },
    ...{ testedBy: plan.testedBy ?? null, reviewedBy: reviewedBy ?? null },
    ...{ startedAt: io.now().toISOString(), endedAt: null, steps: [], notes: [], resultFile: null, figures: null },
    ...{ verdict: null, findings: [], comparison: [], nextSteps: [] },
  };
}

/** Looks only; repeated when a drill is resumed, since all of it may have changed. */
async function preflight(
  book: Logbook,
  { url, vus, endpoints }: { url: string; vus: number; endpoints: readonly string[] },
  { settings }: PreparedTest,
  { plan }: DrillRequest,
  io: Io,
): Promise<void> {
  const env = { ...io.env, ...settings };
  const look = (id: string, title: string, action: () => Promise<StepOutcome>) =>
    book.need({ id, title, isKept: false }, action);
  await look('target-health', 'target health', () => lookAtHealth(url));
  await look('token', 'token', () => lookAtToken(url, endpoints, env.AUTH_TOKEN));
  await look('clock', 'clock', () => lookAtClock(url, () => io.now().getTime()));
  const memoryMb = plan.engine.kind === 'k6' ? MEMORY_PER_VU_MB.k6[0] : MEMORY_PER_VU_MB.local;
  for (const { id, title, state, found, fix } of machineChecks(await thisMachine(), vus, memoryMb)) {
    await look(id, `generator: ${title}`, async () => ({ state, detail: fix === null ? found : `${found}: ${fix}` }));
  }
  await look('monitoring', 'monitoring', () => lookAtMonitoring(env));
}

/** Undefined when it passed, else what it came to. */
async function smokeGate(book: Logbook, spike: TestPlan, quiet: Io): Promise<string | undefined> {
  const done = await book.step({ id: 'smoke', title: 'smoke test', isKept: true }, async () => {
    const { exitCode, report } = await performTest(
      { ...spike, type: 'smoke', timeScale: undefined, engineArgs: [] },
      quiet,
    );
    refuseInterrupted(exitCode);
    const detail = report?.oneLine ?? `ended with ${exitCode}`;
    return { state: exitCode === EXIT.passed && report?.verdict === 'passed' ? 'ok' : 'failed', detail };
  });
  return done.state === 'failed' ? done.detail : undefined;
}

async function runSpike(book: Logbook, spike: TestPlan, own: Io, quiet: Io): Promise<Report> {
  own.stdout('the spike runs; Ctrl-C stops it\n');
  if (own.keyboard) own.stdout('what you type now is noted with its time\n');
  const view = liveView(own);
  const deaf = own.keyboard?.listen((text) => void book.note(text));
  let report: Report | undefined;
  try {
    await book.need({ id: 'spike', title: 'spike test', isKept: false }, async () => {
      const outcome = await performTest({ ...spike, engineArgs: ['--quiet', ...spike.engineArgs], live: view }, quiet);
      refuseInterrupted(outcome.exitCode);
      report = outcome.report;
      const isJudged = ([EXIT.passed, EXIT.thresholds, EXIT.discarded, EXIT.targetDown] as number[]).includes(
        outcome.exitCode,
      );
      if (!isJudged || report === undefined)
        return { state: 'failed', detail: `the engine ended with ${outcome.exitCode} before its time` };
      book.record.resultFile = outcome.resultFile ?? null;
      return { state: outcome.exitCode === EXIT.passed ? 'ok' : 'warning', detail: report.oneLine };
    });
  } finally {
    view.end();
    deaf?.();
  }
  return report!;
}

const FULL_SIZE =
  'This was a rehearsal: drill without --time-scale, in an environment without scale, for a verdict on the release.';

/** Half a test says neither go nor no-go. */
function refuseInterrupted(exitCode: ExitCode): void {
  if (exitCode === EXIT.interrupted) throw new Interrupted('drill: interrupted: --resume continues it');
}

async function judgeSpike(record: DrillRecord, { judgement, paths }: Report, folder: string): Promise<void> {
  record.figures = figuresOf(judgement);
  record.verdict = decide(judgement, scaleOf(record));
  record.findings = targetedFindings(judgement.findings).map(({ severity, title, evidence }) => ({
    severity,
    title,
    evidence,
  }));
  record.comparison = compare(record.figures, await lastDrill(folder, record));
  const files = Object.values(paths).map((path) => relative(folder, path));
  record.nextSteps =
    record.verdict.outcome === 'go'
      ? [
          `Share this report and the run's (${files.join(', ')}); let somebody else review and sign it.`,
          'Has the system changed for good? Propose new baselines from three baseline runs: npm run perf -- baselines propose --from <runs>.',
        ]
      : [
          ...judgement.recommendations,
          ...(scaleOf(record) === '' ? [] : [FULL_SIZE]),
          `Read the run's report (${files.join(', ')}), put it right, then drill again.`,
        ];
}

/** Writes record and report, then takes the state away: from here on the drill is over. */
async function finish(record: DrillRecord, path: string, request: DrillRequest, io: Io, own: Io): Promise<ExitCode> {
  record.endedAt = io.now().toISOString();
  const stem = join(request.plan.outDir, `drill-${slug(record.release)}-${stamp(io.now())}`);
  const markdown = drillReport(record);
  await saveRecord(`${stem}.drill.json`, record);
  await writeWhole(`${stem}.drill.md`, markdown);
  await writeWhole(`${stem}.drill.html`, drillPage(record, request.plan.outDir));
  await rm(path, { force: true });
  const { GITHUB_STEP_SUMMARY: summary } = io.env;
  if (io.env.GITHUB_ACTIONS === 'true' && summary) await appendFile(summary, `${markdown}\n`);
  const isGo = record.verdict?.outcome === 'go';
  own.stdout(`${verdictWord(record)} for release ${record.release}\n`);
  for (const line of [...(record.verdict?.reasons ?? []), ...record.comparison]) own.stdout(`  ${line}\n`);
  for (const kind of ['md', 'html']) own.stdout(`report: ${relative(io.cwd, `${stem}.drill.${kind}`)}\n`);
  if (request.json) io.stdout(`${JSON.stringify(record)}\n`);
  return isGo ? EXIT.passed : EXIT.thresholds;
}
