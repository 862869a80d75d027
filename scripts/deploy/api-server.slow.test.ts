// What is rendered, in a real API server: it takes the sound files, refuses the broken ones, and admits the pods under Pod Security restricted.
import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import type { Container, Pod, PodSpec } from 'kubernetes-types/core/v1.js';
import { type ApiServer, apiServer, whyNoApiServer } from './api-server.fixture.ts';
import { BROKEN } from './broken-files.fixture.ts';
import { collector, resultsVolume } from './collector.ts';
import { kustomization, testRun } from './manifests.ts';
import { changed, FILES, HTTP, RESOURCES, writeBase } from './rendered.fixture.ts';
import { REQUEST } from './request.fixture.ts';
import { askServer } from './server-check.ts';

describe('a real API server', { skip: whyNoApiServer() }, () => {
  const folder = testFolder();
  let server: ApiServer;
  before(async () => {
    server = await apiServer(folder);
  });
  after(() => server?.close());

  async function based(files: Readonly<Record<string, object>>): Promise<string> {
    const own = await mkdtemp(join(folder, 'base-'));
    await writeBase(own, files);
    return own;
  }

  it('takes what is rendered, whichever way results are collected', async () => {
    assert.match(await askServer(await based(FILES), server), /testrun\.k6\.io\/\S+ created \(server dry run\)/);
    const http = { 'testrun.yaml': testRun(HTTP), 'collector.yaml': collector(HTTP) };
    const base = {
      ...http,
      'results.yaml': resultsVolume(HTTP),
      'kustomization.yaml': kustomization(HTTP, Object.keys(http)),
    };
    assert.match(await askServer(await based(base), server), /persistentvolumeclaim\/\S+ created \(server dry run\)/);
  });

  it('refuses the files that deploy check refuses', async () => {
    const taken: string[] = [];
    // The ConfigMap as it is, not as kustomize makes it.
    const base = { ...kustomization(REQUEST, [...RESOURCES, 'config.yaml']), configMapGenerator: [] };
    for (const broken of BROKEN.filter(({ isOurs }) => !isOurs)) {
      const own = await based({ ...FILES, 'kustomization.yaml': base, [broken.file]: changed(broken) });
      await askServer(own, server).then(
        () => taken.push(`${broken.file}: ${broken.what}`),
        (error: Error) => assert.match(error.message, /^the server refuses/),
      );
    }
    assert.deepEqual(taken, []);
  });

  it('admits every pod in a namespace that enforces Pod Security restricted, and no other', async () => {
    const name = `perf-test-${process.pid}`;
    await server.ask(['create', 'namespace', name]);
    try {
      await server.ask(['label', 'namespace', name, 'pod-security.kubernetes.io/enforce=restricted']);
      // A bare server has no controller that makes it.
      await server.ask(['--namespace', name, 'create', 'serviceaccount', 'default']).catch(() => undefined);
      const file = join(folder, 'pods.json');
      const apply = ['--namespace', name, 'apply', '--dry-run=server', '--validate=strict', '-f', file];
      for (const request of [REQUEST, HTTP]) {
        const items = podsOf(request);
        await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
        assert.equal((await server.ask(apply)).match(/created \(server dry run\)/g)?.length, items.length);
      }
      const bare = ['run', 'bare', '--image=x:1', '--dry-run=server'];
      await assert.rejects(server.ask(['--namespace', name, ...bare]), /violates PodSecurity "restricted/);
    } finally {
      await server.ask(['delete', 'namespace', name, '--wait=false']);
    }
  });
});

/** The collector's pod, and those that the operator makes: init containers have the security settings of its own container. */
function podsOf(request: typeof REQUEST): Pod[] {
  const { initializer, starter, runner } = testRun(request).spec;
  const made = Object.entries({ initializer, starter, runner }).map(([name, part]): [string, PodSpec] => {
    const { image = 'k6:1', imagePullPolicy, env, resources, volumeMounts, initContainers } = part;
    const { volumes, securityContext, containerSecurityContext } = part;
    const all = { securityContext: containerSecurityContext, imagePullPolicy };
    const own: Container = {
      ...all,
      name: 'k6',
      image,
      resources,
      ...(env && { env }),
      ...(volumeMounts && { volumeMounts }),
    };
    return [
      name,
      {
        ...{ restartPolicy: 'Never', automountServiceAccountToken: false, securityContext, containers: [own] },
        ...(volumes && { volumes }),
        ...(initContainers && { initContainers: initContainers.map((one) => ({ ...one, ...all })) }),
      },
    ];
  });
  const job = collector(request).spec?.template.spec;
  return [...made, ...(job ? [['collector', job] as [string, PodSpec]] : [])].map(([name, spec]) => ({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec },
  }));
}
