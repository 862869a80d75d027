// How large an endpoint's answers are: each one that only reads is asked once, a single request and no load.
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type EndpointName, endpoints } from '../../thresholds/baselines.ts';

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 50_000_000;

/** Bytes of head and body by endpoint; one that does not answer with 200 is left out. Never follows a redirect. */
export async function askSizes(
  baseUrl: string,
  names: readonly EndpointName[],
  token: string | undefined,
): Promise<Partial<Record<EndpointName, number>>> {
  const sizes: Partial<Record<EndpointName, number>> = {};
  for (const name of names) {
    const url = baseUrl + endpoints[name].path;
    let answer = await ask(url, undefined);
    // The token goes only where it is asked for.
    if (answer?.status === 401 && token !== undefined) answer = await ask(url, token);
    if (answer?.status === 200) sizes[name] = answer.bytes;
  }
  return sizes;
}

function ask(url: string, token: string | undefined): Promise<{ status: number; bytes: number } | undefined> {
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const headers = { 'user-agent': 'auren-performance', ...(token && { authorization: `Bearer ${token}` }) };
    const sent = send(url, { headers, signal, agent: false }, (answer) => {
      // Status line and blank line, then each header with its colon, space and line end.
      let bytes = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n\r\n`.length;
      for (let at = 0; at < answer.rawHeaders.length; at += 2)
        bytes += (answer.rawHeaders[at]?.length ?? 0) + (answer.rawHeaders[at + 1]?.length ?? 0) + 4;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BYTES) answer.destroy();
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, bytes }));
      answer.on('error', () => resolve(undefined));
      answer.on('close', () => resolve(undefined));
    });
    sent.on('error', () => resolve(undefined));
    sent.end();
  });
}
