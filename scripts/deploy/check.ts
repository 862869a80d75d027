// Holds a folder of files for k6-operator against the operator's own definition of a TestRun.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from 'k6-kit/read-bounded';
import { UserError } from 'k6-kit/user-error';
import { parseAllDocuments } from 'yaml';
import { API_VERSION, KIND } from './manifests.ts';

/** Problems that one message names; a wrong definition has one for every field. */
const SHOWN = 5;

/** Names of the files that were checked. Throws a UserError that names what does not fit, or a folder without a TestRun. */
export async function checkBase(dir: string, crdFile: string): Promise<string[]> {
  const names = await readdir(dir).catch((cause) => {
    throw new UserError('E_DEPLOY_DIR', `${dir}: ${cause.code}, expected a folder of \`perf deploy render\``, {
      cause,
    });
  });
  const checked: string[] = [];
  for (const name of names.filter((one) => /\.ya?ml$/.test(one)).sort()) {
    for (const object of await testRunsIn(join(dir, name))) {
      await refuseUnfit(name, object, crdFile);
      checked.push(name);
    }
  }
  if (checked.length > 0) return checked;
  throw new UserError('E_DEPLOY_DIR', `${dir}: no TestRun in it, expected a folder of \`perf deploy render\``);
}

/** Throws a UserError when the definition in `crdFile` does not take `object` as it is. */
export async function refuseUnfit(name: string, object: unknown, crdFile: string): Promise<void> {
  // Only who asks for it waits for the validator to load.
  const { problemsWith, readCrd } = await import('./crd.ts');
  const problems = problemsWith(object, await readCrd(crdFile, KIND, API_VERSION));
  if (problems.length === 0) return;
  const more = problems.length > SHOWN ? `; and ${problems.length - SHOWN} more` : '';
  throw new UserError(
    'E_CRD_UNFIT',
    `${name}: ${problems.slice(0, SHOWN).join('; ')}${more}: expected what ${crdFile} defines; take an operator of this version, or correct the file`,
  );
}

async function testRunsIn(path: string): Promise<unknown[]> {
  const documents = Array.from(parseAllDocuments(await readText(path)));
  const error = documents.flatMap((document) => document.errors)[0];
  if (error)
    throw new UserError('E_DEPLOY_FILE', `${path}: ${error.message.split('\n')[0]}, expected YAML`, { cause: error });
  return documents
    .map((document) => document.toJS() as { apiVersion?: string; kind?: string } | null)
    .filter((object) => object?.kind === KIND);
}
