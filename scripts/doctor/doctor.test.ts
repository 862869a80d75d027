// doctor, init and completion: each fault has its fix, a configuration is never overwritten, and shells complete what there is.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { everyCommand } from 'k6-verdict/program';
import { main } from '../cli.ts';
import { perf } from '../commands.ts';
import { loadConfig } from '../guard/config.ts';
import type { Io } from '../io.ts';
import { listening } from '../perf.fixture.ts';
import type { Check } from './check.ts';
import { doctorCommand, nodeCheck } from './doctor.ts';
import { type Machine, machineChecks } from './machine.ts';

const folder = testFolder();

const GOOD: Machine = { openFiles: 1_000_000, ports: 28_000, cores: 8, busy: 0.5, freeMemoryMb: 32_000 };

function world(change: Partial<Io> = {}): Io & { out: () => string; err: () => string } {
  const { io, said } = listening({ env: { PATH: process.env.PATH }, cwd: folder, ...change });
  return { ...io, out: () => said.out, err: () => said.err };
}

async function doctor(machine: Machine, env: Record<string, string> = {}, args: string[] = []) {
  const io = world({ env: { PATH: '/nonexistent', ...env } });
  let code = -1;
  await doctorCommand(
    io,
    (given) => (code = given),
    async () => machine,
  ).parseAsync(['--json', ...args], { from: 'user' });
  const checks = JSON.parse(io.out()) as Check[];
  return { code, checks, of: (id: string) => checks.find((check) => check.id === id), text: io.out() };
}

describe('the browser', () => {
  it('is a warning where there is none, since only page load tests want one', async () => {
    const { of } = await doctor(GOOD);
    assert.equal(of('browser')?.state, 'warning');
    assert.match(of('browser')?.found ?? '', /looked for chromium/);
  });

  it('is the one that the environment names, and a wrong name is told', async () => {
    const own = join(folder, 'chromium');
    await writeFile(own, '#!/bin/sh\n');
    await chmod(own, 0o755);
    const named = await doctor(GOOD, { K6_BROWSER_EXECUTABLE_PATH: own });
    assert.deepEqual([named.of('browser')?.state, named.of('browser')?.found], ['ok', own]);
    const { of } = await doctor(GOOD, { K6_BROWSER_EXECUTABLE_PATH: '/none' });
    assert.match(of('browser')?.found ?? '', /K6_BROWSER_EXECUTABLE_PATH reads "\/none"/);
  });
});

describe('the machine', () => {
  // What is wrong, the check that says so, its fix.
  const faults: [string, Partial<Machine>, string, RegExp][] = [
    ['too few open files', { openFiles: 1024 }, 'open-files', /^ulimit -n 1200$/],
    ['too few ports', { ports: 1000 }, 'ports', /ip_local_port_range/],
    ['too few cores', { cores: 1 }, 'cores', /more cores/],
    ['too little memory', { freeMemoryMb: 200 }, 'memory', /stop other programs/],
  ];
  for (const [name, change, id, fix] of faults) {
    it(`with ${name} fails that check alone, with its fix`, () => {
      const bad = machineChecks({ ...GOOD, ...change }, 1000, 0.7).filter(({ state }) => state === 'failed');
      assert.deepEqual(
        bad.map((check) => check.id),
        [id],
      );
      assert.match(bad[0]?.fix ?? '', fix);
    });
  }

  it('that is just enough passes, and one short of it fails', () => {
    const failedOf = (change: Partial<Machine>) =>
      machineChecks({ ...GOOD, ...change }, 500, 1).filter(({ state }) => state === 'failed').length;
    assert.deepEqual([failedOf({ openFiles: 700 }), failedOf({ openFiles: 699 })], [0, 1]);
    assert.deepEqual([failedOf({ ports: 1000 }), failedOf({ ports: 999 })], [0, 1]);
    assert.deepEqual([failedOf({ freeMemoryMb: 500 }), failedOf({ freeMemoryMb: 499 })], [0, 1]);
  });

  it('that is busy, or of which little is known, is a warning', () => {
    const states = (machine: Machine) => machineChecks(machine, 10, 1).map(({ id, state }) => `${id} ${state}`);
    assert.ok(states({ ...GOOD, busy: 7 }).includes('busy warning'));
    const unknown = states({ ...GOOD, openFiles: null, ports: null, freeMemoryMb: null });
    assert.deepEqual(
      unknown.filter((text) => text.endsWith('warning')),
      ['open-files warning', 'ports warning', 'memory warning'],
    );
  });
});

