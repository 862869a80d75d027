// The table of journeys, as texts: how many completed, how long they took, and at which step they break.
import { type JourneyFacts, worstStep } from '../judge/journeys.ts';
import { formatCount, formatMs, formatRatio } from '../text/format.ts';
import { clip } from '../text/words.ts';

export interface JourneyRow {
  name: string;
  walked: string;
  completed: string;
  avg: string;
  p50: string;
  p95: string;
  p99: string;
  /** `99 %, 730 / 1200 ms`, or what of it is not measured. */
  row: string;
  /** The step that failed most often; empty where none did. */
  breaksAt: string;
  /** For style: over where the row's share did not complete, else ok. */
  state: string;
}

export function journeyRow(journey: JourneyFacts): JourneyRow {
  const { name, walked, completedRatio, duration, row } = journey;
  const worst = worstStep(journey, 'failed');
  return {
    name: clip(name),
    walked: formatCount(walked),
    completed: formatRatio(completedRatio),
    avg: formatMs(duration?.avgMs ?? null),
    p50: formatMs(duration?.p50Ms ?? null),
    p95: formatMs(duration?.p95Ms ?? null),
    p99: formatMs(duration?.p99Ms ?? null),
    row: rowText(row),
    breaksAt: worst === null ? '' : `${clip(worst.name)} (${formatCount(worst.failed)})`,
    state: completedRatio !== null && completedRatio < (row.completedRatio ?? 0) ? 'over' : 'ok',
  };
}

function rowText({ completedRatio, avgMs, p95Ms }: JourneyFacts['row']): string {
  const isTimed = avgMs !== null && p95Ms !== null;
  if (completedRatio === null && !isTimed) return 'not judged: not measured';
  const share = completedRatio === null ? 'completion not measured' : formatRatio(completedRatio);
  return `${share}, ${isTimed ? `${avgMs} / ${p95Ms} ms` : 'durations not measured'}`;
}
