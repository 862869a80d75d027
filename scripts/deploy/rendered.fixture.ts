// For tests: the files of a rendered run, sound or with one change.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Broken } from './broken-files.fixture.ts';
import { collector, resultsVolume } from './collector.ts';
import { nameOf } from './deploy-request.ts';
import { collectorPolicy, collectorSecret, collectorService } from './http-collection.ts';
import { kustomization, testRun } from './manifests.ts';
import { networkPolicy } from './network-policy.ts';
import { REQUEST } from './request.fixture.ts';
import { yamlOf } from './yaml-file.ts';

/** The same run collected by HTTP. */
export const HTTP = { ...REQUEST, uploadToken: 'a-token-of-this-run' };
/** What `kubectl apply -k` takes. */
export const RESOURCES = [
  ...['testrun.yaml', 'collector.yaml', 'network-policy.yaml'],
  ...['collector-service.yaml', 'collector-secret.yaml', 'collector-policy.yaml'],
];
/** By file name; the ConfigMap as kustomize makes it. */
export const FILES = {
  'testrun.yaml': testRun(REQUEST),
  'collector.yaml': collector(REQUEST),
  'network-policy.yaml': networkPolicy(REQUEST, REQUEST.egress ?? []),
  'collector-service.yaml': collectorService(HTTP),
  'collector-secret.yaml': collectorSecret(HTTP),
  'collector-policy.yaml': collectorPolicy(HTTP),
  'results.yaml': resultsVolume(REQUEST),
  'config.yaml': {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: nameOf(REQUEST) },
    data: { 'stress.js': 'export default () => {}' },
  },
  'kustomization.yaml': kustomization(REQUEST, RESOURCES),
};

/** Writes them, and the bundle next to them. */
export async function writeBase(folder: string, files: Readonly<Record<string, object>> = FILES): Promise<void> {
  for (const [name, object] of Object.entries(files)) await writeFile(join(folder, name), yamlOf(object));
  await writeFile(join(folder, 'stress.js'), 'export default () => {}');
}

/** As it is read from a file: nothing in it is shared. */
export const copyOf = (file: keyof typeof FILES): Record<string, unknown> => JSON.parse(JSON.stringify(FILES[file]));

/** A copy of the object with the change. */
export function changed({ file, change }: Broken): Record<string, unknown> {
  const object = copyOf(file);
  change(object as never);
  return object;
}
