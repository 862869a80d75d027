#!/usr/bin/env node
// Starts a program of this repository from its TypeScript, in this very process: `node scripts/start/start.js scripts/cli.ts ...`.
// Nothing stands between whoever sends a signal and the program, and nothing is compiled that has not changed.
// @ts-check
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { currentBuild } from './current-build.js';
import { keepEarlySignals } from './early-signals.js';
import { nameSources } from './stack-lines.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [entry = 'scripts/cli.ts', ...args] = process.argv.slice(2);

keepEarlySignals();
const build = currentBuild(root) ?? (await (await import('./compile.js')).compile(root));
// A program looks there for whether it is the one that was started.
process.argv.splice(1, process.argv.length, join(root, entry), ...args);
nameSources(build);
await import(pathToFileURL(join(build, entry.replace(/\.ts$/, '.mjs'))).href);
