// The packages that are published, and what is in each.
import { runnerParts } from './runner-parts.ts';

export interface Packing {
  /** Folder of the package in the repository. */
  folder: string;
  keywords: readonly string[];
  /** Name of a file in the tarball -> source. */
  entries: Readonly<Record<string, string>>;
  /** Source whose declarations are the package's types; the entry of the main door. */
  main: string;
  /** Files that the programs read next to themselves, and others that belong into the tarball. */
  files: readonly string[];
  /** Packages that npm installs with it: they have a program of their own for each system. */
  dependencies: readonly string[];
  /** Packages that the user installs when a feature needs them. */
  optional: readonly string[];
  /** Writes what the programs read besides; returns the files that went into it. */
  parts?: (root: string, folder: string) => Promise<string[]>;
}

export const PACKINGS = {
  'k6-verdict': {
    folder: 'packages/report',
    keywords: ['report', 'compare', 'thresholds'],
    entries: { cli: 'packages/history/verdict-cli.ts', index: 'packages/report/index.ts' },
    main: 'packages/report/index.ts',
    files: [
      'packages/report/render/report.css',
      'packages/report/render/page-script.js',
      'docs/verdict.schema.json',
      'docs/compare.schema.json',
      'docs/trend.schema.json',
      'packages/report/README.md',
      'LICENSE',
    ],
    dependencies: [],
    optional: [],
  },
  'k6-local': {
    folder: 'packages/runner',
    keywords: ['runner', 'k6 script'],
    entries: { cli: 'packages/runner/cli.ts', index: 'packages/runner/run.ts' },
    main: 'packages/runner/run.ts',
    files: [
      'packages/runner/stuck-watcher.js',
      'packages/runner/live/page.css',
      'packages/runner/live/page-script.js',
      'packages/runner/README.md',
      'LICENSE',
    ],
    dependencies: ['esbuild'],
    optional: ['pg', 'playwright-core', 'redis', 'web-vitals', 'ws'],
    parts: runnerParts,
  },
} as const satisfies Record<string, Packing>;

export type Name = keyof typeof PACKINGS;
