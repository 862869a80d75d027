// Loads a user's module in TypeScript, which Node itself cannot read in all versions that we run on.
import { pathToFileURL } from 'node:url';

/** The exports of the module at `path`. Throws an Error with what is wrong with it, and where, in one line. */
export async function importTypeScript(path: string): Promise<Record<string, unknown>> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [path],
    ...{ bundle: true, write: false, format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent' },
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(path).href) },
  }).catch((cause: unknown) => {
    throw new Error(firstMessage(cause), { cause });
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`);
}

function firstMessage(error: unknown): string {
  const [first] =
    (error as { errors?: { text: string; location: { line: number; column: number } | null }[] }).errors ?? [];
  if (!first) return String(error);
  return first.location
    ? `${first.text} (line ${first.location.line}, column ${first.location.column + 1})`
    : first.text;
}
