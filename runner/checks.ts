// The tree of groups and checks that the summary shows.
import { createHash } from 'node:crypto';

export interface Check {
  name: string;
  path: string;
  id: string;
  passes: number;
  fails: number;
}

export interface Group {
  name: string;
  path: string;
  id: string;
  groups: Map<string, Group>;
  checks: Map<string, Check>;
}

const SEPARATOR = '::';

const idOf = (path: string): string => createHash('md5').update(path).digest('hex');

const newGroup = (name: string, path: string): Group => ({
  name,
  path,
  id: idOf(path),
  groups: new Map(),
  checks: new Map(),
});

export class CheckTree {
  readonly root = newGroup('', '');

  /** The group of a path such as `::outer::inner`; made if it is new. */
  group(path: string): Group {
    let group = this.root;
    for (const name of path.split(SEPARATOR).slice(1)) {
      let child = group.groups.get(name);
      if (!child) {
        child = newGroup(name, group.path + SEPARATOR + name);
        group.groups.set(name, child);
      }
      group = child;
    }
    return group;
  }

  check(groupPath: string, name: string): Check {
    const group = this.group(groupPath);
    let check = group.checks.get(name);
    if (!check) {
      const path = group.path + SEPARATOR + name;
      check = { name, path, id: idOf(path), passes: 0, fails: 0 };
      group.checks.set(name, check);
    }
    return check;
  }
}
