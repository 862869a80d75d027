// Figures of an earlier run that is like this one, so that a reader sees what changed.
import { metricKey } from 'k6-format/selectors';
import { UserError } from 'k6-kit/user-error';
import { findMetric, statOf } from '../parse/model.ts';
import type { Facts } from './facts.ts';
import type { Case } from './findings/finding.ts';
import type { Verdict } from './verdict.ts';

/** What a history knows about a change beyond its size. */
export type ChangeWord = 'worse' | 'better' | 'no evidence';

export interface PreviousFigure {
  value: number;
  /** Null where the noise between runs is not known. */
  word: ChangeWord | null;
}

export interface Previous {
  /** Its id or its file. */
  name: string;
  startedAt: string | null;
  /** By the names of `limitName`, and of `RunFigure`. */
  figures: ReadonlyMap<string, PreviousFigure>;
}

/** Figures of a run that need no limit. */
export type RunFigure = 'p95Ms' | 'avgMs' | 'errorRatio' | 'requestsPerS' | 'cpuPct' | 'memoryMb';

/** `http_req_duration{endpoint:basket} p(95)`: what a limit is on. */
export function limitName({ metric, tags, stat }: Pick<Verdict, 'metric' | 'tags' | 'stat'>): string {
  return `${metricKey(metric, tags)} ${stat}`;
}

export function runFigures({ latency, errorRatio, requestsPerS, resources }: Facts): Record<RunFigure, number | null> {
  return {
    p95Ms: latency?.p95Ms ?? null,
    avgMs: latency?.avgMs ?? null,
    errorRatio,
    requestsPerS,
    cpuPct: resources.cpuPct?.peak ?? null,
    memoryMb: resources.memoryMb?.peak ?? null,
  };
}

/** What an earlier result has of the figures that this run is judged by. */
export function previousFrom(earlier: Case & { outcome: string }, now: Pick<Case, 'verdicts'>): Previous {
  const { summary, outcome, validity, facts } = earlier;
  if (outcome === 'discarded') {
    const why = `${summary.fileName}: not usable (${validity.reasons[0]?.message})`;
    throw new UserError('E_REPORT_PREVIOUS', `--previous reads ${why}; expected the summary of a run that is`);
  }
  const values = [
    ...Object.entries(runFigures(facts)),
    ...now.verdicts.map((verdict): [string, number | null] => {
      const metric = findMetric(summary, verdict.metric, Object.fromEntries(verdict.tags));
      return [limitName(verdict), metric && verdict.stat !== null ? statOf(metric, verdict.stat) : null];
    }),
  ];
  const known = values.flatMap(([name, value]): [string, PreviousFigure][] =>
    value === null ? [] : [[name, { value, word: null }]],
  );
  return {
    name: summary.fileName,
    startedAt: summary.run?.startedAt ?? summary.writtenAt,
    figures: new Map(known),
  };
}
