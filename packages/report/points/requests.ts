// The requests of a run out of its points: how long each took, when, and which tags it has.
import { OTHER_VALUES } from './groups.ts';
import type { PointsTable } from './table.ts';

export interface Requests {
  /** The trend that has one sample for each. */
  metric: string;
  /** In the order of the files. */
  ms: Float64Array;
  atMs: Float64Array;
  groups: Uint32Array;
}

/** k6 judges an answer by this tag. */
const FAILED = 'expected_response';

/** One sample per request, where a script makes any. */
const REQUEST_TRENDS = ['http_req_duration', 'grpc_req_duration', 'browser_http_req_duration', 'ws_session_duration'];

export function requestsOf(table: PointsTable): Requests {
  const metric = REQUEST_TRENDS.find((name) => (table.columns(name)?.length ?? 0) > 0) ?? REQUEST_TRENDS[0]!;
  return samplesOf(table, metric);
}

export function samplesOf(table: PointsTable, metric: string): Requests {
  const columns = table.columns(metric);
  const length = columns?.length ?? 0;
  const found = {
    metric,
    ms: new Float64Array(length),
    atMs: new Float64Array(length),
    groups: new Uint32Array(length),
  };
  let at = 0;
  columns?.forEach((value, atMs, group) => {
    found.ms[at] = value;
    found.atMs[at] = atMs;
    found.groups[at++] = group;
  });
  return found;
}

/** A tag's value by group; empty where a group has none. */
export function valuesOf({ groups }: PointsTable, tag: string): string[] {
  const index = groups.tags.indexOf(tag);
  return groups.values.map((values) => values[index] ?? '');
}

export function failedOf(table: PointsTable): boolean[] {
  return valuesOf(table, FAILED).map((value) => value === 'false');
}

/** The endpoint where load scripts tagged one, else k6's name of the request. */
export function placesOf(table: PointsTable): string[] {
  const [endpoints, names] = [valuesOf(table, 'endpoint'), valuesOf(table, 'name')];
  return endpoints.map((endpoint, group) => endpoint || names[group] || 'not named');
}

/** Values of a tag that requests have, without those that are too many to keep. */
export function distinct(values: readonly string[], { groups }: Requests): Set<string> {
  const found = new Set<string>();
  for (const group of groups) found.add(values[group]!);
  found.delete('');
  found.delete(OTHER_VALUES);
  return found;
}
