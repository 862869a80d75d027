// Where load may go, and how much of it. `perf run --env <name>` takes its target from here (docs/environments.md).
import type { PerfConfigInput } from './scripts/guard/config.ts';

const config: PerfConfigInput = {
  environments: {
    local: {
      baseUrl: 'http://127.0.0.1:8080',
      hosts: ['127.0.0.1', 'localhost', '::1'],
      caps: { vus: 2000, ratePerS: 5000, minutes: 90 },
      writes: true,
    },
    // Examples; put your own hosts in their place. `identity` is what the deployment tells about itself.
    staging: {
      baseUrl: 'https://staging.example.com',
      hosts: ['staging.example.com'],
      identity: { path: '/api/health', field: 'environment', value: 'staging' },
      // Where staging is smaller: scale: { users: 0.25, rate: 0.25, limits: 1.5 },
      caps: { vus: 500, ratePerS: 1000, minutes: 70 },
    },
    production: {
      baseUrl: 'https://aupex.ai',
      hosts: ['aupex.ai'],
      production: true,
      identity: { path: '/api/health', field: 'environment', value: 'production' },
      caps: { vus: 50, ratePerS: 100, minutes: 10 },
    },
  },
  // What `perf suite <name>` runs, in this order. Where smoke fails, the others would only make things worse.
  suites: {
    nightly: {
      environment: 'staging',
      tests: [{ type: 'smoke', gate: true }, { type: 'baseline' }, { type: 'stress' }],
    },
    weekly: { environment: 'staging', tests: [{ type: 'smoke', gate: true }, { type: 'endurance' }] },
  },
};

export default config;
