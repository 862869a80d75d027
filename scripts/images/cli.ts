// `npm run docs:images [-- --run]`: makes docs/examples and docs/images again, from the results that are kept or from new runs.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeFiles } from 'k6-kit/files';
import { tellError } from 'k6-kit/tell-error';
import { examples } from './examples.ts';
import { madeFrom } from './made-from.ts';
import { photograph } from './photograph.ts';
import { pictures } from './pictures.ts';
import { recordRuns } from './record.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [exampleFolder, imageFolder] = [join(root, 'docs/examples'), join(root, 'docs/images')];

async function make(isNew: boolean): Promise<void> {
  if (isNew) await recordRuns(root, exampleFolder);
  const made = await examples(exampleFolder);
  const shown = await pictures(root, made);
  const files = await photograph(shown);
  const manifest = `${JSON.stringify(madeFrom(shown, files), null, 2)}\n`;
  await writeFiles([
    ...[...made].map(([name, content]) => ({ path: join(exampleFolder, name), content })),
    ...[...files].map(([name, content]) => ({ path: join(imageFolder, name), content })),
    { path: join(imageFolder, 'made-from.json'), content: manifest },
  ]);
  const sizes = [...files].map(([name, { length }]) => `${name} ${Math.ceil(length / 1024)} KiB`);
  process.stdout.write(`docs/examples: ${[...made.keys()].join(', ')}\ndocs/images: ${sizes.join(', ')}\n`);
}

try {
  const { values } = parseArgs({ options: { run: { type: 'boolean', default: false } } });
  await make(values.run);
} catch (error) {
  process.exitCode = tellError(error, (text) => process.stderr.write(text));
}
