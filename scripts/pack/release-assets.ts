// What a release has besides its tarballs: notes from the changelog, what is in it (SBOM), and checksums.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const MAX_SBOM_BYTES = 64e6;
/** The whole tree: with `--omit dev` npm leaves out what development needs too. */
const SBOM = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
const OF_DEVELOPMENT = 'cdx:npm:package:development';

interface Sbom {
  components: { 'bom-ref': string; properties?: { name: string; value: string }[] }[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/** The text below `## 1.2.3` (a date may follow) of a changelog; undefined where there is none. */
export function notesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split(/[\s,]/, 1)[0]?.replace(/^\[(.*)\]$/, '$1') === version);
  return section?.slice(section.indexOf('\n')).trim() || undefined;
}

/** Writes notes.md, sbom.cdx.json and SHA256SUMS into `outDir`, and returns their paths. */
export async function writeReleaseAssets(notes: string, tarballs: string[], root: string, outDir: string) {
  const [notesFile, sbomFile, sumsFile] = ['notes.md', 'sbom.cdx.json', 'SHA256SUMS'].map((name) => join(outDir, name));
  await writeFile(notesFile!, `${notes}\n`);
  await writeFile(sbomFile!, `${JSON.stringify(await productionSbom(root), null, 2)}\n`);
  const sums = [...tarballs, sbomFile!].map(async (file) => {
    const sum = createHash('sha256').update(await readFile(file));
    return `${sum.digest('hex')}  ${basename(file)}\n`;
  });
  await writeFile(sumsFile!, (await Promise.all(sums)).join(''));
  return [notesFile!, sbomFile!, sumsFile!];
}

/** What production installs by the lock file, in CycloneDX. */
async function productionSbom(root: string): Promise<Sbom> {
  const { stdout } = await promisify(execFile)('npm', SBOM, { cwd: root, maxBuffer: MAX_SBOM_BYTES });
  const whole = JSON.parse(stdout) as Sbom;
  const isOut = ({ properties = [] }: Sbom['components'][number]) =>
    properties.some(({ name }) => name === OF_DEVELOPMENT);
  const out = new Set(whole.components.filter(isOut).map((component) => component['bom-ref']));
  return {
    ...whole,
    components: whole.components.filter((component) => !isOut(component)),
    dependencies: whole.dependencies
      .filter(({ ref }) => !out.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((name) => !out.has(name)) })),
  };
}
