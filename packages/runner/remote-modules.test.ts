// Modules of the web: fetched once before the run, relative to where they come from, and with an error that says what to do.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { generate } from 'selfsigned';
import { REPORTER, SUMMARY, UTILS_COMMONJS, UTILS_MODULE } from './remote-modules.fixture.ts';
import { K6_LOCAL } from './started.fixture.ts';
import { runText, serve, type TestServer } from './testing.fixture.ts';

const MODULES: Readonly<Record<string, string>> = {
  ...UTILS_MODULE,
  '/commonjs.js': UTILS_COMMONJS,
  '/summary.js': SUMMARY,
  '/reporter.js': REPORTER,
  '/types.ts': 'export const typed: number = 7;',
  '/throws.js': 'export function fails() {\n  throw new Error("on purpose");\n}',
  '/broken.js': 'export const x = ;',
  '/files.js': "import './beside.js'; import 'file:///etc/hosts';",
  '/beside.js': 'export {};',
  '/gone-inside.js': "import k6 from 'k6';\nimport './gone.js';",
};
const REDIRECTS: Readonly<Record<string, string>> = {
  '/latest.js': '/utils/1.0/index.js',
  '/loop.js': '/loop.js',
};

function serveModules(): Promise<TestServer> {
  return serve((request, response) => {
    const { url = '' } = request;
    if (url === '/large.js') response.setHeader('content-length', '20000000').flushHeaders();
    else if (REDIRECTS[url]) response.writeHead(302, { location: REDIRECTS[url] }).end();
    else if (MODULES[url] === undefined) response.writeHead(404).end('<html>');
    else response.end(url === '/throws.js' && !request.headers.authorization ? 'export {}' : MODULES[url]);
  });
}

