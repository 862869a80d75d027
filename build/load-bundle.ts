// For tests: a bundle's exports as k6 sees them at start (__VU is 0), with stand-ins for k6's modules that send nothing.
const STAND_INS: Record<string, string> = {
  k6: 'export const check = () => true; export const sleep = () => {};',
  'k6/browser': 'export const browser = {};',
  'k6/execution': 'export default {};',
  'k6/http': 'export default {};',
  'k6/x/redis': 'export default { Client: class {} };',
  'k6/x/sql': 'export default { open: () => ({}) };',
  'k6/x/sql/driver/postgres': 'export default Symbol();',
  'k6/metrics':
    'class Metric { add() {} } export { Metric as Counter, Metric as Gauge, Metric as Rate, Metric as Trend };',
};

/** A scenario of any executor, as far as tests look at it. */
export interface LoadedScenario {
  executor: string;
  exec?: string;
  vus?: number;
  startVUs?: number;
  maxVUs?: number;
  startRate?: number;
  stages?: { duration: string; target: number }[];
}

export interface LoadedBundle {
  default: unknown;
  handleSummary: unknown;
  observe: unknown;
  options: {
    scenarios: Record<string, LoadedScenario>;
    thresholds: Record<string, (string | { threshold: string })[]>;
  };
}

/** Runs the init code of `code` in an environment of its own; throws what it throws. */
export async function loadBundle(code: string, env: Record<string, string>): Promise<LoadedBundle> {
  const globals = `const __ENV=${JSON.stringify(env)},__VU=0;`;
  const linked = code.replaceAll(
    /from\s*"(k6[^"]*)"/g,
    (_, name: string) => `from${JSON.stringify(asUrl(STAND_INS[name] ?? ''))}`,
  );
  return import(asUrl(globals + linked.replace(/\/\/# sourceMappingURL=.*/, '')));
}

function asUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
