// Names and pods of what is rendered: names that fit and are of one run, pods that Pod Security "restricted" accepts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import type { Container, PodSpec } from 'kubernetes-types/core/v1.js';
import { collector, resultsVolume } from './collector.ts';
import { nameOf, newRunId, RUN_ID } from './deploy-request.ts';
import { collectorPolicy, collectorSecret, collectorService, uploader } from './http-collection.ts';
import { testRun } from './manifests.ts';
import { egressTo, networkPolicy, readEgress } from './network-policy.ts';
import { REQUEST } from './request.fixture.ts';

test('names of a run fit a label with whatever the operator appends, and never lose the id', () => {
  const letters = fc.stringMatching(/^[a-z\d](?:[a-z\d-]{0,60}[a-z\d])?$/);
  const id = fc.stringMatching(RUN_ID);
  fc.assert(
    fc.property(letters, id, (bundle, runId) => {
      const name = nameOf({ bundle, runId });
      assert.match(`${name}-service-9999`, /^[a-z\d]([-a-z\d]{0,61}[a-z\d])?$/);
      assert.ok(name.endsWith(`-${runId}`));
    }),
    { numRuns: propertyRuns(200), seed: 1 },
  );
});

test('two runs share no object: with another id every name is another, the volume is the same', () => {
  const other = { ...REQUEST, runId: newRunId(new Date('2026-01-31T12:00:00Z')) };
  assert.match(other.runId, RUN_ID);
  const names = (request: typeof REQUEST) => [
    testRun(request).metadata.name,
    testRun(request).spec.script.configMap.name,
    collector(request).metadata?.name,
    networkPolicy(request, []).metadata?.name,
  ];
  const mine = names(REQUEST);
  for (const [index, name] of names(other).entries()) assert.notEqual(name, mine[index]);
});

const pods = (): [string, PodSpec['securityContext'], Pick<Container, 'securityContext' | 'resources'>][] => {
  const { initializer, starter, runner } = testRun(REQUEST).spec;
  const job = collector(REQUEST).spec?.template.spec;
  return [
    ...Object.entries({ initializer, starter, runner }).map(
      ([name, { securityContext, containerSecurityContext, resources }]) =>
        [name, securityContext, { securityContext: containerSecurityContext, resources }] as const,
    ),
    ['collector', job?.securityContext, job?.containers[0] ?? {}] as const,
  ] as ReturnType<typeof pods>;
};

test('every pod is as Pod Security "restricted" asks, and has the amounts that a quota asks for', () => {
  for (const [name, pod, { securityContext: container, resources }] of pods()) {
    assert.equal(pod?.runAsNonRoot, true, name);
    assert.ok((pod?.runAsUser ?? 0) > 0 && pod?.fsGroup === pod?.runAsGroup, name);
    assert.deepEqual(pod?.seccompProfile, { type: 'RuntimeDefault' }, name);
    assert.deepEqual(
      [container?.allowPrivilegeEscalation, container?.readOnlyRootFilesystem, container?.capabilities],
      [false, true, { drop: ['ALL'] }],
      name,
    );
    for (const amounts of [resources?.requests, resources?.limits])
      assert.deepEqual(Object.keys(amounts ?? {}).sort(), ['cpu', 'memory'], name);
    for (const kind of ['cpu', 'memory'])
      assert.ok(Number.parseInt(resources!.limits![kind]!, 10) >= Number.parseInt(resources!.requests![kind]!, 10));
  }
});

test('a collector that is killed is started again, any exit code of its own is final', () => {
  const rules = collector(REQUEST).spec?.podFailurePolicy?.rules ?? [];
  const final = rules.find(({ action }) => action === 'FailJob')?.onExitCodes;
  const isFinal = (code: number): boolean => final?.operator === 'NotIn' && !final.values.includes(code);
  assert.deepEqual([1, 2, 3, 99, 105, 137, 143].map(isFinal), [true, true, true, true, false, false, false]);
  assert.ok(collector(REQUEST).spec!.ttlSecondsAfterFinished! > 0);
});

