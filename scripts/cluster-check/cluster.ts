// kubectl, as far as a check of a cluster needs it: in one namespace, each refusal in one line.
import { spawn } from 'node:child_process';
import { findProgramIn, foldersOf } from 'k6-kit/programs';
import { Interrupted, UserError } from 'k6-kit/user-error';
import { plain } from 'k6-verdict/render/escape';
import type { Io } from '../io.ts';

const LONGEST_MS = 300_000;
const LINE_LENGTH = 300;

export class Cluster {
  readonly #kubectl: string;
  readonly #io: Pick<Io, 'env' | 'signal'>;
  readonly namespace: string;

  /** Throws a UserError where there is no kubectl. */
  constructor(namespace: string, io: Pick<Io, 'env' | 'signal'>) {
    const kubectl = findProgramIn(['kubectl'], foldersOf(io.env.PATH));
    if (kubectl === undefined)
      throw new UserError(
        'E_CLUSTER_KUBECTL',
        'no kubectl in PATH: expected one that reaches a cluster to try things in',
      );
    this.#kubectl = kubectl;
    this.#io = io;
    this.namespace = namespace;
  }

  /** What kubectl prints. `input`: for `-f -`. Throws a UserError with its words when it fails. */
  async ask(args: readonly string[], input = ''): Promise<string> {
    const child = spawn(this.#kubectl, ['--namespace', this.namespace, ...args], {
      ...{ env: { ...this.#io.env }, timeout: LONGEST_MS, stdio: ['pipe', 'pipe', 'pipe'] },
      ...(this.#io.signal && { signal: this.#io.signal }),
    });
    const [out, error]: [string[], string[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => error.push(chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const code = await new Promise<number | string | null>((resolve) => {
      child.on('error', ({ message }) => resolve(message));
      child.on('close', (status, signal) => resolve(status ?? signal));
    });
    if (this.#io.signal?.aborted) throw new Interrupted('interrupted; the namespace stays as it is');
    if (code === 0) return out.join('');
    const line = plain(error.join('').trim().split('\n').filter(Boolean).slice(0, 3).join('; ')).slice(0, LINE_LENGTH);
    throw new UserError('E_CLUSTER', `kubectl ${args.slice(0, 3).join(' ')}: ${line || `ended with ${code}`}`);
  }

  async apply(objects: readonly object[]): Promise<void> {
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    await this.ask(['apply', '-f', '-'], JSON.stringify(list));
  }

  async json<T>(args: readonly string[]): Promise<T> {
    const text = await this.ask([...args, '-o', 'json']);
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new UserError('E_CLUSTER', `kubectl ${args.slice(0, 3).join(' ')}: expected JSON`, { cause });
    }
  }
}
