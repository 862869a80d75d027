// What the load generator's own machine had no more of, by the words of both engines' errors, and what helps.
import type { Run } from '../parse/model.ts';

const OWN_LIMITS: readonly [words: RegExp, what: string, next: string][] = [
  [/too many open files/i, 'files', 'raise ulimit -n there'],
  [
    /cannot assign requested address/i,
    'ports',
    'widen net.ipv4.ip_local_port_range there, or load from several machines',
  ],
];

/** One line with the error and the next step; undefined where no sample of a failure says so. */
export function exhaustedText(run: Run | null): string | undefined {
  for (const { message } of run?.failureSamples ?? []) {
    const [, what, next] = OWN_LIMITS.find(([words]) => words.test(message)) ?? [];
    if (what !== undefined)
      return `the load generator ran out of ${what}: requests failed on its own machine (${message}); ${next}`;
  }
  return undefined;
}
