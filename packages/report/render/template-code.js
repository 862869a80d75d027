// What Handlebars makes of the report's templates: code, once for each build of the programs. Plain JavaScript, since the build asks.
// @ts-check
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import Handlebars from 'handlebars';

/** Strict: a field that the view lacks is an error, not an empty string; and no helper that is not named here. */
const OPTIONS = {
  // Markdown's texts are escaped before.
  'report.md.hbs': { strict: true, knownHelpersOnly: true, knownHelpers: {}, noEscape: true },
  'report.html.hbs': { strict: true, knownHelpersOnly: true, knownHelpers: { markup: true } },
};

/** @typedef {keyof typeof OPTIONS} TemplateName */

export const TEMPLATES = /** @type {TemplateName[]} */ (Object.keys(OPTIONS));

/**
 * An expression whose value is what Handlebars' runtime makes a function of.
 * @param {string} path
 * @returns {string}
 */
export function templateCode(path) {
  const name = /** @type {TemplateName} */ (basename(path));
  return String(Handlebars.precompile(readFileSync(path, 'utf8'), OPTIONS[name]));
}
