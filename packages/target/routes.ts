// Which request belongs to which endpoint, and what the endpoint answers. No sockets, no clock.

import { definitionOf } from '../../scripts/target/definitions.ts';
import { type EndpointName, endpoints } from '../../thresholds/baselines.ts';
import { type Answer, type AnswerContext, problem, type Question } from './answers.ts';

export type Route =
  | { kind: 'endpoint'; endpoint: EndpointName }
  | { kind: 'wrong-method'; endpoint: EndpointName; allow: string }
  | { kind: 'unknown' };

const endpointByPath = new Map<string, EndpointName>(
  Object.entries(endpoints).map(([name, row]) => [row.path, name as EndpointName]),
);

/** Finds the endpoint of a request by its path; what follows a `?` is ignored. */
export function findRoute(method: string, url: string): Route {
  const endpoint = endpointByPath.get(pathOf(url));
  if (endpoint === undefined) return { kind: 'unknown' };
  const methods = definitionOf(endpoint).methods ?? ['GET', 'HEAD'];
  if (methods.includes(method)) return { kind: 'endpoint', endpoint };
  return { kind: 'wrong-method', endpoint, allow: methods.join(', ') };
}

/** Path of a request target in origin form. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}

/** The endpoint's answer to a valid or invalid question. */
export function answerEndpoint(endpoint: EndpointName, question: Question, context: AnswerContext): Answer {
  return definitionOf(endpoint).answer(question, context);
}

/** The answer where there is no endpoint for the path or the method. */
export function answerMismatch(route: Exclude<Route, { kind: 'endpoint' }>): Answer {
  if (route.kind === 'unknown') {
    const paths = [...endpointByPath.keys()].join(', ');
    return problem(404, 'not_found', `no such path; this target answers ${paths}`);
  }
  const { allow } = route;
  return problem(405, 'method_not_allowed', `this path takes ${allow}`, {}, { allow });
}
