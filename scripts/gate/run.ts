// `perf gate run`: starts base and head of a system, puts load on both in turn, and judges head.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { comparePairs, FEWEST_BLOCKS, type Pair, runPairs } from 'k6-history/compare/paired';
import type { HistoryRun } from 'k6-history/run';
import { Interrupted, UserError } from 'k6-kit/user-error';
import type { BlockOptions } from '../history/block-options.ts';
import { blockRunners } from '../history/run-block.ts';
import type { Io } from '../io.ts';
import { practicalSize } from '../store/from-tables.ts';
import { cacheFolder, keepBlocks, readBlocks } from './base-cache.ts';
import { type GateRecord, type GateSide, judged, writeGateRecord } from './record.ts';
import { type RunningSystem, type SystemPlan, startSystem } from './system.ts';

export interface GatePlan extends Pick<BlockOptions, 'type' | 'timeScale' | 'engine'> {
  base: Omit<SystemPlan, 'logFile'> & { commit: string | null };
  head: Omit<SystemPlan, 'logFile'> & { commit: string | null };
  blocks: number;
  /** Everything has to end within this time. */
  minutes: number;
  /** Folder of the record, the logs and the results. */
  out: string;
  cache: string | undefined;
}

const RECORD = 'gate.json';

type Judged = ReturnType<typeof judged> & Pick<GateRecord, 'blocks' | 'isBaseCached'>;

/** Leaves a record whatever happens; what keeps it from a verdict is thrown after that. */
export async function runGate(plan: GatePlan, io: Io): Promise<GateRecord> {
  const begunMs = performance.now();
  const startedAt = io.now().toISOString();
  await rm(plan.out, { recursive: true, force: true });
  for (const side of ['base', 'head']) await mkdir(join(plan.out, side), { recursive: true });
  const record = (found: Judged): GateRecord => ({
    ...{ schema: 1, base: sideOf(plan.base), head: sideOf(plan.head), type: plan.type, timeScale: plan.timeScale },
    ...{ startedAt, seconds: (performance.now() - begunMs) / 1000, ...found },
  });
  const keep = async (found: Judged) => {
    const kept = record(found);
    await writeGateRecord(join(plan.out, RECORD), kept);
    return kept;
  };
  try {
    return await keep(await judgedWithin(plan, io));
  } catch (error) {
    if (error instanceof UserError) await keep(without(error.message));
    throw error;
  }
}

function sideOf({ start, commit }: GatePlan['base']): GateSide {
  return { what: ('command' in start ? start.command : start.image).slice(0, 2000), commit };
}

/** The time box ends what goes on; that is neither a verdict nor a mistake. */
async function judgedWithin(plan: GatePlan, io: Io): Promise<Judged> {
  const boxMs = plan.minutes * 60_000;
  const box = AbortSignal.timeout(boxMs);
  const signal = AbortSignal.any([box, ...(io.signal ? [io.signal] : [])]);
  const untilMs = performance.now() + boxMs;
  return await bothRunning(plan, { ...io, signal }, untilMs).catch((error: unknown) => {
    if (box.aborted && error instanceof Interrupted) return without(`not done within ${plan.minutes} minutes`);
    throw error;
  });
}

function without(why: string): Judged {
  const nothing = { rows: [], regressions: [], brokenLimits: [], blocks: 0, isBaseCached: false };
  return { outcome: 'no verdict', why: why.slice(0, 2000), ...nothing };
}

async function bothRunning(plan: GatePlan, io: Io, untilMs: number): Promise<Judged> {
  const starting = [plan.base, plan.head].map((side) =>
    startSystem({ ...side, logFile: join(plan.out, `${side.side}.log`) }, io),
  );
  const started = await Promise.allSettled(starting);
  const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    return await loadBoth(plan, running, io, untilMs);
  } finally {
    await Promise.all(running.map(({ stop }) => stop()));
  }
}

async function loadBoth(plan: GatePlan, running: readonly RunningSystem[], io: Io, untilMs: number): Promise<Judged> {
  const urls = running.map(({ url }) => url);
  const { type, timeScale, engine, blocks, base } = plan;
  const folders = ['base', 'head'].map((side) => join(plan.out, side));
  const [runBase, runHead] = await blockRunners(urls, { type, timeScale, engine }, io, folders);
  const settings = [type, timeScale, engine, base.start];
  const kept =
    plan.cache === undefined || base.commit === null ? undefined : cacheFolder(plan.cache, base.commit, settings);
  const known = kept === undefined ? undefined : await readBlocks(kept, blocks);
  if (known !== undefined) {
    const pairs = await againstKnown(known, runHead!, io);
    const found = judged(comparePairs(pairs, practicalSize));
    if (nothingDiffers(found)) return { ...found, blocks, isBaseCached: true };
    io.stdout('head differs from the kept base: both run in turn now\n');
  }
  let beforeMs = performance.now();
  const mayGoOn = (done: number) => {
    io.stdout(`block ${done} of ${blocks} done\n`);
    const nowMs = performance.now();
    const pairMs = nowMs - beforeMs;
    beforeMs = nowMs;
    // Fewer blocks than asked for are better than none.
    return done < FEWEST_BLOCKS || nowMs + pairMs < untilMs;
  };
  const pairs = await runPairs(blocks, runBase!, runHead!, mayGoOn);
  if (kept !== undefined && pairs.length === blocks) await keepBlocks(join(plan.out, 'base'), kept);
  return { ...judged(comparePairs(pairs, practicalSize)), blocks: pairs.length, isBaseCached: false };
}

async function againstKnown(known: readonly HistoryRun[], runHead: () => Promise<HistoryRun>, io: Io): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const base of known) {
    pairs.push({ base, head: await runHead() });
    io.stdout(`block ${pairs.length} of ${known.length} of head done\n`);
  }
  return pairs;
}

/**
 * Only then may blocks of another hour stand for the base. Slower may be the machine, and faster may be a machine that hides
 * what got slower: both are for a pair to decide.
 */
function nothingDiffers({ outcome, rows }: ReturnType<typeof judged>): boolean {
  return outcome === 'passed' && rows.every(({ word }) => word === 'no evidence');
}
