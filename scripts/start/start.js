#!/usr/bin/env node
// Starts `perf`, or another program of this repository that is named first, from its TypeScript and in this very process: nothing
// stands between it and whoever sends a signal, and nothing is compiled that has not changed.
// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { currentBuild, PROGRAMS } from './current-build.js';
import { keepCompiler, keepEarlySignals } from './early-signals.js';
import { nameSources } from './stack-lines.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const args = process.argv.slice(2);
const program = PROGRAMS.includes(String(args[0])) ? String(args.shift()) : 'scripts/cli.ts';

keepEarlySignals();
keepCompiler();
const build = currentBuild(root) ?? (await (await import('./compile.js')).compile(root));
// A program looks there for whether it is the one that was started.
process.argv.splice(1, process.argv.length, join(root, program), ...args);
nameSources(build);
await import(pathToFileURL(join(build, program.replace(/\.ts$/, '.mjs'))).href);