test('generators may reach the target: its addresses and port, or the namespace of a service', () => {
  assert.deepEqual(egressTo('https://lab.internal', ['10.0.0.5', '2001:db8::5']), [
    { cidr: '10.0.0.5/32', port: 443 },
    { cidr: '2001:db8::5/128', port: 443 },
  ]);
  for (const host of ['web.shop.svc', 'web.shop.svc.cluster.local'])
    assert.deepEqual(egressTo(`http://${host}:8080`, ['10.96.0.9']), [{ namespace: 'shop' }]);
  assert.deepEqual(readEgress('10.0.0.0/24', 'http://web.shop.svc:81'), { cidr: '10.0.0.0/24', port: 81 });
  assert.deepEqual(readEgress('shop', 'http://a'), { namespace: 'shop' });
  for (const text of ['Shop', '10.0.0.5', '10.0.0.0/40', '']) assert.equal(readEgress(text, 'http://a'), undefined);
  const { egress } = networkPolicy(REQUEST, [{ namespace: 'shop' }]).spec ?? {};
  assert.deepEqual(egress?.[0]?.ports, [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ]);
  assert.deepEqual(egress?.[1]?.to?.[0]?.namespaceSelector?.matchLabels, { 'kubernetes.io/metadata.name': 'shop' });
});

test('by HTTP: uploader, service, collector, secret and policies are of one run and fit together; no volume is shared', () => {
  const request = { ...REQUEST, uploadToken: 'a-token-of-this-run' };
  const { runner } = testRun(request).spec;
  assert.deepEqual(runner.initContainers, [uploader(request)]);
  assert.ok(runner.volumes?.every(({ emptyDir }) => emptyDir !== undefined));
  assert.deepEqual(resultsVolume(request).spec?.accessModes, ['ReadWriteOnce']);
  assert.notEqual(resultsVolume(request).metadata?.name, resultsVolume(REQUEST).metadata?.name);
  const pod = collector(request).spec?.template;
  const [job] = pod?.spec?.containers ?? [];
  const claim = pod?.spec?.volumes?.[0]?.persistentVolumeClaim?.claimName;
  assert.equal(claim, resultsVolume(request).metadata?.name);
  const service = collectorService(request);
  const [port] = job?.ports ?? [];
  assert.deepEqual([service.spec?.ports?.[0]?.targetPort, service.spec?.selector], [port?.name, pod?.metadata?.labels]);
  const to = new URL(uploader(request).args?.at(-1) ?? '');
  assert.equal(to.hostname, service.metadata?.name);
  assert.deepEqual([Number(to.port), to.pathname], [service.spec?.ports?.[0]?.port, `/runs/${request.runId}`]);
  assert.ok(job?.args?.includes(`:${port?.containerPort}`));
  // The token is in the secret alone, and only those who send and take files get it; k6 does not.
  const { name, key } =
    uploader(request).env?.find((one) => one.name === 'UPLOAD_TOKEN')?.valueFrom?.secretKeyRef ?? {};
  assert.deepEqual(
    [collectorSecret(request).metadata?.name, Object.keys(collectorSecret(request).stringData ?? {})],
    [name, [key]],
  );
  assert.ok(job?.env?.some((one) => one.name === 'UPLOAD_TOKEN'));
  assert.ok(runner.env?.every((one) => one.name !== 'UPLOAD_TOKEN'));
  const [ingress] = collectorPolicy(request).spec?.ingress ?? [];
  assert.deepEqual(ingress?.from, [{ podSelector: { matchLabels: runner.metadata.labels } }]);
  const out = networkPolicy(request, []).spec?.egress?.at(-1);
  assert.deepEqual(out?.to, [{ podSelector: { matchLabels: pod?.metadata?.labels } }]);
  assert.deepEqual([out?.ports, ingress?.ports], [ingress?.ports, [{ protocol: 'TCP', port: port?.containerPort }]]);
});
