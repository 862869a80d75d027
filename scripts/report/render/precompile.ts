// Turns the report's templates into the module that the report loads: parsing them takes as long as the rest of a report.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';
import { writeWhole } from 'k6-kit/files';

/** The module that `precompiledModule` gives the text of. */
export const PRECOMPILED = fileURLToPath(new URL('./precompiled.js', import.meta.url));

/** Strict: a field that the view lacks is an error, not an empty string; and no helper that is not named here. */
const OPTIONS = {
  // Markdown's texts are escaped before.
  'report.md.hbs': { strict: true, knownHelpersOnly: true, knownHelpers: {}, noEscape: true },
  'report.html.hbs': { strict: true, knownHelpersOnly: true, knownHelpers: { markup: true } },
} as const;

/** Text of `precompiled.js` for the templates as they are now. */
export function precompiledModule(): string {
  const templates = Object.entries(OPTIONS).map(([file, options]) => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    return `  ${JSON.stringify(file)}: ${Handlebars.precompile(text, options)},\n`;
  });
  return `// Generated from the templates of this folder by \`npm run templates\`; do not edit.\nexport default {\n${templates.join('')}};\n`;
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  await writeWhole(PRECOMPILED, precompiledModule());
