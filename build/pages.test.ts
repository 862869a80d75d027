// The bundles of the page load tests: what they import and export, the load and the limits that k6 reads from them.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pageLimits, pageTests, targets, testTypes } from '../thresholds/baselines.ts';
import { type Bundle, bundlePages } from './bundle.ts';
import { checkBundles } from './contract.ts';
import { type LoadedBundle, loadBundle } from './load-bundle.fixture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const ENV = { BASE_URL: 'http://127.0.0.1:1', AUTH_TOKEN: 'token' };

describe('the bundles of the page load tests', () => {
  const bundles = new Map<string, Bundle & { loaded: LoadedBundle }>();
  before(async () => {
    for (const bundle of await bundlePages(root))
      bundles.set(bundle.name, { ...bundle, loaded: await loadBundle(bundle.code, ENV) });
  });
  const scenariosOf = (name: string) => bundles.get(name)?.loaded.options.scenarios ?? {};

  it('are one per row, and keep the contract', async () => {
    assert.deepEqual([...bundles.keys()].toSorted(), Object.keys(pageTests).toSorted());
    assert.deepEqual(await checkBundles([...bundles.values()]), []);
    for (const [name, { imports }] of bundles) {
      assert.ok(imports.includes('k6/browser'), name);
      assert.deepEqual(
        imports.filter((path) => path.startsWith('k6/x/')),
        [],
        name,
      );
    }
  });

  it('run a real browser in one scenario, for the length of their row', () => {
    for (const [name, { browserUsers, durationS }] of Object.entries(pageTests)) {
      const { browser } = scenariosOf(name) as Record<string, object>;
      assert.deepEqual(
        { ...browser, exec: '' },
        {
          ...{ executor: 'constant-vus', vus: browserUsers, duration: `${durationS}s`, exec: '' },
          options: { browser: { type: 'chromium' } },
        },
      );
    }
  });

  it('keep the browser alone, or beside the users of the baseline test and then those of the stress test', () => {
    assert.deepEqual(Object.keys(scenariosOf('page-load')), ['browser']);
    const { browser, ...load } = scenariosOf('page-load-under-load') as Record<
      string,
      { stages?: { target: number; duration: string }[] }
    >;
    const targetsAt = (at: number) =>
      Object.values(load).reduce((sum, { stages = [] }) => sum + (stages[at]?.target ?? Number.NaN), 0);
    assert.deepEqual([targetsAt(1), targetsAt(3), targetsAt(5)], [0, testTypes.baseline.users, testTypes.stress.users]);
    assert.ok(Object.values(load).every(({ stages = [] }) => stages.length === 6));
  });

  it('are scaled for a smaller environment: users, but none where there are none, browsers, and limits of times', async () => {
    const scale = { USERS_SCALE: '2.5', LIMITS_SCALE: '2' };
    const { code = '' } = bundles.get('page-load-under-load') ?? {};
    const { options } = await loadBundle(code, { ...ENV, ...scale });
    const { browser, ...load } = options.scenarios;
    assert.equal(browser?.vus, Math.ceil(2.5 * pageTests['page-load-under-load'].browserUsers));
    const targetsAt = (at: number) =>
      Object.values(load).reduce((sum, { stages = [] }) => sum + (stages[at]?.target ?? Number.NaN), 0);
    const { baseline, stress } = testTypes;
    assert.deepEqual(
      [targetsAt(1), targetsAt(3), targetsAt(5)],
      [0, Math.ceil(2.5 * baseline.users), Math.ceil(2.5 * stress.users)],
    );
    const limitOf = (metric: string) => options.thresholds[`${metric}{visit:cold}`]?.[0];
    assert.equal(limitOf('page_load'), `p(95)<${2 * targets.pageLoadTime.limitMs}`);
    assert.equal(limitOf('page_cls'), `p(75)<=${pageLimits.cumulativeLayoutShift.value}`);
  });

  it('want no token where only the page is asked', async () => {
    const { code = '' } = bundles.get('page-load') ?? {};
    await loadBundle(code, { BASE_URL: 'http://127.0.0.1:1', ENDPOINTS: 'health' });
    const { code: underLoad = '' } = bundles.get('page-load-under-load') ?? {};
    await assert.rejects(loadBundle(underLoad, { BASE_URL: 'http://127.0.0.1:1' }), /AUTH_TOKEN is not set/);
  });

  it('that send a function with a name of the script in it fail the build', async () => {
    const bundle = bundles.get('page-load') as Bundle;
    const code = bundle.code.replace('export default', 'const own=1;({evaluate(){}}).evaluate(()=>own);export default');
    assert.match((await checkBundles([{ ...bundle, code }])).join(), /sends a function to the page that uses own/);
  });
});
