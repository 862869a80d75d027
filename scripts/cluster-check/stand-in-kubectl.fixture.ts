// For tests: a program in kubectl's place that notes what it is asked, and answers as the test has it.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The first answer whose words are in the arguments counts; without one it prints nothing and succeeds. */
export interface Answer {
  asked: string;
  prints?: string;
  /** What it says when it fails. */
  fails?: string;
}

export interface StandInKubectl {
  /** For PATH. */
  folder: string;
  /** Arguments of each call so far, without the namespace. */
  calls(): Promise<string[]>;
  /** All that came by standard input. */
  inputs(): Promise<string>;
}

const PROGRAM = `
const { appendFileSync, readFileSync } = require('node:fs');
const [own] = [__dirname];
const args = process.argv.slice(2).join(' ');
const input = readFileSync(0, 'utf8');
appendFileSync(own + '/calls', args.replace(/^--namespace perf-check /, '') + '\\n');
appendFileSync(own + '/inputs', input);
const answers = JSON.parse(readFileSync(own + '/answers.json', 'utf8'));
const answer = answers.find(({ asked }) => args.includes(asked)) ?? {};
if (answer.fails) { process.stderr.write(answer.fails); process.exit(1); }
process.stdout.write(answer.prints ?? '');
`;

export async function standInKubectl(parent: string, answers: readonly Answer[]): Promise<StandInKubectl> {
  const folder = join(parent, 'kubectl-stand-in');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'answers.json'), JSON.stringify(answers));
  await writeFile(join(folder, 'program.cjs'), PROGRAM);
  await writeFile(join(folder, 'kubectl'), `#!/bin/sh\nexec "${process.execPath}" "${folder}/program.cjs" "$@"\n`, {
    mode: 0o755,
  });
  const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '');
  return {
    folder,
    calls: async () => (await read('calls')).trim().split('\n'),
    inputs: () => read('inputs'),
  };
}