describe('perf doctor', () => {
  it('ends with 0 where nothing failed, and with 2 where something did; each finding has its fix', async () => {
    const good = await doctor(GOOD);
    assert.equal(good.code, EXIT.passed, good.text);
    const bad = await doctor({ ...GOOD, openFiles: 64 });
    assert.equal(bad.code, EXIT.badInput);
    for (const { state, fix } of [...good.checks, ...bad.checks]) assert.equal(fix === null, state === 'ok');
  });

  it('names a token by its length only, and an engine that does not work', async () => {
    const { of, text, code } = await doctor(GOOD, { AUTH_TOKEN: 'canary-4c', K6_BIN: '/nonexistent/k6' });
    assert.equal(of('token')?.found, 'set, 9 characters');
    assert.ok(!text.includes('canary'));
    assert.deepEqual([of('engine')?.state, code], ['failed', EXIT.badInput]);
  });

  it('says that the examples of the configuration are not your hosts, and what is wrong with a broken one', async () => {
    assert.match(
      (await doctor(GOOD)).of('config')?.fix ?? '',
      /your own hosts in the place of the examples in staging/,
    );
    const file = join(folder, 'perf.config.ts');
    await writeFile(file, 'export default { environments: { lab: { hosts: ["*"] } } };\n');
    assert.match((await doctor(GOOD)).of('config')?.found ?? '', /environments\.lab\.hosts\.0/);
    await rm(file);
  });

  it('has a folder for results that can be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const { of } = await doctor(GOOD, {}, ['--out', 'file/results']);
    assert.match(of('results')?.found ?? '', /^--out .*file\/results: a part of the path is a file \(ENOTDIR\)/);
  });

  it('fits the terminal, whatever it has to say', async () => {
    for (const columns of [undefined, 60]) {
      const io = world({ env: { PATH: '/nonexistent' }, columns: () => columns });
      await doctorCommand(
        io,
        () => {},
        async () => ({ ...GOOD, openFiles: 10 }),
      ).parseAsync(['--out', 'a/'.repeat(60)], { from: 'user' });
      const lines = io.out().split('\n');
      assert.ok(lines.length > 20);
      for (const line of lines) assert.ok(line.length <= (columns ?? 80), line);
      assert.match(io.out(), /^FAILED {3}open files [\s\S]*?\n {9}to do: ulimit -n/m);
    }
  });

  it('knows which Node.js is new enough', () => {
    const states = ['20.18.9', '20.19.0', '20.9.9', '22.0.0', '18.99.0'].map((version) => nodeCheck(version).state);
    assert.deepEqual(states, ['failed', 'ok', 'failed', 'ok', 'failed']);
  });
});

