// Runs a script that imports this package as users run it: bundled, in the local runner, with its data next to it.
import { build } from 'esbuild';
import { runText, type TestOptions, type TestResult } from 'k6-local/testing.fixture';

/** `BASE` is the script's `__ENV.BASE_URL`; `files` are those of the data folder. */
export async function runBundled(source: string, options: TestOptions = {}): Promise<TestResult> {
  const contents = `import exec from 'k6/execution'; import http from 'k6/http'; import { check } from 'k6';
    import { csv, file, json } from './data/index.ts'; import { send } from './request/index.ts';
    import { journey } from './journey/index.ts'; import { loginSession, tokenFrom } from './session/index.ts';
    import { websocket } from './websocket/index.ts';
    const BASE = __ENV.BASE_URL; ${source}`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    ...{ bundle: true, write: false, format: 'esm', platform: 'neutral', external: ['k6', 'k6/*'], minify: true },
  });
  return runText(outputFiles[0]!.text, { ...options, env: { DATA_FOLDER: '.', ...options.env } });
}

/** Lines that a script has logged after `mark`. */
export function logged(stderr: string, mark: string): string[] {
  return [...stderr.matchAll(new RegExp(`${mark}([^"\\n]*)`, 'g'))].map(([, text]) => text ?? '');
}
