// What load cost in a run that was made: size of answers, and CPU where the generator watched itself.

import { UserError } from 'k6-kit/user-error';
import { readJsonFile } from 'k6-verdict/parse/json-text';
import type { Summary } from 'k6-verdict/parse/model';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { MEMORY_PER_VU_MB } from '../engines.ts';
import { type Cost, PUBLISHED_COST } from './sizing.ts';

export interface Measured {
  /** Mean size of an answer on the wire, bytes. */
  answerBytes: number;
  cost: Cost;
}

/** Reads a result of this suite or of k6. Throws a UserError when it is none, or one without requests. */
export async function measuredCost(file: string): Promise<Measured> {
  const { fileName, value, warnings } = await readJsonFile(file);
  const summary = parseSummary(fileName, value, warnings);
  const requests = countOf(summary, 'http_reqs');
  const bytes = countOf(summary, 'data_received');
  if (!requests || !bytes)
    throw new UserError('E_LIKE', `--like ${fileName}: no requests in it, expected the result of a run that made some`);
  return { answerBytes: Math.round(bytes / requests), cost: costOf(summary, requests) };
}

/** k6 does not say what it took: then the published figures stand. */
function costOf({ fileName, generator, durationMs }: Summary, requests: number): Cost {
  if (!generator?.cpuPct || !durationMs) return PUBLISHED_COST;
  const cores = generator.cpuPct / 100;
  return {
    ratePerCorePerS: requests / (durationMs / 1000) / cores,
    memoryPerVuMb: MEMORY_PER_VU_MB.local,
    source: `CPU is that measured by ${fileName} (local runner), memory that of the local runner's own measurements`,
  };
}

function countOf({ byKey }: Summary, key: string): number | undefined {
  return byKey.get(key)?.stats.get('count');
}
