// Makes functions of the report's templates, which are compiled with the programs: parsing them takes as long as the rest of a report.
import type HandlebarsTypes from 'handlebars';
// The part without the compiler, as one file: thirteen small ones take four times as long to load.
// @ts-expect-error: it has no declaration
import runtime from 'handlebars/dist/handlebars.runtime.min.js';
import type { TemplateName } from './template-code.js';
import { templateSpec } from './template-spec.ts';

const { template, SafeString } = runtime as typeof HandlebarsTypes;

/** Helpers that a template may call; each returns markup that this suite made itself. */
type MarkupHelper = (value: string) => HandlebarsTypes.SafeString;

const compiled = new Map<TemplateName, HandlebarsTypes.TemplateDelegate>();

/** A function from a view to text. A field that the view lacks is an error, not an empty string. */
export function loadTemplate<View>(
  name: TemplateName,
  helpers: Record<string, MarkupHelper> = {},
): (view: View) => string {
  const render = compiled.get(name) ?? template(templateSpec(name));
  compiled.set(name, render);
  return (view) => render(view, { helpers });
}

/** Markup of our own, which a template leaves as it is. */
export function markup(text: string): HandlebarsTypes.SafeString {
  return new SafeString(text);
}
