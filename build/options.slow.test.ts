// The options that k6 reads from each bundle: the load is that of the test-type table, and its windows stay bounded.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type EndpointName, endpoints, testTypes, tolerances } from '../thresholds/baselines.ts';
import { requestsOf, type TaskName } from '../thresholds/tasks.ts';
import { allBundles } from './all-bundles.fixture.ts';
import { type Bundle, bundleAll } from './bundle.ts';
import { type LoadedBundle, type LoadedScenario, loadBundle } from './load-bundle.fixture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const ENV = { BASE_URL: 'http://127.0.0.1:1', AUTH_TOKEN: 'token' };
const ALL = Object.keys(endpoints) as EndpointName[];

interface Loaded extends Bundle {
  loaded: LoadedBundle;
}

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
const seconds = (text: string) => (text.endsWith('ms') ? Number.parseInt(text, 10) / 1000 : Number.parseInt(text, 10));
const scenariosOf = ({ loaded }: Loaded): LoadedScenario[] => Object.values(loaded.options.scenarios);
const windowsOf = ({ loaded }: Loaded) =>
  new Set(Object.keys(loaded.options.thresholds).flatMap((key) => /window:(w\d+)/.exec(key)?.[1] ?? []));

describe('the options of every bundle', () => {
  let bundles: Loaded[] = [];
  before(async () => {
    const made = await allBundles();
    bundles = await Promise.all(
      made.map(async (bundle) => ({ ...bundle, loaded: await loadBundle(bundle.code, ENV) })),
    );
  });
  const ofType = (type: string) => bundles.filter((bundle) => bundle.type === type);

  it('have one scenario per endpoint, named after it; a smoke test walks through them in one', () => {
    for (const bundle of bundles) {
      const names = bundle.endpoint === '' ? ALL : [bundle.endpoint];
      assert.deepEqual(
        Object.keys(bundle.loaded.options.scenarios).toSorted(),
        bundle.type === 'smoke' ? ['smoke'] : names.toSorted(),
        bundle.name,
      );
    }
  });

  it('have at most 30 windows, numbered from w01 on: each is a series per endpoint in the summary', () => {
    for (const bundle of bundles) {
      const ids = [...windowsOf(bundle)].toSorted();
      assert.ok(ids.length >= 1 && ids.length <= 30, `${bundle.name}: ${ids.length}`);
      assert.deepEqual(
        ids,
        ids.map((_, index) => `w${String(index + 1).padStart(2, '0')}`),
        bundle.name,
      );
    }
  });

  it("reach the table's users in the closed types, whatever the endpoints", () => {
    for (const type of ['baseline', 'stress', 'spike', 'endurance'] as const) {
      for (const bundle of ofType(type)) {
        const stages = scenariosOf(bundle).map((scenario) => scenario.stages ?? []);
        const levels = (stages[0] ?? []).map((_, index) => sum(stages.map((list) => list[index]?.target ?? 0)));
        assert.equal(Math.max(...levels), testTypes[type].peakUsers, bundle.name);
        assert.equal(levels.at(-1), testTypes[type].users, bundle.name);
      }
    }
  });

  it("hold that load for the table's duration", () => {
    for (const type of ['baseline', 'stress', 'spike', 'endurance'] as const) {
      for (const scenario of ofType(type).flatMap(scenariosOf)) {
        assert.equal(seconds(scenario.stages?.at(-1)?.duration ?? ''), testTypes[type].durationS, type);
      }
    }
  });

  it("climb to the table's rate in the breakpoint test, with the table's users at most", () => {
    for (const bundle of ofType('breakpoint')) {
      const scenarios = scenariosOf(bundle);
      assert.equal(
        sum(scenarios.map(({ stages }) => stages?.at(-1)?.target ?? 0)),
        testTypes.breakpoint.peakRatePerS,
        bundle.name,
      );
      assert.equal(sum(scenarios.map(({ maxVUs }) => maxVUs ?? 0)), testTypes.breakpoint.peakUsers, bundle.name);
    }
  });

  it('are scaled for a smaller environment, whatever the type: users and rates, and no duration', async () => {
    const scale = { USERS_SCALE: '0.25', RATE_SCALE: '0.1' };
    for (const bundle of bundles.filter(({ endpoint }) => endpoint === '')) {
      const scaled = await loadBundle(bundle.code, { ...ENV, ...scale });
      const [full, small] = [bundle.loaded, scaled].map(({ options }) => Object.values(options.scenarios));
      const levelsOf = (scenarios: LoadedScenario[] = []) =>
        (scenarios[0]?.stages ?? []).map((_, index) =>
          sum(scenarios.map(({ stages }) => stages?.[index]?.target ?? 0)),
        );
      const isOpen = full?.some(({ executor }) => executor === 'ramping-arrival-rate');
      const factor = isOpen ? 0.1 : 0.25;
      assert.deepEqual(
        levelsOf(small),
        levelsOf(full).map((level) => Math.ceil(level * factor)),
        bundle.name,
      );
      const durationsOf = (scenarios: LoadedScenario[] = []) =>
        scenarios.map(({ stages = [] }) => stages.map(({ duration }) => duration));
      assert.deepEqual(durationsOf(small), durationsOf(full), bundle.name);
    }
  });

  it('have limits of their own endpoints and steps only', () => {
    for (const { loaded, endpoint, name } of bundles) {
      const named = Object.keys(loaded.options.thresholds).flatMap((key) => /endpoint:([^,}]+)/.exec(key)?.[1] ?? []);
      assert.deepEqual(
        [...new Set(named)].toSorted(),
        endpoint === '' ? ALL.toSorted() : requestsOf(endpoint as TaskName).toSorted(),
        name,
      );
    }
  });

  it('judge the recovery of the spike test, and only from the allowed time on', () => {
    const [spike] = ofType('spike').filter(({ endpoint }) => endpoint === '');
    const limits = Object.entries(spike?.loaded.options.thresholds ?? {}).filter(
      ([key, list]) => key.startsWith('http_reqs{endpoint:home,window:') && list.includes('count>0'),
    );
    // 5 windows before the spike and 10 in it; those of the recovery are 2 s wide.
    const first = 16 + Math.ceil(tolerances.spikeRecovery.valueS / 2);
    assert.deepEqual(
      limits.map(([key]) => /w\d+/.exec(key)?.[0]),
      Array.from({ length: 31 - first }, (_, index) => `w${first + index}`),
    );
  });

  it('have the observer beside the load where monitoring is named', async () => {
    for (const bundle of bundles.filter(({ endpoint }) => endpoint === 'health')) {
      const { options, observe } = await loadBundle(bundle.code, {
        ...ENV,
        METRICS_URLS: 'http://127.0.0.1:1/metrics',
      });
      assert.equal(options.scenarios.observe?.exec, 'observe', bundle.name);
      assert.equal(typeof observe, 'function');
    }
  });
});

describe('a bundle stops before the first request', () => {
  it('when its environment is wrong', async () => {
    const [smoke] = (await bundleAll(root, ['smoke'])).filter(({ endpoint }) => endpoint === '');
    await assert.rejects(loadBundle(smoke?.code ?? '', {}), { message: /^BASE_URL is not set/ });
    await assert.rejects(loadBundle(smoke?.code ?? '', { BASE_URL: 'http://a' }), {
      message: /^AUTH_TOKEN is not set: memory-stats/,
    });
  });

  it('when ENDPOINTS asks it for another endpoint than its own', async () => {
    const [health] = (await bundleAll(root, ['smoke'])).filter(({ endpoint }) => endpoint === 'health');
    await assert.rejects(loadBundle(health?.code ?? '', { ...ENV, ENDPOINTS: 'home' }), {
      message: /^ENDPOINTS has "home": .* health$/,
    });
  });
});
