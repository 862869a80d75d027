// What TypeDoc reads for the site: the documents by group, the doors of the packages, and how pages are named.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawMermaid } from './mermaid.js';
import { namePages } from './names.js';
import { readAsText } from './text.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** Set by GitHub's workflows: `owner/name`, and the commit. Without them the API reference names no lines. */
const { GITHUB_REPOSITORY: repository, GITHUB_SHA: commit } = process.env;

/** What a package exports is its API; fixtures serve tests of other packages. */
const doors = readdirSync(join(root, 'packages')).flatMap((folder) => {
  const { exports } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
  const files = Object.values(exports).filter((file) => /(?<!\.fixture)\.ts$/.test(file));
  return files.map((file) => join(root, 'packages', folder, file));
});

export default {
  name,
  entryPoints: doors,
  tsconfig: join(root, 'tsconfig.json'),
  // The repository's own compiler checks types, in `npm run check`; this one is older.
  skipErrorChecking: true,
  basePath: root,
  displayBasePath: root,
  readme: join(root, 'README.md'),
  projectDocuments: [
    'docs/*.md',
    'docs/examples/*.md',
    'packages/*/*.md',
    'packages/runner/conformance/README.md',
    'bench/README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'SECURITY.md',
    'thresholds/baselines.md',
  ].map((pattern) => join(root, pattern)),
  plugin: [namePages, drawMermaid, readAsText],
  router: 'repository',
  ...(repository && commit
    ? { gitRevision: commit, sourceLinkTemplate: `https://github.com/${repository}/blob/{gitRevision}/{path}#L{line}` }
    : { disableSources: true }),
  disableGit: true,
  headings: { readme: false, document: false },
  ignoredHighlightLanguages: ['mermaid'],
  // What a command prints is no TypeScript, which TypeDoc takes a block without a language for.
  markdownItLoader: (parser) =>
    parser.core.ruler.push('plain', ({ tokens }) => {
      for (const token of tokens) if (token.type === 'fence') token.info ||= 'text';
    }),
  navigation: { includeGroups: true },
  sort: ['documents-first', 'source-order', 'alphabetical'],
  groupOrder: ['Guide', 'Examples', 'Project', '*'],
  // A link that leads nowhere ends the build. Types that a package keeps to itself are named in signatures, without a page.
  validation: { notExported: false, invalidLink: true, invalidPath: true, rewrittenLink: true },
  treatWarningsAsErrors: true,
  cleanOutputDir: true,
};
