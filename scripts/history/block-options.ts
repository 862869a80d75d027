// Options of commands that run blocks of load; apart from the running itself, which loads an engine.
import { Option } from 'commander';
import { ENGINE_CHOICES, type EngineChoice } from '../engines.ts';
import { productionOptions } from '../guard/production-options.ts';

export interface BlockOptions {
  type: string;
  timeScale: string;
  engine: EngineChoice;
  env?: string;
  confirmProduction?: string;
  reason?: string;
}

/** Options of every command that runs blocks. */
export function blockOptions(): Option[] {
  return [
    new Option('--type <type>', 'test type of a block').default('baseline'),
    new Option('--time-scale <factor>', 'factor on the durations of a block').default('0.1'),
    new Option('--engine <name>', 'auto uses k6 if it is found').choices(ENGINE_CHOICES).default('auto'),
    new Option('--env <name>', 'environment of perf.config.ts that the targets belong to'),
    ...productionOptions(),
  ];
}
