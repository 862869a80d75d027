// Checks a folder of files for k6-operator as an API server would: what it refuses, and what it would drop.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from 'k6-kit/user-error';
import { readCrd } from './crd.ts';
import { isKustomization, kustomizationProblems } from './kustomization-check.ts';
import { API_VERSION, KIND } from './manifests.ts';
import { type Checker, checkerFor } from './object-check.ts';
import { type AnyObject, objectsIn } from './yaml-file.ts';

/** Problems that one message names; a wrong definition has one for every field. */
const SHOWN = 5;

export interface Checked {
  /** Files whose objects fit. */
  checked: string[];
  /** Objects of kinds that are not known here, and what of others was not looked at. */
  unchecked: string[];
  /** Version of Kubernetes whose fields are known. */
  version: string;
}

/** Throws a UserError that names what does not fit, or a folder without objects. */
export async function checkBase(dir: string, crdFile: string | undefined, root: string): Promise<Checked> {
  const names = await readdir(dir).catch((cause) => {
    throw new UserError('E_DEPLOY_DIR', `${dir}: ${cause.code}, expected a folder of \`perf deploy render\``, {
      cause,
    });
  });
  const crd = crdFile === undefined ? undefined : await readCrd(crdFile, KIND, API_VERSION);
  const checker = checkerFor(root, crd);
  const [checked, unchecked]: [string[], string[]] = [[], []];
  for (const name of names.filter((one) => /\.ya?ml$/.test(one)).sort()) {
    for (const object of await objectsIn(join(dir, name))) {
      const problems = await problemsOf(object, name, dir, checker);
      refuse(name, problems ?? [], checker.version, crdFile);
      if (problems === undefined) unchecked.push(`${name} (${object.kind})`);
      else if (!checked.includes(name)) checked.push(name);
      if (object.kind === KIND && !crd) unchecked.push(`${name} (own fields of a ${KIND}: --crd)`);
    }
  }
  if (checked.length > 0) return { checked, unchecked, version: checker.version };
  throw new UserError('E_DEPLOY_DIR', `${dir}: nothing to check in it, expected a folder of \`perf deploy render\``);
}

async function problemsOf(
  object: AnyObject,
  name: string,
  dir: string,
  checker: Checker,
): Promise<string[] | undefined> {
  if (typeof object !== 'object') return ['must be object'];
  return isKustomization(object, name) ? kustomizationProblems(object, dir) : checker.problemsOf(object);
}

/** Throws a UserError when the definition in `crdFile` does not take `object` as it is. */
export async function refuseUnfit(name: string, object: AnyObject, crdFile: string, root: string): Promise<void> {
  const { problemsOf: of, version } = checkerFor(root, await readCrd(crdFile, KIND, API_VERSION));
  refuse(name, of(object) ?? [], version, crdFile);
}

function refuse(name: string, problems: readonly string[], version: string, crdFile: string | undefined): void {
  if (problems.length === 0) return;
  const more = problems.length > SHOWN ? `; and ${problems.length - SHOWN} more` : '';
  const what = crdFile === undefined ? '' : ` and ${crdFile}`;
  throw new UserError(
    'E_DEPLOY_UNFIT',
    `${name}: ${problems.slice(0, SHOWN).join('; ')}${more}: expected what Kubernetes ${version}${what} defines; correct the file, or ask your cluster with --server`,
  );
}
