// A forecast as people read it: what will happen, to whom, and a drawing of the load.

import { scaleText } from 'k6-format/scale';
import { aligned } from 'k6-kit/columns';
import { knownTraits } from '../../thresholds/traits.ts';
import { MEMORY_PER_BROWSER_MB } from '../engines.ts';
import { draw, timeText } from './drawing.ts';
import type { Forecast } from './forecast.ts';

export function forecastText(forecast: Forecast): string {
  const { type, target, load, memoryMb, browsers, endpoints, rowsWritten, leftOut, refusal, scale } = forecast;
  const unknown = endpoints.filter(({ bytesPerAnswer }) => bytesPerAnswer === null).map(({ name }) => name);
  const [low, high] = memoryMb.k6;
  const facts = [
    ['fact', 'planned'],
    ['requests', requestsText(forecast)],
    ['peak rate', `${Number(load.ratePerS.toFixed(1))} requests/s`],
    [
      'length',
      `${timeText(load.minutes * 60)}${endpoints.length > 0 && forecast.curve.length === 0 ? ' at most' : ''}`,
    ],
    ...(scale === null ? [] : [['scale', scaleText(scale)]]),
    ['bytes received', bytesText(forecast.bytesReceived, unknown)],
    ['rows written', rowsWritten === 0 ? 'none' : `${rowsWritten}, if each request that writes leaves one`],
    ...(leftOut.length > 0 ? [['left out', `${leftOut.join(', ')}: the environment has no writes: true`]] : []),
    ['VUs', String(load.vus)],
    ['memory for VUs', `${memoryMb.local} MB by the local runner, ${low} to ${high} MB by k6`],
    ...(browsers > 0 ? [['browsers', `${browsers}, with some ${browsers * MEMORY_PER_BROWSER_MB} MB`]] : []),
    ['who is hit', whoText(forecast)],
  ];
  const rows = [
    ['endpoint', 'requests', 'bytes an answer', 'writes'],
    ...endpoints.map(({ name, requests: count, bytesPerAnswer, writes }) => [
      name,
      String(count),
      bytesPerAnswer === null ? 'not known' : String(bytesPerAnswer),
      writes ? 'yes' : 'no',
    ]),
  ];
  return [
    `${type} on ${target}: nothing has been loaded`,
    aligned(facts),
    aligned(rows),
    draw(forecast.curve),
    refusal === null ? '' : `would be rejected: ${refusal}`,
  ]
    .filter(Boolean)
    .join('\n\n');
}

function requestsText({ type, requests, browsers }: Forecast): string {
  if (knownTraits(type)?.stops === 'limits') return `${requests} at most: it stops where its limits break`;
  return browsers > 0 ? `${requests}, and what the page asks for at each visit` : String(requests);
}

function bytesText(bytes: number | null, unknown: readonly string[]): string {
  if (bytes === null) return 'not known: no answer was looked at';
  const rest = unknown.length > 0 ? `, without ${unknown.join(', ')}` : '';
  return `about ${Number((bytes / 1e6).toPrecision(3))} MB${rest}`;
}

function whoText({ environment, isProduction, addresses }: Forecast): string {
  if (environment === null) return 'nobody: the guard refuses';
  const where = addresses.length > 0 ? ` at ${addresses.join(', ')}` : '';
  return `${environment}${isProduction ? ', which is PRODUCTION,' : ''}${where}`;
}
