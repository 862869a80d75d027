// Loads and compiles the report's templates: strict, with no helper that is not named here.
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

/** Helpers that a template may call; each returns markup that this suite made itself. */
type MarkupHelper = (value: string) => Handlebars.SafeString;

export interface TemplateOptions {
  /** Off for Markdown, whose texts are escaped before. */
  isHtml: boolean;
  helpers?: Record<string, MarkupHelper>;
}

const compiled = new Map<string, Handlebars.TemplateDelegate>();

/** A function from a view to text. A field that the view lacks is an error, not an empty string. */
export function loadTemplate<View>(fileName: string, options: TemplateOptions): (view: View) => string {
  const helpers = options.helpers ?? {};
  const template = compiled.get(fileName) ?? compile(fileName, options);
  compiled.set(fileName, template);
  return (view) => template(view, { helpers });
}

function compile(fileName: string, { isHtml, helpers = {} }: TemplateOptions): Handlebars.TemplateDelegate {
  return Handlebars.compile(readFileSync(new URL(fileName, import.meta.url), 'utf8'), {
    strict: true,
    noEscape: !isHtml,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(Object.keys(helpers).map((name) => [name, true])),
  });
}
