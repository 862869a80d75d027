// The contract check: a bundle that k6 would refuse, or whose limits nothing feeds, fails the build.
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { pageTests, serviceTests } from '../thresholds/baselines.ts';
import type { Bundle } from './bundle.ts';
import { checkRecorded, SERVICE_MOMENTS } from './contract-recorded.ts';
import { checkCode, checkFrame, EXPECTED_EXPORTS, PLAIN_EXPORTS } from './contract-static.ts';

/** What is wrong, one line for each problem, with the place in our own source where there is one. */
export async function checkBundles(bundles: readonly Bundle[]): Promise<string[]> {
  const names = new Map<string, string[]>();
  const isFirst = (bundle: Bundle) => bundles.find(({ type }) => type === bundle.type) === bundle;
  for (const bundle of bundles) {
    // The bundles of a type hold the same modules, with one constant changed: reading one is reading all.
    const isService = bundle.type in serviceTests;
    const wanted = isService || bundle.type in pageTests ? PLAIN_EXPORTS : EXPECTED_EXPORTS;
    const found = [...checkFrame(bundle), ...(isFirst(bundle) ? checkCode(bundle.code, wanted) : [])].map((problem) =>
      inSource(problem, bundle),
    );
    // A bundle that the engine can't read can't be rehearsed either.
    if (found.length === 0) found.push(...(await checkRecorded(bundle, isService ? SERVICE_MOMENTS : undefined)));
    for (const problem of found) names.set(problem, [...(names.get(problem) ?? []), bundle.name]);
  }
  return [...names].map(([problem, [first, ...others]]) => {
    // A mistake in lib/ is in every bundle: it is reported once.
    const more = others.length > 0 ? ` (and ${others.length} more bundles)` : '';
    return `dist/${first}.js${more} ${problem}`;
  });
}

/** Replaces "(line 1, column 4711 of the bundle)" by the line of the TypeScript that it came from. */
function inSource(problem: string, bundle: Bundle): string {
  return problem.replace(/\(line (\d+), column (\d+) of the bundle\)/, (whole, line, column) => {
    const place = originalPositionFor(new TraceMap(bundle.sourceMap), {
      line: Number(line),
      column: Number(column) - 1,
    });
    return place.source ? `(${place.source.replace(/^(\.\.\/)+/, '')}:${place.line}:${place.column + 1})` : whole;
  });
}
