// Notes, SBOM and checksums of a release.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testFolder } from 'k6-kit/folder.fixture';
import { productionTree } from './licenses.ts';
import { notesOf, writeReleaseAssets } from './release-assets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CHANGELOG =
  '# Changelog\n\n## Unreleased\n\nLater.\n\n## 0.2.0, 2026-12-01\n\n### Changed\n- One.\n\n## 0.1.0\n\nFirst.\n\n## 0.0.9\n';

test('the notes are the section of the version, and of no other', () => {
  assert.equal(notesOf(CHANGELOG, '0.2.0'), '### Changed\n- One.');
  assert.equal(notesOf(CHANGELOG, '0.1.0'), 'First.');
  for (const version of ['0.2', '0.2.1', '0.0.9', '']) assert.equal(notesOf(CHANGELOG, version), undefined, version);
});

test('the SBOM lists the production tree, and the checksums are those of the files', async (t) => {
  const folder = testFolder(t);
  const tarball = join(folder, 'k6-verdict-0.2.0.tgz');
  await writeFile(tarball, 'a tarball');
  const files = await writeReleaseAssets('One.', [tarball], root, folder);
  assert.deepEqual(
    files.map((file) => file.slice(folder.length + 1)),
    ['notes.md', 'sbom.cdx.json', 'SHA256SUMS'],
  );
  const sbom = JSON.parse(await readFile(join(folder, 'sbom.cdx.json'), 'utf8')) as {
    bomFormat: string;
    components: { purl: string }[];
    dependencies: { dependsOn: string[] }[];
  };
  assert.equal(sbom.bomFormat, 'CycloneDX');
  const listed = new Set(sbom.components.map(({ purl }) => decodeURIComponent(purl)));
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as unknown;
  for (const { name, version } of productionTree(lock)) assert.ok(listed.has(`pkg:npm/${name}@${version}`), name);
  const names = JSON.stringify([...listed, sbom.dependencies]);
  assert.match(names, /valibot@/);
  assert.doesNotMatch(names, /tsx@|autocannon@/);
  const said = execFileSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' });
  assert.equal(said, 'k6-verdict-0.2.0.tgz: OK\nsbom.cdx.json: OK\n');
});
