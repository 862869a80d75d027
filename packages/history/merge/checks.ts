// The checks of several instances as one tree: the same groups and names, passes and fails added up.

import type { SummaryCheck as Check, SummaryGroup as Group } from 'k6-format/summary';

/** Trees in the shape of k6's classic summary; what is none is left out. */
export function mergeChecks(roots: readonly unknown[]): Group | undefined {
  const trees = roots.filter(isGroup);
  return trees.length === 0 ? undefined : mergeGroups(trees as [Group, ...Group[]]);
}

function isGroup(value: unknown): value is Group {
  const { name, groups, checks } = (value ?? {}) as Partial<Group>;
  return (
    typeof name === 'string' &&
    Array.isArray(groups) &&
    groups.every(isGroup) &&
    Array.isArray(checks) &&
    checks.every(isCheck)
  );
}

function isCheck(value: unknown): value is Check {
  const { name, passes, fails } = (value ?? {}) as Partial<Check>;
  return typeof name === 'string' && Number.isFinite(passes) && Number.isFinite(fails);
}

function mergeGroups(same: readonly [Group, ...Group[]]): Group {
  const [{ name, path, id }] = same;
  return {
    ...{ name, path, id },
    groups: byName(same.flatMap(({ groups }) => groups)).map(mergeGroups),
    checks: byName(same.flatMap(({ checks }) => checks)).map(([first, ...rest]) => ({
      ...first,
      passes: rest.reduce((sum, check) => sum + check.passes, first.passes),
      fails: rest.reduce((sum, check) => sum + check.fails, first.fails),
    })),
  };
}

/** Things of the same name together, in the order in which names first came. */
function byName<T extends { name: string }>(all: readonly T[]): [T, ...T[]][] {
  const found = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const known = found.get(one.name);
    if (known) known.push(one);
    else found.set(one.name, [one]);
  }
  return [...found.values()];
}
