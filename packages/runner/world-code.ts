// guest/world.ts as text, for the worlds that scripts run in; compiled once per process.
import { buildSync } from 'esbuild';
import { guestFile } from './guest-modules.ts';

const codes = new Map<boolean, string>();

/** An expression with the exports of guest/world.ts as its value; `readsHtml`: with the parser of HTML. */
export function worldCode(readsHtml: boolean): string {
  let code = codes.get(readsHtml);
  if (code === undefined) codes.set(readsHtml, (code = readsHtml ? compile('world-html', ['atob']) : compile('world')));
  return code;
}

/** `given`: files whose exports take the place of globals. */
function compile(file: string, given: string[] = []): string {
  const text = buildSync({
    entryPoints: [guestFile(file)],
    inject: given.map(guestFile),
    bundle: true,
    format: 'iife',
    globalName: 'world',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
    tsconfigRaw: '{}',
  }).outputFiles[0]?.text;
  if (text === undefined) throw new Error('the code of a world could not be compiled');
  return `(() => { ${text}; return world; })()`;
}