async function withModules<T>(use: (server: TestServer) => Promise<T>): Promise<T> {
  const server = await serveModules();
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

test('a module of the web is fetched once, with its own imports relative to where it comes from', () =>
  withModules(async (server) => {
    const { exitCode, stderr } = await runText(
      `import { randomItem, uuidv4 } from '${server.url}/latest.js'; import { typed } from '${server.url}/types.ts';
      import { again } from './lib.js'; import utils from '${server.url}/commonjs.js'; import k6 from 'k6';
      export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 2, iterations: 2 } } };
      export default function () {
        const { uuidv4: other } = require('${server.url}/commonjs.js');
        k6.check(0, { 'all is there': () => randomItem([7]) === typed && again === randomItem && /^[\\da-f-]{36}$/.test(uuidv4()) && /^[\\da-f-]{36}$/.test(other()) && utils.randomIntBetween(3, 3) === 3 });
        if (randomItem([7]) !== typed || again !== randomItem || utils.randomItem([1]) !== 1) throw new Error('not there');
        console.log('RAN ' + uuidv4().length + other().length);
      }`,
      { files: { 'lib.js': `export { randomItem as again } from '${server.url}/latest.js';` } },
    );
    assert.equal(exitCode, 0, stderr);
    assert.equal(stderr.match(/RAN 3636/g)?.length, 4, stderr);
    assert.deepEqual(
      server.seen.toSorted(),
      [
        '/commonjs.js',
        '/latest.js',
        '/shared.js',
        '/types.ts',
        '/utils/1.0/index.js',
        '/utils/1.0/lib/uuid.js?v=2',
      ].map((path) => `GET ${path}`),
    );
  }));

const NOTHING = 'export default function () {}';

test('what cannot be fetched is one line with the URL and the file and line that import it, and nothing runs', () =>
  withModules(async (server) => {
    const offline = 'http://127.0.0.1:1/x.js';
    const cases: [source: string, message: RegExp][] = [
      [
        `import k6 from 'k6';\nimport '${offline}';`,
        /script\.js:2:\d+: http:\/\/127\.0\.0\.1:1\/x\.js cannot be fetched \(ECONNREFUSED\): is this machine offline\? If so, download the module/,
      ],
      [
        `import '${server.url}/gone.js';`,
        /script\.js:1:\d+: http:.*\/gone\.js cannot be fetched: the server answers 404/,
      ],
      [
        `import '${server.url}/gone-inside.js';`,
        /\] http:.*\/gone-inside\.js:2:\d+: http:.*\/gone\.js cannot be fetched/,
      ],
      [`import '${server.url}/loop.js';`, /loop\.js cannot be fetched: there are more than 10 redirects/],
      [`import '${server.url}/large.js';`, /large\.js cannot be fetched \(the answer is larger than 10 MB\)/],
      [`import '${server.url}/broken.js';`, /http:.*\/broken\.js:1:\d+: Unexpected ";"/],
      [
        `import '${server.url}/files.js';`,
        /files\.js:1:\d+: import of "file:\/\/\/etc\/hosts": a module of the web has no access to files/,
      ],
      [`import 'https:///';`, /it is not a URL/],
      [`require('${offline}');`, /x\.js cannot be fetched/],
    ];
    for (const [source, message] of cases) {
      const { exitCode, stderr, summary } = await runText(`${source}\n${NOTHING}`);
      assert.deepEqual([exitCode, summary], [107, undefined], stderr);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
  }));

test('--no-remote-modules forbids all of them, with the same line', () =>
  withModules(async (server) => {
    const { exitCode, stderr } = await runText(`import '${server.url}/shared.js'; ${NOTHING}`, {
      args: ['--no-remote-modules'],
    });
    assert.equal(exitCode, 107);
    assert.match(
      stderr,
      /script\.js:1:\d+: http:.*\/shared\.js is not fetched because of --no-remote-modules: download/,
    );
    assert.deepEqual(server.seen, []);
  }));

test('user and password of a module go to its server and into no message', () =>
  withModules(async (server) => {
    const secret = server.url.replace('://', '://someone:pass-word@');
    const ran = await runText(`import { fails } from '${secret}/throws.js'; export default function () { fails(); }`);
    assert.match(
      ran.stderr,
      /on purpose[\s\S]*at fails \(http:\/\/\*\*\*\*:\*\*\*\*@127\.0\.0\.1:\d+\/throws\.js:2:\d+\)/,
    );
    const others = await Promise.all(
      ['gone.js', 'broken.js', 'gone-inside.js', 'files.js'].map((path) =>
        runText(`import '${secret}/${path}'; ${NOTHING}`),
      ),
    );
    for (const { stderr } of [ran, ...others]) assert.doesNotMatch(stderr, /someone|pass-word/);
    for (const { stderr } of others) assert.match(stderr, /\*\*\*\*:\*\*\*\*@127/);
  }));

function secureServer(certificate: { private: string; cert: string }): Promise<Server> {
  const server = createServer({ key: certificate.private, cert: certificate.cert }, (request, response) => {
    response.writeHead(MODULES[request.url ?? ''] === undefined ? 404 : 200).end(MODULES[request.url ?? '']);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** The command line as a process: certificates to trust are read when it starts. */
function runCli(args: string[], env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [...K6_LOCAL, 'run', ...args], {
    env: { ...process.env, ...env },
    timeout: 60_000,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => void (output += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

test('scripts with k6-utils, k6-summary and k6-reporter run from an https server whose certificate NODE_EXTRA_CA_CERTS names', async (t) => {
  const certificate = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const server = await secureServer(certificate);
  const folder = testFolder(t);
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [script, authorities] = [join(folder, 'script.js'), join(folder, 'ca.pem')];
  try {
    writeFileSync(authorities, certificate.cert);
    writeFileSync(
      script,
      `import { randomIntBetween } from '${url}/utils/1.0/index.js'; import { textSummary } from '${url}/summary.js';
      import { htmlReport } from '${url}/reporter.js';
      export const options = { iterations: 3 };
      export default function () { randomIntBetween(1, 2); }
      export function handleSummary(data) {
        return { stdout: textSummary(data, { indent: '>', enableColors: false }), [__ENV.REPORT]: htmlReport(data, { title: 'a <b>' }) };
      }`,
    );
    const report = join(folder, 'report.html');
    const { code, output } = await runCli(['--quiet', '-e', `REPORT=${report}`, script], {
      NODE_EXTRA_CA_CERTS: authorities,
    });
    assert.equal(code, 0, output);
    assert.match(output, />iterations\.\.\.: count,rate/);
    assert.equal(readFileSync(report, 'utf8'), '<html><title>a _b_</title><p>3</p></html>');
    const { stderr } = await runText(`import '${url}/shared.js'; ${NOTHING}`);
    assert.match(stderr, /cannot be fetched \(DEPTH_ZERO_SELF_SIGNED_CERT\): NODE_EXTRA_CA_CERTS names a file/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("k6-utils' CommonJS build is required from disk", async () => {
  const { exitCode, stderr } = await runText(
    `const { uuidv4, randomItem } = require('./k6-utils.js'); exports.default = () => console.log('RAN ' + uuidv4().length + randomItem(['x']));`,
    { files: { 'k6-utils.js': UTILS_COMMONJS } },
  );
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /RAN 36x/);
});
