// Functions on their way to the page: their text, with the helpers that it uses since the script was made ready for the runner.
import { transformSync } from 'esbuild';
import { LOWERED } from '../suspend/lowered.ts';

/** One of everything that script.ts rewrites; what stands before it in the result are the helpers. */
const SAMPLE = `export async function* sample(list) { for await (const item of list) yield* item; await 0; }
export async function other() { await 0; }`;
let helpers: string | undefined;

/** A function for the browser's client, which sends the text of what it gets. */
export function pageFunction(text: string): () => void {
  // Async functions have become generators over helpers, which the page does not have.
  const isRewritten = /\b__(async|await|forAwait|asyncGenerator|yieldStar)\b/.test(text);
  const sent = isRewritten
    ? `(...given) => { ${helperText()}; return (${asExpression(text)})(...given); }`
    : asExpression(text);
  return Object.assign(() => {}, { toString: () => sent });
}

/** A method's text (`name() {}`) is not an expression by itself. */
function asExpression(text: string): string {
  const isExpression = /^(async\s+)?(function\b|\(|[\w$]+\s*=>)/.test(text);
  return isExpression ? text : `function ${text.replace(/^async\s+/, '')}`;
}

function helperText(): string {
  if (helpers === undefined) {
    const { code } = transformSync(SAMPLE, { ...LOWERED, loader: 'js' });
    helpers = code.slice(0, code.search(/^(export )?function\b/m));
  }
  return helpers;
}
