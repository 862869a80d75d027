// Which request belongs to which endpoint. No sockets, no clock.
import { type Answer, problem } from './answers.ts';
import { type Definition, definitionOf, type TargetRows } from './rows.ts';

interface EndpointRoute {
  endpoint: string;
  definition: Definition;
}

export type Route =
  | ({ kind: 'endpoint' } & EndpointRoute)
  | { kind: 'wrong-method'; endpoint: string; allow: string }
  | { kind: 'unknown' };

export class Routes {
  private readonly byPath: ReadonlyMap<string, EndpointRoute>;
  /** Those of paths with `{name}`, which any one segment fills. */
  private readonly byPattern: readonly (EndpointRoute & { pattern: RegExp })[];

  constructor(api: TargetRows) {
    this.byPath = new Map(
      Object.entries(api.rows).map(([endpoint, { path }]) => [
        path,
        { endpoint, definition: definitionOf(api, endpoint) },
      ]),
    );
    this.byPattern = [...this.byPath]
      .filter(([path]) => path.includes('{'))
      .map(([path, route]) => ({ ...route, pattern: patternOf(path) }));
  }

  /** Finds the endpoint of a request by its path; what follows a `?` is ignored. */
  find(method: string, url: string): Route {
    const path = pathOf(url);
    const found = this.byPath.get(path) ?? this.byPattern.find(({ pattern }) => pattern.test(path));
    if (found === undefined) return { kind: 'unknown' };
    const { methods = ['GET', 'HEAD'] } = found.definition;
    if (methods.includes(method)) return { kind: 'endpoint', endpoint: found.endpoint, definition: found.definition };
    return { kind: 'wrong-method', endpoint: found.endpoint, allow: methods.join(', ') };
  }

  /** The answer if no endpoint has the path or the method. */
  refuse(route: Exclude<Route, { kind: 'endpoint' }>): Answer {
    if (route.kind === 'unknown') {
      const paths = [...this.byPath.keys()].join(', ');
      return problem(404, 'not_found', `no such path; this target answers ${paths}`);
    }
    const { allow } = route;
    return problem(405, 'method_not_allowed', `this path takes ${allow}`, {}, { allow });
  }
}

function patternOf(path: string): RegExp {
  const parts = path.split(/\{\w+\}/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

/** Path of a request target in origin form. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
