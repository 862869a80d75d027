// A dashboard as data, and how Grafana's Foundation SDK turns it into a dashboard.
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { GraphThresholdsStyleConfigBuilder, GraphThresholdsStyleMode } from '@grafana/grafana-foundation-sdk/common';
import {
  AnnotationQueryBuilder,
  AnnotationTargetBuilder,
  DashboardBuilder,
  DatasourceVariableBuilder,
  MappingType,
  type Panel,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as GaugeBuilder } from '@grafana/grafana-foundation-sdk/gauge';
import { PanelBuilder as HeatmapBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { SYSTEM } from '../../../thresholds/system.ts';
import { ANNOTATION_TAGS } from '../annotations.ts';
import { exporterOf, type JobName } from '../jobs.ts';

/** Who exposes what a panel shows: a scrape job, or k6's own output. */
export type Source = JobName | 'k6';

export interface Query {
  expr: string;
  legend: string;
  source: Source;
  /** Limits of this query alone, where a panel's queries have different ones. */
  limits?: readonly Limit[];
}

/** From `value` on, in the panel's unit, the figure is drawn in that colour. */
export interface Limit {
  value: number;
  colour: 'yellow' | 'orange' | 'red';
}

export interface PanelSpec {
  title: string;
  kind: 'heatmap' | 'timeseries' | 'gauge' | 'stat';
  /** Grafana's name of the unit. */
  unit: string;
  /** What is shown and what is not; which exporter it needs is added. */
  description: string;
  queries: readonly Query[];
  limits?: readonly Limit[];
  /** Largest value of a gauge. */
  max?: number;
  /** Words for values. */
  words?: Readonly<Record<string, { text: string; color: string }>>;
  /** Width in Grafana's 24 columns. */
  span: number;
}

export interface DashboardSpec {
  uid: string;
  title: string;
  description: string;
  rows: readonly { title: string; panels: readonly PanelSpec[] }[];
}

const DATASOURCE = { type: 'prometheus', uid: '$datasource' };
const HEIGHT = 8;

/** The dashboard's JSON, as Grafana imports it. */
export function dashboardText({ uid, title, description, rows }: DashboardSpec): string {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([SYSTEM.slug, 'generated'])
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .timezone('browser')
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'))
    .annotation(loadTests());
  let id = 1;
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title).id(id++));
    for (const panel of row.panels) builder.withPanel(panelOf(panel, id++));
  }
  return `${JSON.stringify(builder.build(), null, 2)}\n`;
}

function loadTests(): AnnotationQueryBuilder {
  const target = new AnnotationTargetBuilder()
    .type('tags')
    .tags([...ANNOTATION_TAGS])
    .matchAny(false)
    .limit(100);
  return (
    new AnnotationQueryBuilder()
      .name('Load tests')
      .datasource({ type: 'grafana', uid: '-- Grafana --' })
      .enable(true)
      .iconColor('blue')
      // The SDK asks for a query of a data source here; Grafana's own annotations have this target instead.
      .target(target as unknown as Builder<Dataquery>)
  );
}

/** What an empty panel says instead of "No data". */
export function emptyText(queries: readonly Query[]): string {
  const sources = [...new Set(queries.map(({ source }) => source))];
  return `Not measured: needs ${sources.map(sourceText).join(', ')}`;
}

function sourceText(source: Source): string {
  return source === 'k6' ? "k6's Prometheus output (docs/monitoring.md)" : `${exporterOf(source)} (job ${source})`;
}

function panelOf(spec: PanelSpec, id: number): Builder<Panel> {
  const { queries, limits = [] } = spec;
  const builder = builderOf(spec)
    .id(id)
    .title(spec.title)
    .description(`${spec.description} ${emptyText(queries).replace('Not measured: needs', 'Needs')}.`)
    .unit(spec.unit)
    .noValue(emptyText(queries))
    .datasource(DATASOURCE)
    .height(HEIGHT)
    .span(spec.span)
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepsOf(limits)))
    .targets(queries.map((query, index) => queryOf(query, index, spec.kind)));
  if (spec.kind !== 'heatmap') builder.min(0);
  if (spec.max !== undefined) builder.max(spec.max);
  if (spec.words) builder.mappings([{ type: MappingType.ValueToText, options: { ...spec.words } }]);
  queries.forEach((query, index) => {
    if (query.limits === undefined) return;
    const value = { mode: ThresholdsMode.Absolute, steps: stepsOf(query.limits) };
    builder.overrideByQuery(refId(index), [{ id: 'thresholds', value }]);
  });
  return builder;
}

/** All four builders have the methods that `panelOf` calls. */
function builderOf({ kind, limits = [] }: PanelSpec): TimeSeriesBuilder {
  switch (kind) {
    case 'heatmap':
      return new HeatmapBuilder() as unknown as TimeSeriesBuilder;
    case 'gauge':
      return new GaugeBuilder() as unknown as TimeSeriesBuilder;
    case 'stat':
      return new StatBuilder() as unknown as TimeSeriesBuilder;
    case 'timeseries': {
      const style = limits.length > 0 ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off;
      return new TimeSeriesBuilder()
        .fillOpacity(10)
        .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(style));
    }
  }
}

function stepsOf(limits: readonly Limit[]) {
  return [{ value: null, color: 'green' }, ...limits.map(({ value, colour }) => ({ value, color: colour }))];
}

function queryOf({ expr, legend }: Query, index: number, kind: PanelSpec['kind']): Builder<Dataquery> {
  const query = new DataqueryBuilder().refId(refId(index)).datasource(DATASOURCE).expr(expr).legendFormat(legend);
  if (kind === 'heatmap') return query.format(PromQueryFormat.Heatmap).range();
  // A stat or a gauge shows now, a graph the course.
  return kind === 'timeseries' ? query.range() : query.instant();
}

function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
