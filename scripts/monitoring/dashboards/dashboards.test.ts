// The dashboards as data: the guide's eight panels are there, every panel says what it needs, load tests are annotated.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANNOTATION_TAGS } from '../annotations.ts';
import { RECORD } from '../recordings.ts';
import { INFRASTRUCTURE } from './infrastructure.ts';
import { K6 } from './k6.ts';
import { dashboardText, emptyText } from './panel.ts';

/** The guide's list (Grafana Dashboard Panels). */
const EIGHT = [
  'Response Time Heatmap',
  'Request Rate Graph',
  'Error Rate Timeline',
  'Resource Usage Gauges',
  'Service Health Status',
  'Database Query Performance',
  'Cache Hit Ratio',
  'Network Traffic Flow',
];

interface Built {
  uid: string;
  annotations: { list: { target: { tags: string[] } }[] };
  panels: {
    id: number;
    type: string;
    title: string;
    description?: string;
    targets?: { refId: string; expr: string }[];
    fieldConfig?: { defaults: { noValue?: string } };
    gridPos: { x: number; y: number; w: number; h: number };
  }[];
}
const built = [INFRASTRUCTURE, K6].map((spec) => JSON.parse(dashboardText(spec)) as Built);
const panelsOf = ({ panels }: Built) => panels.filter(({ type }) => type !== 'row');

test("the guide's eight panels are there, under its names", () => {
  const titles = panelsOf(built[0]!).map(({ title }) => title);
  assert.deepEqual(
    EIGHT.filter((title) => !titles.includes(title)),
    [],
  );
});

test('every panel has queries, and says which exporter it needs, also where it is empty', () => {
  for (const panel of built.flatMap(panelsOf)) {
    assert.ok(panel.targets && panel.targets.length > 0, panel.title);
    assert.match(panel.fieldConfig?.defaults.noValue ?? '', /^Not measured: needs .+/, panel.title);
    assert.match(panel.description ?? '', /Needs .+\.$/, panel.title);
    assert.equal(new Set(panel.targets.map(({ refId }) => refId)).size, panel.targets.length, panel.title);
  }
  assert.equal(
    emptyText([{ source: 'redis', expr: 'up', legend: '' }]),
    'Not measured: needs redis_exporter (job redis)',
  );
});

test('panels have numbers of their own and do not lie on each other', () => {
  for (const { panels } of built) {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    for (const [index, { title, gridPos: a }] of panels.entries()) {
      assert.ok(a.x + a.w <= 24, title);
      for (const { title: other, gridPos: b } of panels.slice(index + 1)) {
        const apart = a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y;
        assert.ok(apart, `${title} and ${other}`);
      }
    }
  }
});

test('load tests stand in both dashboards, by the tags that runs leave', () => {
  for (const { annotations } of built)
    assert.deepEqual(
      annotations.list.map(({ target }) => target.tags),
      [ANNOTATION_TAGS],
    );
});

test('every figure that is recorded is shown', () => {
  const shown = built.flatMap(panelsOf).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  for (const record of Object.values(RECORD))
    assert.ok(
      shown.some((expr) => expr.includes(record)),
      record,
    );
});
