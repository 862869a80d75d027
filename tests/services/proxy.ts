// Does the proxy pass answers on within their rows, packed where it pays, over connections that stay open? (guide, Configuration
// Tweaks: gzip, gzip_vary, gzip_min_length, keepalive)
import http from 'k6/http';
import { Rate } from 'k6/metrics';
import { isPackedRightly, variesByEncoding } from '../../lib/packing.ts';
import { readServiceSettings } from '../../lib/service-env.ts';
import { serviceTest } from '../../lib/service-test.ts';
import { endpoints } from '../../thresholds/baselines.ts';
import { CONNECTION_REUSED } from '../../thresholds/service-limits.ts';
import { ROLES } from '../../thresholds/system.ts';

const settings = readServiceSettings(__ENV, 'BASE_URL');
const test = serviceTest('proxy', settings);
const reused = new Rate(CONNECTION_REUSED);

export const options = test.options;

export default function proxy(): void {
  const { number, isFirst } = test.turn();
  const [op, path] =
    number % 2 === 0
      ? (['home', endpoints[ROLES.page].path] as const)
      : (['api', endpoints[ROLES.health].path] as const);
  const params = {
    headers: { 'Accept-Encoding': 'gzip' },
    tags: { name: path },
    timeout: '10s',
    redirects: 0,
    responseType: 'text',
  } as const;
  const answer = test.measureHttp(op, () => http.get(settings.url + path, params), {
    'answers 200': ({ status }) => status === 200,
    'is packed where it pays, and not where it does not': isPackedRightly,
    'says that it varies by encoding': variesByEncoding,
  });
  // The first request of a VU has to connect.
  if (!isFirst) reused.add(answer.timings.connecting === 0 && answer.status !== 0);
}

export const handleSummary = test.handleSummary;
export const writes: string[] = [];
