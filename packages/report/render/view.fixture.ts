// A report with something in every section, in texts and numbers of its own: what the templates make of a view, whatever the tables say.
import type { Drawings } from './charts/draw.ts';
import type { ReportView } from './view.ts';

const stats = { avg: '31 ms', p50: '30 ms', p95: '40 ms', p99: '50 ms' };
const step = { step: 'hold', time: '0 s to 1:00', load: '7', rate: '14/s', errors: '2 %', ...stats };
const file = {
  name: '/shop.css?a=<1>',
  kind: 'link',
  start: '1 ms',
  wait: '2 ms',
  answer: '3 ms',
  transfer: '4 ms',
  end: '10 ms',
  size: '5 KB',
  protocol: 'h2',
  note: 'blocks the first paint',
};

export const FULL_VIEW: ReportView = {
  title: 'Rush test',
  verdict: 'FAILED',
  outcome: 'failed',
  headline: '1 of 2 limits crossed; worst: catalog, p95 latency 40 ms, limit < 35 ms',
  tally: '1 of 2 limits crossed',
  first: {
    tested: [
      { text: '7 users on https://shop.example (catalog) on build' },
      { text: '3f9c2d1', full: '3f9c2d1e8a7b6c5d' },
      { text: ', 2031-05-06 08:00 UTC.' },
    ],
    sentence: '7 users on https://shop.example (catalog) on build 3f9c2d1, 2031-05-06 08:00 UTC.',
    says: [
      { label: 'Worst limit', text: 'catalog: p95 latency 40 ms, limit < 35 ms, 5 ms (14 %) beyond it.' },
      { label: 'Found', text: 'Catalog is <slow>.' },
    ],
    figures: [
      {
        ...{ label: 'P95 latency', place: 'catalog in hold', value: '40 ms', limit: 'limit < 35 ms' },
        ...{ used: '114 % used', share: 1.14, state: 'over', change: '+6 %, more than noise', isClear: true },
      },
      {
        ...{ label: 'Throughput', place: '', value: '14/s', limit: 'no limit' },
        ...{ used: '', share: null, state: 'none', change: '', isClear: false },
      },
    ],
    against: 'Changes are against 2031-05-05 08:00 UTC (rush-<1>)',
  },
  context: [
    { label: 'Engine', value: 'local 7', full: '' },
    { label: 'Commit', value: '3f9c2d1', full: '3f9c2d1e8a7b6c5d' },
  ],
  validity: { level: 'WARN', summary: '1 reason to read its figures with care', reasons: ['late by 9 ms'] },
  configuration: [{ label: 'Type', value: 'Rush' }],
  results: [{ label: '95th Percentile', value: '40 ms (hold phase)' }],
  resources: [{ label: 'Peak CPU', value: '61 %' }],
  resourceRows: [
    { resource: 'CPU', avg: '41 %', peak: '61 %', normal: '20 %', tablePeak: '60 %', limit: '90 %', use: '68 %' },
  ],
  limits: {
    rows: [
      {
        outcome: 'FAILED',
        kind: 'failed',
        subject: 'catalog in hold',
        statistic: 'p95 latency',
        value: '40 ms',
        limit: '< 35 ms',
        margin: '-5 ms (-14 %)',
        isOpen: true,
      },
      {
        outcome: 'not measured',
        kind: 'not-measured',
        subject: 'basket | <b>',
        statistic: 'error rate',
        value: 'not measured',
        limit: '< 3 %',
        margin: '',
        isOpen: true,
      },
      {
        ...{ outcome: 'passed', kind: 'passed', subject: 'catalog in hold', statistic: 'p50 latency' },
        ...{ value: '30 ms', limit: '< 33 ms', margin: '+3 ms (9.1 %)', isOpen: false },
      },
    ],
    open: true,
    folded: '1 limit held with room to spare',
    omitted: '11 more limits held',
    none: 'The summary records no limit.',
  },
  endpoints: {
    title: 'Endpoints',
    noun: 'Endpoint',
    none: 'The summary does not tell endpoints apart.',
    isShown: true,
    place: 'hold',
    hasBaselines: true,
    rows: [
      {
        id: 'catalog',
        name: 'catalog',
        requests: '840',
        errors: '2 %',
        ...stats,
        overLimit: '6 %',
        baseline: '21 / 20 / 30 / 40 ms',
      },
    ],
    omitted: '2 more endpoints',
  },
  checks: {
    rows: [
      { kind: 'group', name: 'buy', passes: '830', fails: '10', share: '98.8 %' },
      { kind: 'failed', name: '› status is <200>', passes: '410', fails: '10', share: '97.6 %' },
    ],
    omitted: '3 more rows are not listed',
  },
  metrics: [
    {
      title: 'Custom',
      stats: ['Average', 'P99.9'],
      trends: [
        { name: 'basket_value', figures: ['31', '50'] },
        { name: '› name:search', figures: ['30', 'not measured'] },
      ],
      values: [{ name: 'orders', type: 'counter', value: '840', detail: '14/s' }],
      omitted: '4 more metrics are not listed',
    },
    {
      title: 'gRPC',
      stats: [],
      trends: [],
      values: [{ name: 'grpc_streams', type: 'counter', value: '7', detail: '' }],
      omitted: null,
    },
  ],
  journeys: [
    {
      ...{ name: 'buy', walked: '300', completed: '97 %', avg: '700 ms', p50: '680 ms', p95: '900 ms', p99: '1 s' },
      ...{ row: '99 %, 730 / 1050 ms', breaksAt: 'pay <card> (9)', state: 'over' },
    },
  ],
  websockets: [
    {
      ...{ name: 'stock <b>', sessions: '70', errors: '2.9 %', connectP95: '11 ms', roundTripP50: '21 ms' },
      ...{ roundTripP95: '44 ms', sessionP95: '600 ms', perSecond: '3.5/s', state: 'over' },
      limits: [
        { text: 'p95 connect time < 100 ms', isCrossed: false },
        { text: 'completed talks >= 99 % (FAILED)', isCrossed: true },
      ],
    },
  ],
  plan: [{ name: 'catalog', p95: '40 ms', fromPlanP95: '44 ms', p99: '50 ms', fromPlanP99: '66 ms' }],
  failures: [
    { endpoint: 'basket', kind: '503', count: '17', meaning: 'overloaded', sample: "after 3 s: {'error':'<full>'}" },
  ],
  aboveTarget: {
    target: 'p95 < 33 ms',
    rows: [{ name: 'catalog', baseline: '30 ms', measured: '40 ms, 1.33 times its baseline' }],
  },
  findings: [
    { severity: 'critical', title: 'catalog is slow', evidence: 'p95 40 ms, its row has 30 ms', action: 'Look at it' },
  ],
  noFindings: 'None.',
  recommendations: ['Look at it'],
  time: {
    loadUnit: 'Users',
    steps: [step],
    layers: [{ layer: 'CPU', when: '12 s', load: '5', peak: '61 %', limit: '60 % (scaling trigger)', use: '102 %' }],
    drifts: [
      {
        measure: 'p95 latency',
        from: '38 ms',
        to: '42 ms',
        change: '+11 %',
        slope: '4 ms per minute',
        interval: '3 ms to 5 ms',
        until: '9 min',
        sure: 'grows',
      },
    ],
    recovery: [{ label: 'Recovered after', value: '8 s' }],
    windows: [{ ...step, step: 'w01', startS: '0', endS: '60' }],
  },
  hasTime: true,
  points: {
    source: '840 points of 1 file',
    agreement: 'they agree with the summary',
    tables: [
      {
        tag: 'status',
        rows: [{ value: '503', requests: '17', errors: '100 %', ...stats, p90: '35 ms', max: '70 ms' }],
      },
    ],
    errors: [{ place: '3 s', status: '503', code: '1503', count: '17', sample: 'GET /basket' }],
    errorsOmitted: '1 more kind',
  },
  pages: {
    vitals: [
      {
        name: 'Largest Contentful Paint',
        visit: 'cold',
        statistic: 'p75',
        value: '700 ms',
        limit: '<= 900 ms',
        verdict: 'passed',
        kind: 'passed',
        p50: '600 ms',
        p95: '800 ms',
        samples: '12',
        k6: '650 ms',
      },
    ],
    visits: [{ visit: 'cold', visits: '12', weight: '77 KB', files: '3' }],
    phases: [{ phase: 'rush', visit: 'cold', visits: '6', p50: '600 ms', p95: '800 ms', lcp: '700 ms', ttfb: '90 ms' }],
    audit: [{ what: 'Images are larger than they need be', found: '1 image', bytes: '44 KB', time: '' }],
    windows: [{ time: '0 s to 1:00', cold: '600 ms', warm: '300 ms' }],
    slowest: {
      title: 'cold visit, after 6 s',
      moments: [
        { label: 'first byte', value: '90 ms' },
        { label: 'load', value: '800 ms' },
      ],
      files: [file, { ...file, name: '/shop.js', note: '' }],
      top: [file],
      omitted: '1 more file',
    },
    frames: [{ time: '200 ms', file: 'frame-1.png' }],
    failures: [{ what: 'cold visit, after 9 s', message: 'title "502 | <Bad>"', file: 'failure-1.png' }],
  },
  notes: ['the duration is estimated'],
  reading: ['Margin: how far a value is inside its limit.'],
  testedBy: 'Ada & Bob',
  reviewedBy: 'not named',
};

