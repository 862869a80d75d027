// `--once`: one VU and one iteration of what the script does, with its function, environment and tags.
import { consolidate, type RawOptions } from './options.ts';

const LOAD = ['vus', 'duration', 'iterations', 'stages', 'executionSegment', 'executionSegmentSequence'] as const;
const FLAGS: Record<(typeof LOAD)[number], string> = {
  vus: '--vus',
  duration: '--duration',
  iterations: '--iterations',
  stages: '--stage',
  executionSegment: '--execution-segment',
  executionSegmentSequence: '--execution-segment-sequence',
};
/** What a scenario keeps. */
const KEPT = ['exec', 'env', 'tags', 'options'];

type Raw = Record<string, unknown>;

/**
 * The consolidated options with the load replaced. `levels`: the weaker first, the flags last. `chosen`: the names of
 * --scenario. Throws an Error for flags that ask for another load, and for several scenarios that nobody chose from.
 */
export function runOnce(
  levels: readonly RawOptions[],
  chosen: readonly string[] | undefined,
  warn: (text: string) => void,
): RawOptions {
  const flags = levels.at(-1) ?? {};
  const conflict = LOAD.find((name) => flags[name] !== undefined);
  if (conflict) throw new Error(`--once cannot be combined with ${FLAGS[conflict]}`);
  const [scenarios] = levels
    .flatMap((level) => (level.scenarios === undefined ? [] : [level.scenarios as Raw]))
    .slice(-1);
  const withoutLoad = levels.map((level) =>
    Object.fromEntries(Object.entries(level).filter(([name]) => !isLoad(name))),
  );
  if (levels.some((level) => LOAD.some((name) => level[name] !== undefined)))
    warn('--once replaces the load that script, file or environment ask for');
  const entries = Object.entries(scenarios ?? { default: {} });
  const names = chosen ?? entries.map(([name]) => name);
  if (!chosen && names.length > 1)
    throw new Error(`--once needs one scenario: choose from ${names.join(', ')} with --scenario`);
  return {
    ...consolidate(withoutLoad, warn),
    scenarios: Object.fromEntries(entries.map(([name, raw]) => [name, onceOf((raw ?? {}) as Raw)])),
  };
}

const isLoad = (name: string): boolean => name === 'scenarios' || (LOAD as readonly string[]).includes(name);

function onceOf(raw: Raw): Raw {
  const kept = Object.entries(raw).filter(([name]) => KEPT.includes(name));
  return { ...Object.fromEntries(kept), executor: 'shared-iterations', vus: 1, iterations: 1 };
}
