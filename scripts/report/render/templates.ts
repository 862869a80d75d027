// Makes functions of the report's precompiled templates.
import type HandlebarsTypes from 'handlebars';
// The part without the compiler, as one file: thirteen small ones take four times as long to load.
// @ts-expect-error: it has no declaration
import runtime from 'handlebars/dist/handlebars.runtime.min.js';
import precompiled from './precompiled.js';

const { template, SafeString } = runtime as typeof HandlebarsTypes;

/** Helpers that a template may call; each returns markup that this suite made itself. */
type MarkupHelper = (value: string) => HandlebarsTypes.SafeString;

/** A function from a view to text. A field that the view lacks is an error, not an empty string. */
export function loadTemplate<View>(
  name: keyof typeof precompiled,
  helpers: Record<string, MarkupHelper> = {},
): (view: View) => string {
  const render = template<View>(precompiled[name]);
  return (view) => render(view, { helpers });
}

/** Markup of our own, which a template leaves as it is. */
export function markup(text: string): HandlebarsTypes.SafeString {
  return new SafeString(text);
}
