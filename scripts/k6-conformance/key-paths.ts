// Which keys two summaries have: the paths of one that the other lacks.

/** Keys that depend on what happened in a run or on the engine, not on the summary's shape; each with the reason. */
const VARIES: readonly [pattern: RegExp, why: string][] = [
  [/^metrics\.dropped_iterations\b/, 'only where iterations were dropped'],
  [/^metrics\.http_req_tls_handshaking\b/, 'only over TLS'],
  [/^run\.(failureSamples|failures)\b/, 'only where requests failed'],
  [/^run\.generator\b/, 'what the local runner notes about itself'],
  [/^run\.(notes|engineExit|machine)\b/, 'of the machine and of how the run ended'],
  [/^(root_group|metrics\.[^.]+)\.id$/, 'internal ids'],
];

/** Paths of all keys, sorted. Elements of a list count as one. Names of metrics may have dots, and are one key. */
export function keyPaths(value: unknown): string[] {
  const paths = new Set<string>();
  const walk = (one: unknown, path: string) => {
    if (Array.isArray(one)) {
      for (const item of one) walk(item, `${path}[]`);
      return;
    }
    if (typeof one !== 'object' || one === null) return;
    for (const [key, inner] of Object.entries(one)) {
      const own = path === '' ? key : `${path}.${key}`;
      paths.add(own);
      walk(inner, own);
    }
  };
  walk(value, '');
  return [...paths].sort();
}

export interface KeyDifference {
  path: string;
  /** The engine whose summary has it. */
  only: 'k6' | 'local runner';
}

/** What one summary has and the other lacks. Of a key that is missing, what is below it is not listed too. */
export function keyDifferences(ofK6: unknown, ofLocal: unknown): KeyDifference[] {
  const [k6, local] = [keyPaths(ofK6), keyPaths(ofLocal)];
  return [...lacking(k6, local, 'k6'), ...lacking(local, k6, 'local runner')];
}

function lacking(has: readonly string[], other: readonly string[], only: KeyDifference['only']): KeyDifference[] {
  const known = new Set(other);
  const missing = has.filter((path) => !known.has(path) && !VARIES.some(([pattern]) => pattern.test(path)));
  const roots = missing.filter((path) => !missing.some((above) => path !== above && isBelow(path, above)));
  return roots.map((path) => ({ path, only }));
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(`${above}.`) || path.startsWith(`${above}[]`);
}
