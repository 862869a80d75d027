// The tree of groups and checks that the summary shows.
import { createHash } from 'node:crypto';
import { withoutCredentials } from 'k6-kit/url-credentials';

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

/** A tree as a list: paths of the groups, and the checks with the path of their group. */
export interface CheckCounts {
  groups: string[];
  checks: [group: string, name: string, passes: number, fails: number][];
}

export class CheckTree {
  readonly root = newGroup('', '');

  /** The group of a path such as `::outer::inner`; made if it is new. */
  group(path: string): Group {
    let group = this.root;
    for (const name of withoutCredentials(path).split(SEPARATOR).slice(1)) {
      let child = group.groups.get(name);
      if (!child) {
        child = newGroup(name, group.path + SEPARATOR + name);
        group.groups.set(name, child);
      }
      group = child;
    }
    return group;
  }

  counts(): CheckCounts {
    const all: CheckCounts = { groups: [], checks: [] };
    const visit = (group: Group): void => {
      all.groups.push(group.path);
      for (const { name, passes, fails } of group.checks.values()) all.checks.push([group.path, name, passes, fails]);
      for (const child of group.groups.values()) visit(child);
    };
    visit(this.root);
    return all;
  }

  /** Adds what another tree has counted. */
  merge({ groups, checks }: CheckCounts): void {
    for (const path of groups) this.group(path);
    for (const [path, name, passes, fails] of checks) {
      const check = this.check(path, name);
      check.passes += passes;
      check.fails += fails;
    }
  }

  check(groupPath: string, givenName: string): Check {
    const [group, name] = [this.group(groupPath), withoutCredentials(givenName)];
    let check = group.checks.get(name);
    if (!check) {
      const path = group.path + SEPARATOR + name;
      check = { name, path, id: idOf(path), passes: 0, fails: 0 };
      group.checks.set(name, check);
    }
    return check;
  }
}
