// Members of k6/browser whose arguments or answers are not those of the browser's client.
import type { BrowserContext, Page, Request, Response } from 'playwright-core';
import type { Kind } from './surface.ts';

type Given = readonly unknown[];
type Options = Record<string, unknown> | null | undefined;
type Adapted = Readonly<Record<string, (object: never, args: Given) => unknown>>;

/** A text is the whole address in k6, and a pattern with wildcards to the client. */
export function addressOf(url: unknown): RegExp {
  return url instanceof RegExp ? url : new RegExp(`^${String(url).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

function withAddress(options: Options): object | undefined {
  const url = options?.url ?? undefined;
  return url === undefined ? (options ?? undefined) : { ...options, url: addressOf(url) };
}

/** The client has no observer of changes: it looks with each frame instead. */
function withPolling(options: Options): object | undefined {
  return options?.polling === 'mutation' ? { ...options, polling: 'raf' } : (options ?? undefined);
}

const WAITS: Adapted = {
  waitForFunction: (page: Page, [tested, options, argument]) =>
    page.waitForFunction(tested as () => unknown, argument, withPolling(options as Options)),
  waitForNavigation: (page: Page, [options]) => page.waitForNavigation(withAddress(options as Options)),
  waitForURL: (page: Page, [url, options]) => page.waitForURL(addressOf(url), (options ?? undefined) as object),
};

/** By kind and name; what is not here is called on the client's object as it is. */
export const ADAPTED: Readonly<Partial<Record<Kind, Adapted>>> = {
  BrowserContext: { cookies: (context: BrowserContext, urls) => context.cookies(urls as string[]) },
  Page: {
    ...WAITS,
    unroute: (page: Page, [url]) => page.unroute(addressOf(url)),
    waitForRequest: (page: Page, [url, options]) =>
      page.waitForRequest(addressOf(url), (options ?? undefined) as object),
    waitForResponse: (page: Page, [url, options]) =>
      page.waitForResponse(addressOf(url), (options ?? undefined) as object),
  },
  Frame: WAITS,
  Request: {
    size: async (request: Request) => {
      const { requestBodySize, requestHeadersSize } = await request.sizes();
      return { body: requestBodySize, headers: requestHeadersSize };
    },
  },
  Response: {
    // The client returns an empty object for what came without TLS.
    securityDetails: async (response: Response) => {
      const details = await response.securityDetails();
      return details && Object.keys(details).length > 0 ? details : null;
    },
    size: async (response: Response) => {
      const { responseBodySize, responseHeadersSize } = await response.request().sizes();
      return { body: responseBodySize, headers: responseHeadersSize };
    },
  },
};
