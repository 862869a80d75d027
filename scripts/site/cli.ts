// `npm run docs:site [-- folder]`: documents, packages' READMEs and their API as static pages, and every link in them followed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { tellError } from 'k6-kit/tell-error';
import { UserError } from 'k6-kit/user-error';
import { brokenLinks } from './links.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SHOWN = 20;

/** Returns the exit code. */
function buildSite(folder: string): number {
  const typedoc = join(root, 'site/node_modules/typedoc/bin/typedoc');
  if (!existsSync(typedoc))
    throw new UserError('E_SITE_TYPEDOC', `TypeDoc is not installed at ${typedoc}: run npm ci in the repository first`);
  const options = join(root, 'site/typedoc.config.js');
  const { status } = spawnSync(process.execPath, [typedoc, '--options', options, '--out', folder], {
    stdio: 'inherit',
  });
  if (status !== 0) return EXIT.bug;
  const broken = brokenLinks(folder);
  if (broken.length === 0) {
    process.stdout.write(`site: ${join(folder, 'index.html')}\n`);
    return EXIT.passed;
  }
  const more = broken.length > SHOWN ? [`and ${broken.length - SHOWN} more`] : [];
  process.stderr.write(`${['links of the site that lead nowhere:', ...broken.slice(0, SHOWN), ...more].join('\n')}\n`);
  return EXIT.badInput;
}

try {
  process.exitCode = buildSite(resolve(process.argv[2] ?? join(root, 'dist-site')));
} catch (error) {
  process.exitCode = tellError(error, (text) => process.stderr.write(text));
}
