// `npm run pack [-- k6-verdict k6-local] [--tag v1.2.3]`: the tarballs of the packages that are published, in dist/; with a tag
// also what its release has besides: notes, SBOM, checksums.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command } from 'commander';
import { pack } from './pack.ts';
import { type Name, PACKINGS } from './packings.ts';
import { notesOf, writeReleaseAssets } from './release-assets.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const NAMES = Object.keys(PACKINGS) as Name[];

await new Command('pack')
  .description('Makes the tarballs of the packages that are published, in dist/.')
  .addArgument(new Argument('[package...]', 'only these').choices(NAMES).default(NAMES, 'all'))
  .option(
    '--tag <tag>',
    'the tag of a release: must be v and the version of each package, with a section in CHANGELOG.md',
  )
  .action(async (names: Name[], { tag }: { tag?: string }, command: Command) => {
    for (const file of names.map((name) => join(PACKINGS[name].folder, 'package.json'))) {
      const { version } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { version: string };
      if (tag !== undefined && tag !== `v${version}`)
        command.error(`the tag is ${tag}, the version in ${file} is ${version}: change one of them`);
    }
    const notes = tag && notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), tag.slice(1));
    if (tag !== undefined && notes === undefined)
      command.error(`CHANGELOG.md has nothing below "## ${tag.slice(1)}": give the section Unreleased that name`);
    const files = [];
    for (const name of names) files.push(await pack(name, root, join(root, 'dist')));
    if (notes) files.push(...(await writeReleaseAssets(notes, files, root, join(root, 'dist'))));
    process.stdout.write(files.map((file) => `${file}\n`).join(''));
  })
  .parseAsync();
