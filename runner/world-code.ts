// guest/world.ts as text, for the worlds that scripts run in; compiled once per process.
import { buildSync } from 'esbuild';
import { guestFile } from './guest-modules.ts';

let code: string | undefined;

/** An expression with the exports of guest/world.ts as its value. */
export function worldCode(): string {
  code ??= compile();
  return code;
}

function compile(): string {
  const text = buildSync({
    entryPoints: [guestFile('world.ts')],
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
