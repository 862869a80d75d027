// The run while it goes on, in one line: rate, p95, errors and resources of the last second.
import { cutTo } from 'k6-local/progress';
import type { LiveListener } from 'k6-local/run';

type Figures = Record<string, Record<string, number>>;

const LOAD = 'http_reqs{traffic:load}';
const FAILED = 'http_req_failed{traffic:load}';
const WINDOWED = /^(http_req_duration|target_cpu_pct|target_memory_mb)\{window:w\d+\}$/;
/** Without a terminal a line in five is enough for a log. */
const PLAIN_EVERY = 5;
const CLEAR_LINE = '\r\u001b[K';

/** Writes a line a second on a terminal, rewritten in place, and every fifth elsewhere. */
export function liveView(
  write: (text: string) => void,
  isTty: boolean,
  nowMs: () => number,
  columns?: number,
): LiveListener & { end(): void } {
  // The first figures come a second after the load began; before that the engine makes its VUs.
  let startMs: number | undefined;
  let before: { atMs: number; requests: number; failed: number } | undefined;
  let told = 0;
  return {
    wants: (name) => name === LOAD || name === FAILED || name === 'vus' || WINDOWED.test(name),
    tell: (figures) => {
      const now = { atMs: nowMs(), requests: figures[LOAD]?.count ?? 0, failed: figures[FAILED]?.passes ?? 0 };
      startMs ??= now.atMs - 1000;
      if (before && (isTty || told++ % PLAIN_EVERY === 0)) {
        const line = liveLine(figures, before, now, (now.atMs - startMs) / 1000);
        write(isTty ? `${CLEAR_LINE}${cutTo(line, columns)}` : `${line}\n`);
      }
      before = now;
    },
    end: () => {
      if (isTty) write(CLEAR_LINE);
    },
  };
}

interface Moment {
  atMs: number;
  requests: number;
  failed: number;
}

/** `  12 s   500 VUs    980 requests/s   p95 210 ms   errors 0 %   CPU 64 %   memory 812 MB` */
export function liveLine(figures: Figures, before: Moment, now: Moment, elapsedS: number): string {
  const requests = now.requests - before.requests;
  const perS = requests / Math.max(0.001, (now.atMs - before.atMs) / 1000);
  const errors = requests === 0 ? 0 : (100 * (now.failed - before.failed)) / requests;
  const [p95, cpu, memory] = [
    newest(figures, 'http_req_duration')?.['p(95)'],
    newest(figures, 'target_cpu_pct')?.avg,
    newest(figures, 'target_memory_mb')?.avg,
  ];
  return [
    `${elapsedS.toFixed(0).padStart(4)} s`,
    `${String(figures.vus?.value ?? 0).padStart(4)} VUs`,
    `${perS.toFixed(0).padStart(5)} requests/s`,
    `p95 ${p95 === undefined ? '-' : p95.toFixed(0)} ms`,
    `errors ${Number(errors.toFixed(1))} %`,
    ...(cpu === undefined ? [] : [`CPU ${cpu.toFixed(0)} %`]),
    ...(memory === undefined ? [] : [`memory ${memory.toFixed(0)} MB`]),
  ].join('   ');
}

/** Figures of the latest window that has any. */
function newest(figures: Figures, metric: string): Record<string, number> | undefined {
  const names = Object.keys(figures).filter(
    (name) => name.startsWith(`${metric}{window:`) && (figures[name]?.count ?? 1) > 0,
  );
  return figures[names.sort().at(-1) ?? ''];
}
