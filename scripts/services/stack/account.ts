// The account for servers that refuse to run as root.
import { readFile } from 'node:fs/promises';

export interface Account {
  uid: number;
  gid: number;
}

/** When we are root: the account `name`, or nobody's where there is none such. Otherwise undefined: our own will do. */
export async function accountFor(name: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const found = lines.find(([user]) => user === name) ?? lines.find(([user]) => user === 'nobody');
  return found ? { uid: Number(found[2]), gid: Number(found[3]) } : undefined;
}
