// Where the services of a running stack listen: `perf services up` chooses a free port for each.
import type { ServiceName } from '../../thresholds/baselines.ts';
import { isRunning } from '../services/stack/process.ts';
import { readStack } from '../services/stack/state.ts';

/** Ports by row of the table of services; of those that run only. Empty where `dir` holds no stack. */
export async function stackPorts(dir: string): Promise<Partial<Record<ServiceName, number>>> {
  const stack = await readStack(dir);
  if (stack === undefined) return {};
  // Each definition brings its client along: loaded only when there is a stack.
  const { DEFINITIONS } = await import('../services/stack/stack.ts');
  const ports: Partial<Record<ServiceName, number>> = {};
  for (const { name, row } of DEFINITIONS) {
    const service = stack.services[name];
    if (row !== undefined && service !== undefined && isRunning(service)) ports[row] = service.port;
  }
  return ports;
}
