// Objects of a YAML file as kubectl reads them: every document, and the members of lists.
import { readText } from 'k6-kit/read-bounded';
import { UserError } from 'k6-kit/user-error';
import { parseAllDocuments, stringify, type Tags } from 'yaml';

/** An object of Kubernetes, as far as every kind has it; nothing of it is sure. */
export interface AnyObject {
  apiVersion?: unknown;
  kind?: unknown;
  metadata?: unknown;
  [field: string]: unknown;
}

/** kubectl reads YAML 1.1, where `yes` and `on` are true and 0644 is octal; a date is text to it. */
const AS_KUBECTL = {
  version: '1.1',
  customTags: (tags: Tags) => tags.filter((tag) => tag !== 'timestamp' && (tag as { tag?: string }).tag !== TIMESTAMP),
} as const;
const TIMESTAMP = 'tag:yaml.org,2002:timestamp';

/** An object as text that kubectl reads back the same. */
export function yamlOf(object: object): string {
  return stringify(object, { version: '1.1', aliasDuplicateObjects: false });
}

/** Throws a UserError, which calls the file `shown`, when it is not YAML. */
export async function objectsIn(path: string, shown = path): Promise<AnyObject[]> {
  const documents = Array.from(parseAllDocuments(await readText(path), AS_KUBECTL));
  try {
    const error = documents.flatMap((document) => document.errors)[0];
    if (error) throw error;
    return documents
      .map((document) => document.toJS() as AnyObject | null)
      .filter((one) => one !== null)
      .flatMap((one) => (Array.isArray(one.items) ? (one.items as AnyObject[]) : [one]));
  } catch (cause) {
    // One that expands without end is found when it is read out.
    const [line] = (cause as Error).message.split('\n');
    throw new UserError('E_YAML', `${shown}: ${line}, expected YAML`, { cause });
  }
}
