// How much each test type is compressed so that all bundles together take minutes.
import type { PageTestName, TestTypeName } from '../../thresholds/baselines.ts';

/** Small enough for a minute in all; an hour of endurance takes 3.7 s. */
export const TIME_SCALE: Readonly<Partial<Record<TestTypeName | PageTestName, string>>> = {
  smoke: '0.1',
  baseline: '0.005',
  stress: '0.003',
  spike: '0.02',
  endurance: '0.001',
  breakpoint: '0.001',
  'page-load': '0.06',
  'page-load-under-load': '0.03',
  'replay-shape': '0.002',
};

/** Of five minutes on a service. */
export const SERVICE_TIME_SCALE = 0.01;

/**
 * The types with hundreds of VUs run in full once, with all endpoints; those of one endpoint or journey hold the same code, and run
 * with ten VUs in place of their stages.
 */
export const FEWER: Readonly<Partial<Record<TestTypeName, readonly string[]>>> = {
  stress: ['--vus', '10', '--duration', '2s'],
  spike: ['--vus', '10', '--duration', '2s'],
  breakpoint: ['--vus', '10', '--duration', '2s'],
  'replay-shape': ['--vus', '10', '--duration', '2s'],
};
