#!/usr/bin/env node
// Starts `perf`, or another program of this repository that is named first, from its TypeScript and in this very process: nothing
// stands between it and whoever sends a signal, and nothing is compiled that has not changed.
// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { currentBuild, GENERATOR, PROGRAMS } from './current-build.js';
import { keepCompiler, keepEarlySignals } from './early-signals.js';
import { nameSources } from './stack-lines.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const args = process.argv.slice(2);
const program = programOf();

keepEarlySignals();
keepCompiler();
const build = currentBuild(root) ?? (await compiled());
// A program looks there for whether it is the one that was started.
process.argv.splice(1, process.argv.length, join(root, program), ...args);
nameSources(build);
try {
  await import(pathToFileURL(join(build, program.replace(/\.ts$/, '.mjs'))).href);
} catch (error) {
  // Tables that do not fit the suite are found when its modules load, before a command could say it.
  if (!(error instanceof Error) || error.name !== 'UserError') throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}

function programOf() {
  if (PROGRAMS.includes(String(args[0]))) return String(args.shift());
  const isGenerator = args[0] === 'baselines' && (args[1] === 'generate' || args[1] === 'check');
  return isGenerator ? GENERATOR : 'scripts/cli.ts';
}

async function compiled() {
  const { compile, missingTables } = await import('./compile.js');
  try {
    return await compile(root);
  } catch (error) {
    if (program === GENERATOR) return compile(root, [GENERATOR]);
    const missing = missingTables(error);
    if (missing === undefined) throw error;
    process.stderr.write(`${missing}\n`);
    process.exit(2);
  }
}
