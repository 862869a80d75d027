// The samples of every request, with their tags.

import type { HopResult } from './hop.ts';
import type { Spec } from './http-spec.ts';
import type { RunContext } from './run-context.ts';
import type { TagSet } from './tag-sets.ts';

/** What the system tags of a request follow from. */
interface Facts {
  method: string;
  status: number;
  errorCode: number;
  expected: boolean | undefined;
  tlsVersion: string | undefined;
  /** Undefined where nothing looks at it. */
  url: string | undefined;
  errorText: string | undefined;
}

/** The latest facts of a spec, and their tags: load scripts repeat themselves. */
const latestOf = new WeakMap<Spec, Facts & { tags: TagSet }>();

/** Records a hop. `expected`: whether the answer is one that the script expects; undefined: nobody judges it. */
export function recordRequest(
  run: RunContext,
  spec: Spec,
  method: string,
  url: string,
  result: HopResult,
  errorCode: number,
  expected: boolean | undefined,
): void {
  const { metrics } = run;
  const { builtIn } = metrics;
  const tags = tagsOf(run, spec, method, url, result, errorCode, expected);
  const { blocked, connecting, tlsHandshaking, sending, waiting, receiving } = result.timings;
  const timeMs = run.clock.epochMs();
  metrics.add(builtIn.http_reqs, 1, tags, timeMs);
  metrics.add(builtIn.http_req_duration, sending + waiting + receiving, tags, timeMs);
  metrics.add(builtIn.http_req_blocked, blocked, tags, timeMs);
  metrics.add(builtIn.http_req_connecting, connecting, tags, timeMs);
  metrics.add(builtIn.http_req_tls_handshaking, tlsHandshaking, tags, timeMs);
  metrics.add(builtIn.http_req_sending, sending, tags, timeMs);
  metrics.add(builtIn.http_req_waiting, waiting, tags, timeMs);
  metrics.add(builtIn.http_req_receiving, receiving, tags, timeMs);
  if (expected !== undefined) metrics.add(builtIn.http_req_failed, expected ? 0 : 1, tags, timeMs);
}

function tagsOf(
  run: RunContext,
  spec: Spec,
  method: string,
  url: string,
  { status, error, tls }: HopResult,
  errorCode: number,
  expected: boolean | undefined,
): TagSet {
  const { tagSets, errorTexts } = run.metrics;
  const tlsVersion = tls?.version;
  const watchedUrl = tagSets.isRelevant('url') || tagSets.isRelevant('name') ? url : undefined;
  const errorText = error && tagSets.isRelevant('error') ? errorTexts.of(error.text) : undefined;
  const latest = latestOf.get(spec);
  if (
    latest &&
    latest.status === status &&
    latest.url === watchedUrl &&
    latest.method === method &&
    latest.expected === expected &&
    latest.errorCode === errorCode &&
    latest.tlsVersion === tlsVersion &&
    latest.errorText === errorText
  )
    return latest.tags;
  const facts: Facts = { method, status, errorCode, expected, tlsVersion, url: watchedUrl, errorText };
  const key = JSON.stringify(Object.values(facts));
  let tags = spec.tagSets.get(key) as TagSet | undefined;
  if (!tags) spec.tagSets.set(key, (tags = newTags(run, spec, facts, url, error !== undefined)));
  latestOf.set(spec, { ...facts, tags });
  return tags;
}

function newTags(run: RunContext, spec: Spec, facts: Facts, url: string, isError: boolean): TagSet {
  const { tagSets } = run.metrics;
  const { method, status, errorCode, expected, tlsVersion, errorText } = facts;
  const base = tagSets.get(spec.tagSet);
  const system: Record<string, string | undefined> = {
    method,
    url,
    name: base.tags.name ?? url,
    status: String(status),
    proto: isError ? undefined : 'HTTP/1.1',
    tls_version: tlsVersion,
    expected_response: expected === undefined ? undefined : String(expected),
    error: errorText,
    error_code: errorCode ? String(errorCode) : undefined,
  };
  const tags = Object.entries(system).filter(
    ([name, value]) => value !== undefined && (run.settings?.systemTags.has(name) ?? true),
  );
  return tagSets.extend(base, Object.fromEntries(tags) as Record<string, string>);
}
