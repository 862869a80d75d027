// The licenses of what is installed in production, by the lock file: permissive ones only, each on this list.
import satisfies from 'spdx-satisfies';
import * as v from 'valibot';

/** Licenses that ask for nothing but their notice. Another one needs a reason, and a line here. */
export const PERMISSIVE: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'Zlib',
];

export interface Installed {
  name: string;
  version: string;
  /** As an SPDX expression; empty: the package names none. */
  license: string;
}

const lockFile = v.object({
  lockfileVersion: v.literal(3),
  packages: v.record(
    v.string(),
    v.object({
      name: v.optional(v.string()),
      version: v.optional(v.string(), ''),
      license: v.optional(v.unknown()),
      dev: v.optional(v.boolean(), false),
      link: v.optional(v.boolean(), false),
    }),
  ),
});

/** What a lock file installs without development, packages of the repository itself left out. */
export function productionTree(lock: unknown): Installed[] {
  return Object.entries(v.parse(lockFile, lock).packages).flatMap(([path, { name, version, license, dev, link }]) => {
    const [, folder] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path) ?? [];
    if (folder === undefined || dev || link) return [];
    return [{ name: name ?? folder, version, license: typeof license === 'string' ? license : '' }];
  });
}

export function isPermissive(license: string): boolean {
  try {
    return satisfies(license, PERMISSIVE);
  } catch {
    // No SPDX expression: "UNLICENSED", "SEE LICENSE IN ...", nothing at all.
    return false;
  }
}

/** The list by license, and a line for each package that may not be there. */
export function licenseReport(lock: unknown): { list: string; refused: string[] } {
  const tree = productionTree(lock);
  const label = ({ name, version }: Installed) => `${name}@${version}`;
  const licenses = [...new Set(tree.map(({ license }) => license))].sort();
  const list = licenses.map((license) => {
    const packages = tree.filter((installed) => installed.license === license);
    return `${license || '(none)'}, ${packages.length}: ${packages.map(label).join(' ')}\n`;
  });
  const refused = tree
    .filter(({ license }) => !isPermissive(license))
    .map((installed) => `${label(installed)}: its license is ${JSON.stringify(installed.license)}\n`);
  return { list: list.join(''), refused };
}