describe('perf init', () => {
  it('writes a configuration that loads, and never overwrites one', async (t) => {
    const own = testFolder(t);
    const io = world({ cwd: own });
    assert.equal(
      await main(['init', '--env', 'lab', '--url', 'https://Lab.internal:8443/'], io),
      EXIT.passed,
      io.err(),
    );
    const { environments, suites } = await loadConfig([own]);
    assert.deepEqual(
      [environments.lab?.baseUrl, environments.lab?.hosts],
      ['https://lab.internal:8443', ['lab.internal']],
    );
    assert.equal(environments.lab?.writes, false);
    assert.equal(suites.nightly?.environment, 'lab');
    const before = await readFile(join(own, 'perf.config.ts'), 'utf8');
    const again = world({ cwd: own });
    assert.equal(await main(['init'], again), EXIT.badInput);
    assert.match(again.err(), /exists already and is not overwritten/);
    assert.equal(await readFile(join(own, 'perf.config.ts'), 'utf8'), before);
  });

  it('refuses what is no environment or no target, and writes nothing', async () => {
    const io = world();
    assert.equal(await main(['init', '--env', "x', evil: '"], io), EXIT.badInput);
    assert.equal(await main(['init', '--url', "https://a.example/'+process.exit()+'"], io), EXIT.guardRefused);
    await assert.rejects(readFile(join(folder, 'perf.config.ts')), { code: 'ENOENT' });
  });

  it('makes a suite in a new folder and says what to do next; one that is not empty is left as it is', async (t) => {
    const own = testFolder(t);
    const io = world({ cwd: own });
    assert.equal(await main(['init', 'shop'], io), EXIT.passed, io.err());
    assert.match(io.out(), /\nNext: cd shop && npm start/);
    const before = await readdir(join(own, 'shop'), { recursive: true });
    assert.ok(before.includes('thresholds/tables.ts'), before.join(' '));
    const again = world({ cwd: own });
    assert.equal(await main(['init', 'shop'], again), EXIT.badInput);
    assert.match(again.err(), /^[^\n]*shop is not empty \(.gitignore\): expected an empty folder[^\n]*\n$/);
    const both = world({ cwd: own });
    assert.equal(await main(['init', 'other', '--env', 'lab'], both), EXIT.badInput);
    assert.deepEqual(await readdir(own), ['shop']);
    assert.deepEqual(await readdir(join(own, 'shop'), { recursive: true }), before);
  });
});

describe('perf completion', () => {
  const script = async (shell: string) => {
    const io = world();
    assert.equal(await main(['completion', shell], io), EXIT.passed, io.err());
    return io.out();
  };
  /** What bash offers after these words. */
  const offered = (text: string, words: string[]) => {
    const line = `${text}\nCOMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _perf; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', line], { encoding: 'utf8' }).stdout.trim().split('\n');
  };

  it('in bash offers every command, then its options and choices, whatever stands between', async () => {
    const text = await script('bash');
    const names = (await perf(world(), () => {})).commands.map((command) => command.name());
    assert.deepEqual(
      names.filter((name) => !offered(text, ['perf', '']).includes(name)),
      [],
    );
    assert.deepEqual(offered(text, ['perf', 'drill', '--rel']), ['--release']);
    assert.deepEqual(offered(text, ['perf', 'drill', 'sp']), ['spike']);
    assert.deepEqual(offered(text, ['perf', 'run', 'ba']), ['baseline']);
    assert.deepEqual(offered(text, ['perf', 'history', 'ex']), ['export']);
    assert.deepEqual(offered(text, ['perf', 'run', 'smoke', '--env', 'staging', '--time']), ['--time-scale']);
  });

  for (const shell of ['zsh', 'fish']) {
    const isThere = spawnSync(shell, ['--version']).status === 0;
    it(`in ${shell} is a script that the shell reads`, {
      skip: !isThere && `${shell} is not installed here`,
    }, async () => {
      const file = join(folder, `perf.${shell}`);
      await writeFile(file, await script(shell));
      await chmod(file, 0o600);
      const { status, stderr } = spawnSync(shell, [shell === 'zsh' ? '-n' : '--no-execute', file], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stderr);
    });
  }

  it('in fish has a line for each word of each command', async () => {
    const text = await script('fish');
    for (const command of everyCommand(await perf(world(), () => {})))
      for (const { long } of command.options) if (long) assert.ok(text.includes(`-l ${long.slice(2)} `), long);
    assert.doesNotMatch(text, /-d '[^'\n]*'[^\n]*'/);
  });
});

it('every command of ours that prints has --json', async () => {
  // Those that write files for other programs, or a shell's lines.
  const others = /^(monitoring|services|completion|help)/;
  const leaves = everyCommand(await perf(world(), () => {})).filter((command) => command.commands.length === 0);
  const without = leaves.filter((command) => !command.options.some(({ long }) => long === '--json'));
  const path = (command: (typeof leaves)[number]): string =>
    command.parent?.parent ? `${path(command.parent)} ${command.name()}` : command.name();
  assert.deepEqual(
    without.map(path).filter((name) => !others.test(name)),
    [],
  );
});
