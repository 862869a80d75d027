// What the ledger of loosened limits says to a reader of a report: which limits, how often, and until when.
import type { LoosenedLimit } from 'k6-format/policy';
import { clip } from '../text/words.ts';

/** One sentence for each limit that was ever loosened; a limit that grows loose step by step is seen to do so. */
export function loosenedNotes(ledger: readonly LoosenedLimit[]): string[] {
  const byLimit = new Map<string, LoosenedLimit[]>();
  for (const row of ledger) byLimit.set(row.limit, [...(byLimit.get(row.limit) ?? []), row]);
  return [...byLimit].map(([limit, rows]) => {
    const [first, last] = [rows[0]!, rows.at(-1)!];
    const times = rows.length === 1 ? 'once' : `${rows.length} times`;
    const what = `the limit ${limit} was loosened ${times}, from ${first.before} to ${last.after}`;
    return clip(`${what} (${last.reason}; ${last.owner}, until ${last.until})`, 300);
  });
}
