// Collects the checks of a summary from its tree of groups, whichever of k6's two notations it has.
import { isRecord } from './entries.ts';
import type { Check } from './model.ts';

/** Deeper nesting than any real script has; ends a tree that was made to be endless. */
const MAX_GROUPS = 10_000;

/** Groups and checks are arrays in handleSummary, objects in --summary-export, and `checks.results` in the machine-readable form. */
export function readChecks(root: unknown): Check[] {
  const checks: Check[] = [];
  const queue: { group: unknown; path: string }[] = [{ group: root, path: '' }];
  for (let index = 0; index < queue.length && index < MAX_GROUPS; index++) {
    const { group, path } = queue[index]!;
    if (!isRecord(group)) continue;
    for (const [key, child] of itemsOf(group.groups))
      queue.push({ group: child, path: join(path, nameOf(child, key)) });
    const listed = isRecord(group.checks) && Array.isArray(group.checks.results) ? group.checks.results : group.checks;
    for (const [key, child] of itemsOf(listed)) {
      const check = readCheck(child, join(path, nameOf(child, key)));
      if (check) checks.push(check);
    }
  }
  return checks;
}

function itemsOf(list: unknown): [string, unknown][] {
  if (Array.isArray(list)) return list.map((item, index) => [String(index), item]);
  return isRecord(list) ? Object.entries(list) : [];
}

function nameOf(item: unknown, key: string): string {
  return isRecord(item) && typeof item.name === 'string' ? item.name : key;
}

/** Paths are for reading: the end of a very deep one is enough. */
const MAX_PATH = 300;

function join(path: string, name: string): string {
  const joined = path === '' ? name : `${path} > ${name}`;
  return joined.length <= MAX_PATH ? joined : `…${joined.slice(1 - MAX_PATH)}`;
}

function readCheck(raw: unknown, path: string): Check | null {
  if (!isRecord(raw)) return null;
  const { passes, fails } = raw;
  if (typeof passes !== 'number' || typeof fails !== 'number') return null;
  return { path, passes, fails };
}
