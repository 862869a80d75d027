// What a bundle writes follows from its endpoints and from nothing else: an endpoint that says so is in every list at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundleFor, bundlePages, bundleServices } from './bundle.ts';
import { checkRecorded, writesOf } from './contract-recorded.ts';
import { inCopy, ROOT } from './suite-copy.fixture.ts';

/** The load scripts with one file changed, in a folder of their own. */
function changed(file: string, from: string, to: string, use: (root: string) => Promise<void>): Promise<void> {
  return inCopy(['tests', 'lib', 'thresholds'], async (copy) => {
    await copy.edit(file, from, to);
    await use(copy.root);
  });
}

/** What each bundle of the load scripts in `folder` writes, by its name. */
async function written(folder: string): Promise<Record<string, string[]>> {
  const bundles = [
    ...(await bundleFor(folder, ['smoke', 'stress'], '')),
    ...(await bundleFor(folder, ['stress'], 'knowledge-graph')),
    ...(await bundleFor(folder, ['stress'], 'biometric-analyze')),
    ...(await bundleFor(folder, ['stress'], 'check-in')),
    ...(await bundlePages(folder)),
    ...(await bundleServices(folder)),
  ];
  return Object.fromEntries(
    await Promise.all(bundles.map(async ({ name, code }) => [name, await writesOf(code)] as const)),
  );
}

const OURS = {
  ...{
    smoke: ['biometric-analyze', 'check-in'],
    stress: ['biometric-analyze', 'check-in'],
    'stress-knowledge-graph': [],
  },
  ...{
    'stress-biometric-analyze': ['biometric-analyze'],
    'stress-check-in': ['check-in'],
    'page-load': [],
    'page-load-under-load': ['biometric-analyze'],
  },
  ...{ database: [], cache: ['cache'], vector: ['vector'], proxy: [] },
};

test('bundles write what their endpoints and journeys do, service tests what they say', async () => {
  assert.deepEqual(await written(ROOT), OURS);
});

test('an endpoint that begins to write is in all of them', () =>
  changed('tests/endpoints/knowledge-graph.ts', 'writes: false', 'writes: true', async (copy) => {
    const both = ['knowledge-graph', 'biometric-analyze'];
    assert.deepEqual(await written(copy), {
      ...OURS,
      ...{
        smoke: [...both, 'check-in'],
        stress: [...both, 'check-in'],
        'page-load-under-load': both,
        'stress-knowledge-graph': ['knowledge-graph'],
      },
    });
  }));

test('a script that does not say what it writes is no bundle', () =>
  changed('tests/stress.ts', 'export const writes = test.writes;', 'export const writes = true;', async (copy) => {
    const [bundle] = await bundleFor(copy, ['stress'], '');
    assert.match((await checkRecorded(bundle!)).join(), /exports no list of names as writes/);
  }));
