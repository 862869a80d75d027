// Collects the checks of a summary from its tree of groups, whichever of k6's two notations it has.

import { isRecord } from './entries.ts';
import type { Check, CheckGroup } from './model.ts';

/** Deeper nesting than any real script has; ends a tree that was made to be endless. */
const MAX_GROUPS = 10_000;

/** Groups and checks are arrays in handleSummary, objects in --summary-export, and `checks.results` in the machine-readable form. */
export function readChecks(root: unknown): { checks: Check[]; checkTree: CheckGroup } {
  const checks: Check[] = [];
  const checkTree = emptyGroup('');
  const queue: Entry[] = [{ raw: root, path: '', group: checkTree, parent: null }];
  for (let index = 0; index < queue.length && index < MAX_GROUPS; index++) {
    const { raw, path, group } = queue[index]!;
    if (!isRecord(raw)) continue;
    for (const [key, child] of itemsOf(raw.groups)) {
      const inner = emptyGroup(nameOf(child, key));
      group.groups.push(inner);
      queue.push({ raw: child, path: join(path, inner.name), group: inner, parent: group });
    }
    for (const [key, child] of itemsOf(listOf(raw.checks))) {
      const check = readCheck(child, nameOf(child, key), path);
      if (!check) continue;
      checks.push(check);
      group.checks.push(check);
      group.passes += check.passes;
      group.fails += check.fails;
    }
  }
  // Inner groups are after outer ones: from the end, each is complete before it is added.
  for (const { group, parent } of queue.reverse()) {
    if (!parent) continue;
    parent.passes += group.passes;
    parent.fails += group.fails;
  }
  return { checks, checkTree };
}

interface Entry {
  raw: unknown;
  path: string;
  group: CheckGroup;
  parent: CheckGroup | null;
}

function emptyGroup(name: string): CheckGroup {
  return { name, passes: 0, fails: 0, groups: [], checks: [] };
}

/** The machine-readable form keeps the list next to the totals; its early draft calls it `orderedChecks`. */
function listOf(checks: unknown): unknown {
  if (!isRecord(checks)) return checks;
  return [checks.results, checks.orderedChecks].find(Array.isArray) ?? checks;
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

function readCheck(raw: unknown, name: string, path: string): Check | null {
  if (!isRecord(raw)) return null;
  const { passes, fails } = raw;
  if (typeof passes !== 'number' || typeof fails !== 'number') return null;
  return { name, path: join(path, name), passes, fails };
}
