// Rows of the table of checks: groups of the script with their checks under them, indented by depth.
import type { CheckGroup } from '../parse/model.ts';
import { formatCount, formatRatio } from '../text/format.ts';
import { clip, omitted } from '../text/words.ts';

export interface CheckRow {
  /** For style: group, passed or failed. */
  kind: string;
  name: string;
  passes: string;
  fails: string;
  share: string;
}

/** More rows than this are counted and no longer listed. */
const MAX_ROWS = 100;
/** Groups further in are shown as deep as this. */
const MAX_INDENT = 6;

/** In the order of the script: a group's own checks, then the groups in it. */
export function checkRows(root: CheckGroup): { rows: CheckRow[]; omitted: string | null } {
  const rows: CheckRow[] = [];
  let count = 0;
  const add = (row: () => CheckRow) => {
    if (count++ < MAX_ROWS) rows.push(row());
  };
  // A stack of its own: a tree can be deeper than calls can nest.
  const stack = [{ group: root, depth: -1 }];
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const { group, depth } = entry;
    if (group !== root) add(() => rowOf('group', depth, group));
    for (const check of group.checks) add(() => rowOf(check.fails > 0 ? 'failed' : 'passed', depth + 1, check));
    for (const inner of [...group.groups].reverse()) stack.push({ group: inner, depth: depth + 1 });
  }
  return { rows, omitted: omitted(count - rows.length, 'row') };
}

function rowOf(
  kind: string,
  depth: number,
  { name, passes, fails }: { name: string; passes: number; fails: number },
): CheckRow {
  const total = passes + fails;
  return {
    kind,
    name: `${'› '.repeat(Math.min(depth, MAX_INDENT))}${clip(name)}`,
    passes: formatCount(passes),
    fails: formatCount(fails),
    share: total > 0 ? formatRatio(passes / total) : kind === 'group' ? 'no checks' : 'never run',
  };
}