/** The same with nothing to show where a section can be without content. */
export const BARE_VIEW: ReportView = {
  ...FULL_VIEW,
  verdict: 'NOT JUDGED',
  outcome: 'not-judged',
  tally: 'no limit recorded',
  first: { tested: [{ text: 'A k6 script.' }], sentence: 'A k6 script.', says: [], figures: [], against: '' },
  validity: { level: 'VALID', summary: 'nothing speaks against using this result', reasons: [] },
  resourceRows: [],
  limits: { rows: [], open: false, folded: null, omitted: null, none: 'The summary records no limit.' },
  endpoints: { ...FULL_VIEW.endpoints, place: null, hasBaselines: false, rows: [], omitted: null },
  checks: { rows: [], omitted: null },
  metrics: [],
  plan: [],
  failures: [],
  aboveTarget: { target: '', rows: [] },
  findings: [],
  recommendations: [],
  time: { loadUnit: 'Users', steps: [], layers: [], drifts: [], recovery: [], windows: [] },
  hasTime: false,
  points: null,
  pages: null,
  journeys: [],
  websockets: [],
  notes: [],
};

const svg = (id: string) => `<svg id="${id}"></svg>`;
const chart = (id: string, title: string) => ({ id, title, how: 'By window.', legend: '', drawing: svg(id) });
export const DRAWINGS: Drawings = {
  timeline: [chart('rate', 'Requests per second')],
  overTime: [chart('endpoints', 'Endpoints')],
  resources: [chart('cpu', 'CPU')],
  proofs: [chart('proof-1', 'catalog: response times')],
  endpoints: new Map([
    [
      'catalog',
      { limit: '< 35 ms', used: '114 %', state: 'over', bar: '<i></i>', spread: svg('spread'), spark: svg('spark') },
    ],
  ]),
  points: [chart('cloud', 'All requests')],
  media: {
    waterfall: svg('waterfall'),
    frames: [{ src: 'data:image/png;base64,AAAA', alt: 'The page after 200 ms', caption: '200 ms' }],
    failures: [{ src: 'data:image/png;base64,BBBB', alt: 'The page that failed', caption: 'after 9 s' }],
  },
};
