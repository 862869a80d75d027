// k6/execution: where in the test the script is, and the means to end it.
import { SLOT } from '../protocol.ts';
import { __VU } from './globals.ts';
import { host, mailbox } from './host.ts';
import { tagMap } from './tags.ts';

interface CurrentScenario {
  name: string;
  executor: string;
  startTimeMs: number;
}

let currentScenario: CurrentScenario | undefined;
let isInInit = true;

export function enterScenario(scenario: CurrentScenario | undefined): void {
  currentScenario = scenario;
  isInInit = false;
}

function inScenario(): CurrentScenario {
  if (!currentScenario) throw new Error('getting scenario information outside of the VU context is not supported');
  return currentScenario;
}

function inRun(): void {
  if (isInInit) throw new Error('getting this information in the init context is not supported');
}

// Frozen, so that VUs share them.
const scenario = Object.freeze({
  get name(): string {
    return inScenario().name;
  },
  get executor(): string {
    return inScenario().executor;
  },
  get startTime(): number {
    return inScenario().startTimeMs;
  },
  get progress(): number {
    inScenario();
    return host.execution('progress');
  },
  get iterationInInstance(): number {
    inScenario();
    return mailbox[SLOT.scenarioIteration] as number;
  },
  get iterationInTest(): number {
    inScenario();
    return mailbox[SLOT.testIteration] as number;
  },
});

const instance = Object.freeze({
  get iterationsInterrupted(): number {
    return host.execution('iterationsInterrupted');
  },
  get iterationsCompleted(): number {
    return host.execution('iterationsCompleted');
  },
  get vusActive(): number {
    return host.execution('vusActive');
  },
  get vusInitialized(): number {
    return host.execution('vusInitialized');
  },
  get currentTestRunDuration(): number {
    return host.execution('currentTestRunDuration');
  },
});

let options: unknown;

const test = Object.freeze({
  abort(message?: unknown): void {
    host.abort(message === undefined ? '' : String(message));
    throw new Error(`test aborted${message === undefined ? '' : `: ${String(message)}`}`);
  },
  fail(message?: unknown): void {
    host.markFailed(message === undefined ? '' : String(message));
  },
  get options(): unknown {
    inRun();
    options ??= JSON.parse(host.options());
    return options;
  },
});

const metrics = { tags: tagMap, metadata: {} as Record<string, string> };

const vu = Object.freeze({
  get iterationInInstance(): number {
    inRun();
    return mailbox[SLOT.vuIteration] as number;
  },
  get iterationInScenario(): number {
    inScenario();
    return mailbox[SLOT.vuIterationInScenario] as number;
  },
  get idInInstance(): number {
    return __VU;
  },
  get idInTest(): number {
    return host.execution('idInTest', __VU);
  },
  get tags(): typeof tagMap {
    return tagMap;
  },
  get metrics(): typeof metrics {
    return metrics;
  },
});

export { instance, scenario, test, vu };
export default Object.freeze({ instance, scenario, test, vu });
