// The tests that `perf run` takes: the test types, and the page load tests.
import { type PageTestName, pageTests, type TestTypeName, testTypes } from '../thresholds/baselines.ts';

export type RunType = TestTypeName | PageTestName;

export const RUN_TYPES = [...Object.keys(testTypes), ...Object.keys(pageTests)] as RunType[];

/** Whether a real browser takes part. */
export function isPageTest(type: RunType): type is PageTestName {
  return type in pageTests;
}
