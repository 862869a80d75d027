// `npm run pack:verdict [-- --tag v1.2.3]`: the tarball of a package, in dist/.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Argument, Command } from 'commander';
import { PACKINGS, pack } from './pack.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
type Name = keyof typeof PACKINGS;

await new Command('pack')
  .description('Makes the tarball of a package, in dist/.')
  .addArgument(new Argument('<package>', 'its name').choices(Object.keys(PACKINGS)))
  .option('--tag <tag>', 'the tag of a release: must be v and the version of the package')
  .action(async (name: Name, { tag }: { tag?: string }, command: Command) => {
    const file = join(PACKINGS[name].folder, 'package.json');
    const { version } = JSON.parse(readFileSync(join(root, file), 'utf8')) as { version: string };
    if (tag !== undefined && tag !== `v${version}`)
      command.error(`the tag is ${tag}, the version in ${file} is ${version}: change one of them`);
    process.stdout.write(`${await pack(name, root, join(root, 'dist'))}\n`);
  })
  .parseAsync();
