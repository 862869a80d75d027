// What users do again and again: ask one endpoint, or walk a journey. And what requests are counted under: endpoints and steps of journeys.
import {
  type EndpointName,
  endpoints,
  type JourneyName,
  journeySteps,
  journeys,
  pace,
  type StepName,
  targets,
} from './baselines.ts';
import { measuredOf, type ResponseCells, type ResponseTimes } from './rows.ts';

/** What a user does. */
export type TaskName = EndpointName | JourneyName;
/** What a request is counted under: the value of the tag `endpoint`. */
export type RequestName = EndpointName | StepName;

/** What was measured of a request, if it was. */
export interface RequestRow extends ResponseCells {
  path: string;
}

/** Rows of endpoints, and then of steps. */
export const requestRows: Readonly<Record<RequestName, RequestRow>> = Object.freeze({ ...endpoints, ...journeySteps });

/** Undefined for a row that is not measured yet. */
export function measuredRow(name: RequestName): ResponseTimes | undefined {
  return measuredOf(requestRows[name]);
}

/** What load is planned with: a row that is not measured is taken to be as slow as the API target allows. */
export function plannedRow(name: RequestName): ResponseTimes {
  const ms = targets.apiResponseTime.limitMs;
  return measuredRow(name) ?? { avgMs: ms, p50Ms: ms, p95Ms: ms, p99Ms: ms };
}

/** The rows of endpoints as load is planned with them, and as the reference target answers them. */
export const plannedRows = Object.freeze(
  Object.fromEntries(
    (Object.keys(endpoints) as EndpointName[]).map((name) => [name, { ...endpoints[name], ...plannedRow(name) }]),
  ) as Record<string, { path: string; weightPct: number } & ResponseTimes>,
) as Readonly<Record<EndpointName, { path: string; weightPct: number } & ResponseTimes>>;

export function isJourney(name: string): name is JourneyName {
  return Object.hasOwn(journeys, name);
}

export function isTask(name: string): name is TaskName {
  return Object.hasOwn(endpoints, name) || isJourney(name);
}

/** The requests of one turn, in their order. */
export function requestsOf(task: TaskName): RequestName[] {
  return isJourney(task) ? stepsOf(task) : [task];
}

export function stepsOf(journey: JourneyName): StepName[] {
  return (Object.keys(journeySteps) as StepName[]).filter((step) => journeySteps[step].journey === journey);
}

/** The tasks that these requests are of: a step is its journey's. Names that the tables do not have stay as they are. */
export function tasksOf(requests: readonly string[]): string[] {
  const steps: Readonly<Record<string, { journey: string }>> = journeySteps;
  return [...new Set(requests.map((name) => (Object.hasOwn(steps, name) ? steps[name]!.journey : name)))];
}

/** The task's share of the users, in percent of those that all endpoints have together. */
export function weightPct(task: TaskName): number {
  return isJourney(task) ? journeys[task].weightPct : endpoints[task].weightPct;
}

/** How long one turn takes, answers alone. */
export function answersMs(task: TaskName, figure: 'avgMs' | 'p95Ms' = 'avgMs'): number {
  return requestsOf(task).reduce((sum, name) => sum + plannedRow(name)[figure], 0);
}

/** Mean time between two turns of a user: the pace of the tables, or the answer where that takes longer; answers and think times of a journey. */
export function periodS(task: TaskName): number {
  if (!isJourney(task)) return Math.max(1 / pace.requestsPerUser.valuePerS, answersMs(task) / 1000);
  return stepsOf(task).reduce((sum, step) => sum + journeySteps[step].thinkS, answersMs(task) / 1000);
}

/** Requests per second of a user. */
export function perUserPerS(task: TaskName): number {
  return requestsOf(task).length / periodS(task);
}
