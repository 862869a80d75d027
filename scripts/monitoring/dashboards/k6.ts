// The dashboard of a load test while it runs, from k6's own Prometheus output.
import { triggers } from '../../../thresholds/baselines.ts';
import { SYSTEM } from '../../../thresholds/system.ts';
import type { DashboardSpec, PanelSpec, Query } from './panel.ts';

const WINDOW = '$__rate_interval';
/** The observer's own requests are in no figure of the load. */
const LOAD = 'traffic="load"';

const query = (expr: string, legend: string): Query => ({ source: 'k6', expr, legend });
const graph = (title: string, unit: string, description: string, queries: readonly Query[]): PanelSpec => ({
  title,
  kind: 'timeseries',
  unit,
  description,
  queries,
  span: 12,
});

export const K6: DashboardSpec = {
  uid: `${SYSTEM.slug}-load-tests`,
  title: `${SYSTEM.name} load tests`,
  description: 'A load test while it runs, as k6 sees it. Needs k6 with --out experimental-prometheus-rw.',
  rows: [
    {
      title: 'Load',
      panels: [
        graph('Virtual Users', 'none', 'Active now, and allocated.', [
          query('sum(k6_vus)', 'active'),
          query('sum(k6_vus_max)', 'allocated'),
        ]),
        graph('Requests', 'reqps', 'By endpoint.', [
          query(`sum by (endpoint) (rate(k6_http_reqs_total{${LOAD}}[${WINDOW}]))`, '{{endpoint}}'),
        ]),
        graph('Dropped Iterations', 'none', 'Planned and not started: the load was less than the plan.', [
          query(`sum(increase(k6_dropped_iterations_total[${WINDOW}])) or vector(0)`, 'dropped'),
        ]),
      ],
    },
    {
      title: 'Answers',
      panels: [
        {
          ...graph(
            'Response Time p95',
            's',
            'The slowest of the series of each endpoint: windows are series of their own.',
            [query(`max by (endpoint) (k6_http_req_duration_p95{${LOAD}})`, '{{endpoint}}')],
          ),
          limits: [{ value: triggers.responseTimeP95.aboveMs / 1000, colour: 'red' }],
        },
        {
          ...graph('Failed Requests', 'percentunit', 'Share of the requests of each endpoint, since the start.', [
            query(`max by (endpoint) (k6_http_req_failed_rate{${LOAD}})`, '{{endpoint}}'),
          ]),
          limits: [{ value: triggers.errorRate.aboveRatio, colour: 'red' }],
        },
        {
          ...graph('Failed Checks', 'percentunit', 'Share of each check, since the start.', [
            query('max by (check) (1 - k6_checks_rate)', '{{check}}'),
          ]),
          limits: [{ value: triggers.errorRate.aboveRatio, colour: 'red' }],
        },
      ],
    },
  ],
};
