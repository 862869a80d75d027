// The conformance table: what of k6 the local runner has, with the test that shows each, and what it refuses.
//
// Written from k6's documentation and the types in @types/k6. table.test.ts holds it against both and against the code.
import { BROWSER_SECTIONS } from './browser-table.ts';
import { PAGE_SECTIONS } from './page-table.ts';
import { partly, refused, type Section, supported } from './rows.ts';
import { SOCKET_SECTIONS } from './socket-table.ts';

const API = 'script-api.test.ts';
const HTTP = 'http.test.ts';
const LIFE = 'lifecycle.run.test.ts';
const HERE = 'conformance/k6-http.test.ts';
const SETTINGS = 'conformance/settings.slow.test.ts';
const RULES = 'network-rules.test.ts';
const EVERY_FLAG = `${SETTINGS}: every flag sets what it is for`;
const EVERY_VARIABLE = `${SETTINGS}: every variable sets its option`;
const LOGS = `${SETTINGS}: log lines have the form and go to the place that flags and variables ask for`;
const IDLE = `${SETTINGS}: what has no effect here is accepted, and a warning says why`;
const RUN = 'conformance/as-documented.test.ts';
const TAGGED = `${HERE}: a request's samples carry every system tag that belongs to it`;
const RESPONSE = `${HTTP}: a response has all that k6 documents`;

export const TABLE: readonly Section[] = [
  {
    title: 'Modules',
    about: 'what a script may import',
    rows: [
      supported(
        'k6',
        'check, fail, group, randomSeed, sleep',
        `${API}: check returns whether all checks passed and counts each; group tags and times its content`,
      ),
      supported('k6/http', 'HTTP/1.1 requests', `${HTTP}: each method sends what it should`),
      supported(
        'k6/metrics',
        'custom metrics',
        `${API}: the four kinds of metrics add up, with tags of their own and of the VU`,
      ),
      supported(
        'k6/execution',
        'where in the test the script is',
        `${API}: an iteration knows its VU, its number and its place in the run`,
      ),
      supported(
        'k6/data',
        'arrays that all VUs share',
        `${API}: a SharedArray is built once for all VUs and cannot be changed`,
      ),
      supported('k6/encoding', 'Base64', `${API}: k6/encoding knows four Base64 variants`),
      partly('k6/crypto', 'hashes and HMACs, without md4', `${API}: k6/crypto hashes as OpenSSL does`),
      supported(
        'k6/timers',
        'the global timers as a module',
        `${API}: timers run in order, an iteration waits for them, and what they throw ends it`,
      ),
      supported(
        'k6/options',
        'types only: such an import is erased',
        'conformance/modules.test.ts: an import of types alone is erased',
      ),
      partly(
        'k6/x/sql | k6/x/sql/driver/postgres',
        'PostgreSQL without options of open()',
        'extensions/sql.long.test.ts: creates, fills, asks and closes, in setup, in iterations and in teardown',
      ),
      partly(
        'k6/x/redis',
        'one server; neither cluster nor sentinel',
        'extensions/redis.long.test.ts: has the documented commands, with the documented answers',
      ),
      partly(
        'k6/browser',
        'Chromium by playwright-core; its members are in sections of their own',
        'browser/browser.long.test.ts: a page is opened, used and measured',
      ),
      refused('k6/experimental/csv | k6/experimental/fs | k6/experimental/streams', 'on import'),
      supported(
        'k6/html',
        'pages of HTML, on cheerio',
        'html.test.ts: a Selection finds, narrows and walks as jQuery does',
      ),
      supported(
        'k6/ws',
        'WebSockets that the VU waits for',
        'sockets/ws.test.ts: connect waits until the socket is closed: text, bytes, pings, timers, and what was answered',
      ),
      supported(
        'k6/websockets',
        'several WebSockets at once',
        'sockets/websockets.test.ts: an iteration waits for its sockets: text, bytes, pings, states, listeners in order',
      ),
      refused('k6/net/grpc | k6/secrets', 'on import'),
      refused(
        'k6/experimental/browser | k6/experimental/grpc | k6/experimental/redis | k6/experimental/timers | k6/experimental/tracing | k6/experimental/webcrypto | k6/experimental/websockets',
        'names that k6 has dropped: on import, with what has taken their place',
      ),
      refused('k6/x/faker', 'any other extension: on import'),
      supported(
        'https://jslib.k6.io/k6-utils/1.4.0/index.js | http://127.0.0.1/module.js',
        "modules of the web, fetched before the run, each once; what they import is relative to them after redirects. `--no-remote-modules` forbids it. k6's documentation does not settle limits (here 30 s, 10 MB, 10 redirects, none from https to http)",
        'remote-modules.test.ts: a module of the web is fetched once, with its own imports relative to where it comes from',
      ),
      refused('lodash', 'any package by its bare name: on import, as in k6; bundle it with the script'),
      supported(
        './file.js | ./file.ts',
        'files next to the script, TypeScript without type checks',
        `${API}: modules next to the script are loaded, TypeScript too`,
      ),
      refused('top-level await', 'when the script is read', { script: 'await null; export default function () {}' }),
      supported(
        'require',
        'of k6 modules and of files next to the script, by literal names; CommonJS modules',
        'conformance/modules.test.ts: require has modules of k6 and files, and a script may be CommonJS itself',
      ),
    ],
  },
  {
    title: 'k6',
    about: 'exports of the module k6',
    rows: [
      supported(
        'check',
        'counts each condition, returns whether all held; names with :: are rejected, as for groups',
        `${API}: check returns whether all checks passed and counts each; group tags and times its content`,
      ),
      supported(
        'group',
        'tags and times what it holds; refuses async functions',
        `${API}: check returns whether all checks passed and counts each; group tags and times its content`,
      ),
      supported(
        'fail',
        'ends the iteration, not the run',
        `${API}: fail() and other exceptions end the iteration only, and are logged`,
      ),
      supported(
        'sleep | randomSeed',
        'waits for seconds; repeats a sequence of random numbers',
        `${API}: sleep takes its time, randomSeed repeats a sequence`,
      ),
    ],
  },
  {
    title: 'k6/http',
    about: 'exports of the module k6/http',
    rows: [
      supported(
        'get | head | post | put | patch | del | options | request',
        'sends and waits for the answer',
        `${HTTP}: each method sends what it should`,
      ),
      supported(
        'asyncRequest',
        'sends and returns a promise',
        `${HTTP}: asynchronous requests run at the same time, and waiting calls work after them`,
      ),
      supported(
        'batch',
        'sends in parallel, at most batch and batchPerHost at once',
        `${HTTP}: batch sends in parallel and answers in the shape of its argument`,
      ),
      supported(
        'url',
        'a URL whose name tag keeps its holes',
        `${HERE}: a request's samples carry every system tag that belongs to it`,
      ),
      supported('file', 'makes a multipart body', `${HTTP}: files make a multipart body`),
      supported(
        'cookieJar | CookieJar',
        'cookies of the VU, or of their own',
        `${HTTP}: cookies are kept within an iteration, sent back, and managed by the jar`,
      ),
      supported(
        'expectedStatuses | setResponseCallback',
        'which statuses are no failures',
        `${HTTP}: statuses are expected as the callbacks say`,
      ),
      supported(
        'SSL_3_0 | TLS_1_0 | TLS_1_1 | TLS_1_2 | TLS_1_3',
        'names of TLS versions',
        'conformance/table.test.ts: constants of k6/http have the values of the types',
      ),
      supported(
        'OCSP_STATUS_GOOD | OCSP_STATUS_REVOKED | OCSP_STATUS_SERVER_FAILED | OCSP_STATUS_UNKNOWN',
        'names of OCSP statuses',
        'conformance/table.test.ts: constants of k6/http have the values of the types',
      ),
      supported(
        'OCSP_REASON_AA_COMPROMISE | OCSP_REASON_AFFILIATION_CHANGED | OCSP_REASON_CA_COMPROMISE | OCSP_REASON_CERTIFICATE_HOLD | OCSP_REASON_CESSATION_OF_OPERATION',
        'reasons of revocations',
        'conformance/table.test.ts: constants of k6/http have the values of the types',
      ),
      supported(
        'OCSP_REASON_KEY_COMPROMISE | OCSP_REASON_PRIVILEGE_WITHDRAWN | OCSP_REASON_REMOVE_FROM_CRL | OCSP_REASON_SUPERSEDED | OCSP_REASON_UNSPECIFIED',
        'reasons of revocations',
        'conformance/table.test.ts: constants of k6/http have the values of the types',
      ),
    ],
  },
  {
    title: 'http.CookieJar',
    about: 'methods of a cookie jar',
    rows: [
      supported(
        'cookiesForURL | set | clear | delete',
        'lists, sets and removes cookies of a URL',
        `${HTTP}: cookies are kept within an iteration, sent back, and managed by the jar`,
      ),
    ],
  },
  {
    title: 'Params',
    about: 'fields of the params of a request',
    rows: [
      partly(
        'auth',
        '"basic" and "digest", with user and password in the URL; "ntlm" is refused',
        'http-digest.test.ts: auth "digest" sends a request, expects 401, and answers the challenge',
      ),
      refused('auth: ntlm', 'before the run when the call has it as a literal, else it ends the run', {
        script:
          "import http from 'k6/http'; const p = { auth: 'ntlm' }; export default function () { http.get('http://127.0.0.1:1', p); }",
      }),
      partly(
        'compression',
        'gzip, deflate and br of the request body',
        `${HERE}: request bodies are packed as params.compression says`,
      ),
      refused('compression: zstd', 'before the run when the call has it as a literal, else it ends the run', {
        script:
          "import http from 'k6/http'; export default function () { http.post('http://127.0.0.1:1', 'x', { compression: 'zstd' }); }",
      }),
      supported(
        'cookies',
        'cookies of this request; `replace` takes the place of one in the jar',
        `${HTTP}: cookies are kept within an iteration, sent back, and managed by the jar`,
      ),
      supported('headers', 'headers of this request', RESPONSE),
      supported(
        'jar',
        'another jar than that of the VU',
        `${HTTP}: cookies are kept within an iteration, sent back, and managed by the jar`,
      ),
      supported(
        'redirects',
        'most redirects to follow',
        `${HTTP}: redirects are followed up to the limit; each hop is a request of its own`,
      ),
      supported('responseType', 'text, binary or none', `${HTTP}: bodies come as text, bytes or not at all`),
      supported(
        'tags',
        'tags of the samples of this request',
        `${HERE}: a request's samples carry every system tag that belongs to it`,
      ),
      supported(
        'timeout',
        'milliseconds or such as 60s, the default',
        `${HTTP}: requests that fail have status 0, an error and a code, and are counted once`,
      ),
      supported(
        'responseCallback',
        'expected statuses of this request',
        `${HTTP}: statuses are expected as the callbacks say`,
      ),
    ],
  },
  {
    title: 'Response',
    about: 'fields and methods of an answer',
    rows: [
      supported('status | status_text | headers | url | error | error_code | proto', 'what came back', RESPONSE),
      supported('remote_ip | remote_port | request | timings', 'how it came', RESPONSE),
      supported('body', 'text, bytes (ArrayBuffer) or null', `${HTTP}: bodies come as text, bytes or not at all`),
      supported(
        'cookies',
        'cookies that the answer sets, by cookie name',
        `${HTTP}: cookies are kept within an iteration, sent back, and managed by the jar`,
      ),
      supported(
        'tls_version | tls_cipher_suite',
        'of an https connection',
        `${HERE}: an https answer says version and cipher suite`,
      ),
      partly('ocsp', 'empty: staples are not read', RESPONSE),
      supported(
        'json',
        "the body as JSON; selectors have all of GJSON's syntax; undefined if nothing is found. A selector without meaning in GJSON's documentation ends the run: k6's does not say what it finds",
        'json-selectors.test.ts: json(selector) in a script: values of its own, undefined where nothing is found or the body is not JSON',
      ),
      partly(
        'html',
        'a Selection of the page; through a computed name the script has to import k6/html',
        'html.test.ts: a page is reached through another name only where the script has the parser',
      ),
      partly(
        'submitForm',
        'sends GET or POST with the fields, the button and what the script sets; several fields of a name all go, which the documentation leaves open',
        'html.test.ts: submitForm fills a form and sends it, by default the first one with its first button',
      ),
      supported(
        'clickLink',
        'follows a link',
        'html.test.ts: clickLink follows a link, by default the first one, and waits as any request does',
      ),
    ],
  },
  {
    title: 'Behaviour of requests',
    about: 'what is documented about requests besides their fields',
    rows: [
      supported(
        'for...in, spread and JSON.stringify of a Response',
        'see its fields',
        `${HTTP}: for...in, spread, methods of Object and JSON.stringify see the fields of a response`,
      ),
      supported(
        'redirects 301, 302, 303',
        'become GET without a body; each hop is a request of its own',
        `${HERE}: redirects keep method and body with 307 and 308 and turn into GET with the others`,
      ),
      supported(
        'redirects 307, 308',
        'keep method and body',
        `${HERE}: redirects keep method and body with 307 and 308 and turn into GET with the others`,
      ),
      supported(
        'redirects to another origin',
        'lose Authorization and Cookie',
        `${HERE}: a redirect to another origin takes neither Authorization nor cookies along`,
      ),
      supported(
        'cookies across redirects',
        'a cookie that a hop sets is sent by the next',
        `${HERE}: a cookie that a redirect sets is sent by the next hop`,
      ),
      partly(
        'Content-Encoding',
        'gzip, deflate and br; zstd from Node 22.15 on, before it an error 1701',
        `${HERE}: bodies are unpacked by their Content-Encoding`,
      ),
      supported(
        'kept connections',
        'per VU',
        `${HTTP}: connections are kept per VU, or not at all when the options say so`,
      ),
      supported(
        'kept connections that the server has closed',
        "GET, HEAD, OPTIONS and TRACE are sent again, as Go's client does (k6 does not say)",
        'conformance/faults.slow.test.ts: a POST that the server may have seen is not sent again, a GET is',
      ),
      partly('HTTP/1.1', 'HTTP/2 is never negotiated', TAGGED),
      supported(
        'ambiguous responses',
        'two lengths, or a length and chunks: error 1000, and the connection is closed (k6 does not say)',
        'http-client.test.ts: what is ambiguous is an error or closes the connection, and never part of the next answer',
      ),
      supported(
        'framing of requests',
        "Content-Length and Transfer-Encoding are the runner's own (k6 does not say)",
        'http-client.test.ts: a request is framed by the runner, and nothing in it breaks out of its place',
      ),
    ],
  },
  {
    title: 'Error codes',
    about: '`error_code` of a request that failed (1400 to 1599 stand for statuses)',
    rows: [
      supported(
        '1000',
        'an error without a code of its own, such as an end in mid-answer',
        'conformance/faults.slow.test.ts: an end instead of an answer is one failed request with error_code 1000',
      ),
      supported(
        '1020',
        'a malformed URL',
        `${HTTP}: requests that fail have status 0, an error and a code, and are counted once`,
      ),
      supported(
        '1050',
        'a timeout',
        'conformance/faults.slow.test.ts: a server that hangs is one failed request with error_code 1050',
      ),
      supported(
        '1100 | 1101',
        'a name that cannot be looked up, or does not exist',
        'conformance/faults.slow.test.ts: names that are not found have a code of their own',
      ),
      supported(
        '1110 | 1111',
        'an address or a host that the options forbid',
        `${RULES}: forbidden hosts and addresses are failed requests with the codes 1111 and 1110, by redirect too`,
      ),
      supported(
        '1201 | 1202 | 1210 | 1211 | 1300',
        'a broken pipe, other errors of TCP, of dialling and of TLS',
        'conformance/error-codes.test.ts: each error of the network has its code',
      ),
      supported(
        '1212',
        'a refused connection',
        `${HTTP}: requests that fail have status 0, an error and a code, and are counted once`,
      ),
      supported(
        '1220',
        'a reset by the peer',
        'conformance/faults.slow.test.ts: a reset instead of an answer is one failed request with error_code 1220',
      ),
      supported(
        '1310 | 1311',
        'a certificate of an unknown issuer, or for another name',
        `${HERE}: a certificate for another name is error 1311, one of an unknown issuer 1310, and both can be let through`,
      ),
      supported(
        '1701',
        'a body that cannot be unpacked',
        'conformance/faults.slow.test.ts: a body that is not gzip is one failed request with error_code 1701',
      ),
      supported(
        '1900',
        "the runner's own, no code of k6: a body above --max-body-mib, or a header above 1 MiB",
        'conformance/faults.slow.test.ts: a gzip bomb is one failed request with error_code 1900',
      ),
    ],
  },
  {
    title: 'k6/metrics',
    about: 'exports of the module k6/metrics; the method add takes tags',
    rows: [
      supported(
        'Counter | Gauge | Rate | Trend | add | name',
        'metrics of the script',
        `${API}: the four kinds of metrics add up, with tags of their own and of the VU`,
      ),
    ],
  },
  {
    title: 'k6/execution',
    about: 'members of the module k6/execution',
    rows: [
      supported(
        'scenario.name | scenario.executor | scenario.startTime | scenario.progress | scenario.iterationInInstance',
        'the scenario of the VU: without options its executor is per-vu-iterations; progress is the share of the iterations that have ended, or of the time if their number is not fixed',
        `${API}: an iteration knows its VU, its number and its place in the run`,
      ),
      supported(
        'scenario.iterationInTest | vu.idInTest',
        'unique over all execution segments, with gaps',
        'segments.test.ts: instances share iterations and VUs, and their numbers in the test are different ones',
      ),
      supported(
        'instance.iterationsInterrupted | instance.iterationsCompleted | instance.vusActive | instance.vusInitialized | instance.currentTestRunDuration',
        'counters of this instance',
        `${API}: an iteration knows its VU, its number and its place in the run`,
      ),
      supported(
        'test.abort',
        'ends the run with 108 wherever it is called; after setup with teardown',
        `${LIFE}: after abort() in setup() there is neither load nor teardown; after one in the load there is teardown`,
      ),
      supported('test.fail', 'the run goes on and ends with 110', `${LIFE}: every exit code has its cause`),
      supported(
        'test.options',
        'the consolidated options',
        `${API}: an iteration knows its VU, its number and its place in the run`,
      ),
      supported(
        'vu.iterationInInstance | vu.iterationInScenario | vu.idInInstance',
        'the VU',
        `${API}: an iteration knows its VU, its number and its place in the run`,
      ),
      supported(
        'vu.tags | vu.metrics.tags',
        'tags of all samples of the VU from now on',
        `${API}: the four kinds of metrics add up, with tags of their own and of the VU`,
      ),
      partly(
        'vu.metrics.metadata',
        'kept for the VU, but not written to outputs',
        'conformance/modules.test.ts: metadata of a VU outlives the iteration and stays out of the outputs',
      ),
    ],
  },
  {
    title: 'k6/data',
    about: 'exports of the module k6/data',
    rows: [
      supported(
        'SharedArray',
        'built once, read by all VUs',
        `${API}: a SharedArray is built once for all VUs and cannot be changed`,
      ),
    ],
  },
  {
    title: 'k6/browser',
    about: 'exports of the module k6/browser',
    rows: [
      partly(
        'browser | devices',
        'with a Chromium on the machine: one a VU, kept over its iterations',
        'browser/browser.long.test.ts: a page is opened, used and measured',
      ),
      partly(
        'networkProfiles',
        'with a Chromium on the machine; not in the types',
        'browser/events.long.test.ts: a throttled page takes longer; wrong profiles are refused',
      ),
      refused('chromium', 'on import: the browser to connect to is named by K6_BROWSER_WS_URL', {
        script: "import { chromium } from 'k6/browser'; export default function () { chromium; }",
      }),
    ],
  },
  ...PAGE_SECTIONS,
  ...SOCKET_SECTIONS,
  ...BROWSER_SECTIONS,
  {
    title: 'k6/encoding',
    about: 'exports of the module k6/encoding',
    rows: [
      supported('b64encode | b64decode', 'std, rawstd, url, rawurl', `${API}: k6/encoding knows four Base64 variants`),
    ],
  },
  {
    title: 'k6/crypto',
    about: 'exports of the module k6/crypto; a hasher has update and digest',
    rows: [
      supported(
        'md5 | sha1 | sha256 | sha384 | sha512 | sha512_224 | sha512_256 | ripemd160',
        'hex, base64, base64url, base64rawurl, binary',
        `${API}: k6/crypto hashes as OpenSSL does`,
      ),
      supported(
        'createHash | createHMAC | hmac | randomBytes | update | digest',
        'hashes in parts and with a secret',
        `${API}: k6/crypto hashes as OpenSSL does`,
      ),
      refused('md4', 'before the run where the text tells, else it ends the run', {
        script: "import crypto from 'k6/crypto'; export default function () { crypto.md4('x', 'hex'); }",
      }),
    ],
  },
  {
    title: 'k6/timers',
    about: 'exports of the module k6/timers, which are globals too',
    rows: [
      supported(
        'setTimeout | clearTimeout | setInterval | clearInterval',
        'an iteration waits for its timers; not in the init context',
        `${API}: timers run in order, an iteration waits for them, and what they throw ends it`,
      ),
    ],
  },
  {
    title: 'Globals',
    about: 'what a script finds without an import; nothing of Node is visible',
    rows: [
      supported(
        '__ENV',
        'the environment and -e',
        `${API}: __ENV has the environment, -e and PERF_ENGINE; a flag keeps the environment out`,
      ),
      supported(
        '__VU | __ITER',
        'numbers of the VU and of its iteration',
        `${API}: an iteration knows its VU, its number and its place in the run`,
      ),
      supported(
        'open',
        'reads files in the init context, relative to the file that calls it. k6 documents that for the future and warns where it is not so yet; import.meta.resolve() says the same in both',
        'conformance/modules.test.ts: open() starts from the file that it is called in',
      ),
      supported(
        'import.meta.resolve',
        'the address of a file next to the script',
        'conformance/modules.test.ts: import.meta.resolve returns an address that open() reads',
      ),
      supported(
        'console',
        'log, info, warn, error; debug and trace with --verbose',
        `${SETTINGS}: debug messages are shown with --verbose only`,
      ),
      supported(
        'crypto.getRandomValues | crypto.randomUUID',
        'random bytes',
        `${API}: k6/crypto hashes as OpenSSL does`,
      ),
      supported(
        'crypto.subtle',
        "digest, encrypt, decrypt, sign, verify, generateKey, importKey, exportKey, deriveBits and deriveKey with the algorithms that k6 documents; others reject with NotSupportedError. Not in the init context: k6's documentation does not settle what waits for it there",
        'subtle.test.ts: what k6 documents works: digests, ciphers, signatures, keys in every format, derived bits and keys',
      ),
      supported('TextEncoder | TextDecoder', 'UTF-8', `${API}: TextEncoder and TextDecoder speak UTF-8`),
      supported(
        'globalThis | global',
        'the global object',
        `${API}: no global of Node or of V8 alone is visible, those of k6 are`,
      ),
    ],
  },
  {
    title: 'Lifecycle',
    about: 'exports of a script',
    rows: [
      supported(
        'options',
        'read from VU 0',
        'conformance/settings.slow.test.ts: the config file is weaker than the script, the script than the environment, the environment than the flags',
      ),
      supported(
        'default',
        'the function of an iteration, unless a scenario names another; async functions are awaited',
        `${LIFE}: scenarios have their own function, environment, tags and start`,
      ),
      supported(
        'setup | teardown',
        'once, before and after the load; the result of setup() is copied to everybody',
        `${LIFE}: setup hands a copy of its data to every VU, to teardown and to the summary`,
      ),
      supported(
        'handleSummary',
        'gets the classic summary; what it returns goes to stdout, stderr and files',
        `${LIFE}: handleSummary gets k6's classic object and its files are written whole`,
      ),
    ],
  },
  {
    title: 'Executors',
    about: 'values of `executor` in a scenario',
    rows: [
      supported(
        'shared-iterations',
        'VUs share a number of iterations',
        'executors.test.ts: shared-iterations: the VUs share the iterations, each number is given once',
      ),
      supported(
        'per-vu-iterations',
        'each VU has its number of iterations',
        'executors.test.ts: per-vu-iterations: each VU runs its own number',
      ),
      supported(
        'constant-vus',
        'as many iterations as fit',
        'executors.test.ts: constant-vus: as many iterations as fit, the last ones finish in the grace',
      ),
      supported(
        'ramping-vus',
        'VUs come and go with the stages',
        'executors.test.ts: ramping-vus: VUs come and go one by one',
      ),
      supported(
        'constant-arrival-rate',
        'iterations start evenly; without a free VU they are dropped',
        'executors.test.ts: constant-arrival-rate: iterations start evenly, however long they take',
      ),
      supported(
        'ramping-arrival-rate',
        'as many iterations as the area under the stages',
        'executors.test.ts: ramping-arrival-rate: as many iterations as the area under the curve',
      ),
      refused('externally-controlled', 'when the options are read; k6 2.0 has removed it', {
        script:
          "export const options = { scenarios: { a: { executor: 'externally-controlled' } } }; export default function () {}",
      }),
    ],
  },
  {
    title: 'Scenario fields',
    about: 'fields of scenarios; a field of another executor is refused by its name',
    rows: [
      supported(
        'executor | vus | iterations | maxDuration | duration',
        'size and length',
        'options.test.ts: without anything there is one iteration of one VU',
      ),
      supported(
        'startTime | exec | env | tags',
        'when, which function, with which variables and tags',
        `${LIFE}: scenarios have their own function, environment, tags and start`,
      ),
      supported(
        'gracefulStop',
        'how long iterations may go on at the end',
        'executors.test.ts: gracefulStop: an iteration that outlasts the grace is interrupted',
      ),
      supported(
        'stages | startVUs',
        'a ramp',
        'conformance/outcomes.run.test.ts: the fields of every executor have their documented defaults',
      ),
      supported(
        'gracefulRampDown',
        'how long a VU that is not wanted any more may go on, the last one of a ramp down to 0 included',
        'executors.test.ts: gracefulRampDown: a VU that is not wanted any more may finish within it',
      ),
      supported(
        'rate | timeUnit | preAllocatedVUs | maxVUs | startRate',
        'the open model',
        'conformance/outcomes.run.test.ts: the fields of every executor have their documented defaults',
      ),
      partly(
        'options',
        'browser.type chromium; nothing else',
        'options.test.ts: a scenario may ask for a browser, and for nothing else',
      ),
    ],
  },
  {
    title: 'Behaviour of a run',
    about: 'besides the requirements of single options',
    rows: [
      supported(
        'unknown options',
        'a warning that names them; the run goes on',
        `${RUN}: unknown options are named in a warning, and the run goes on`,
      ),
      partly(
        'empty stages | empty scenarios',
        "a warning, then what the other options ask for, else one iteration; k6's documentation does not say how they combine",
        `${RUN}: empty stages and scenarios are as if they were left out, with a warning`,
      ),
      supported(
        'too few VUs for an arrival rate',
        'one warning for each scenario with the number of VUs reached',
        `${RUN}: an arrival rate that runs out of VUs says so once`,
      ),
      supported(
        'interrupted iterations',
        'counted in the last line of progress, and named below the summary',
        `${RUN}: interrupted iterations are in the final text`,
      ),
      partly(
        'a call that does not come back',
        "the runner's own: after 15 s another thread ends the run (107) with VU, place and summary; k6 runs on to the end of the grace",
        'stuck.run.test.ts: a VU that is stuck ends the run with its number, its place and a summary',
      ),
      supported(
        'handleSummary: a file that cannot be written',
        'an error in the log; the exit code stays (seen in runs of k6, not in its documentation)',
        `${RUN}: a file of handleSummary that cannot be written is an error in the log only`,
      ),
      supported(
        'a script without an exported function',
        "exit code 255 (seen in runs of k6 0.55, not in its documentation); 104 when the scenario's own function is missing",
        `${RUN}: a script that exports no function ends with 255`,
      ),
    ],
  },
  {
    title: 'Options',
    about: 'fields of `options` and of the file of --config',
    rows: [
      supported(
        'vus | duration | iterations | stages',
        'stand for a scenario `default`',
        'options.test.ts: flags win over the environment, the environment over the script',
      ),
      supported(
        'scenarios',
        'see executors',
        `${LIFE}: scenarios have their own function, environment, tags and start`,
      ),
      supported(
        'thresholds',
        'see thresholds',
        `${LIFE}: abortOnFail ends the run with 99 and a summary that shows the threshold`,
      ),
      supported(
        'batch | batchPerHost',
        'most requests of a batch() at once (20), and to one host (6)',
        `${HERE}: a batch keeps its limits, over all and per host`,
      ),
      supported(
        'blacklistIPs | blockHostnames',
        'where no request goes: errors 1110 and 1111; pages keep to blockHostnames only, and a warning says so',
        `${RULES}: forbidden hosts and addresses are failed requests with the codes 1111 and 1110, by redirect too`,
      ),
      supported(
        'hosts',
        'addresses of hosts, with ports and wildcards; the Host header stays',
        `${RULES}: a run goes to the address of the option hosts with the Host header of the URL, in setup() too`,
      ),
      supported(
        'discardResponseBodies',
        'no bodies unless a request asks',
        `${HTTP}: bodies come as text, bytes or not at all`,
      ),
      supported(
        'executionSegment | executionSegmentSequence',
        "this instance's part; the pattern is the runner's own, not to be mixed with k6 in one sequence",
        'segments.test.ts: instances share iterations and VUs, and their numbers in the test are different ones',
      ),
      supported(
        'handleSummaryTimeout | setupTimeout | teardownTimeout',
        'the longest time of these functions',
        'conformance/outcomes.run.test.ts: lifecycle functions are stopped at their timeouts',
      ),
      supported(
        'insecureSkipTLSVerify',
        'any certificate will do',
        `${HERE}: a certificate for another name is error 1311, one of an unknown issuer 1310, and both can be let through`,
      ),
      supported(
        'rps',
        'the most requests per second of all VUs of the instance, spread evenly; waiting does not count in their times (k6 does not say)',
        'request-pace.run.test.ts: rps holds for all VUs together, in one thread and in two',
      ),
      supported(
        'httpDebug',
        'requests and responses in the log, with bodies for "full"; tokens and cookies are masked',
        'http-debug.test.ts: httpDebug logs requests and responses, and no secret of their headers',
      ),
      supported(
        'tlsVersion',
        'one version, or {min, max}; SSL 3.0 as min means the oldest that Node has',
        'tls-settings.test.ts: tlsVersion is one version, or the range of those that may be used',
      ),
      partly(
        'tlsCipherSuites',
        "of TLS up to 1.2, as in k6; those that Node's OpenSSL lacks (RC4) are left out",
        'tls-settings.test.ts: tlsCipherSuites are those of TLS up to 1.2; naming suites of TLS 1.3 does nothing, as in k6',
      ),
      supported(
        'tlsAuth',
        'client certificates by domain',
        'tls-settings.test.ts: tlsAuth shows a client certificate to its domains, or to every host',
      ),
      supported(
        'linger',
        'after the run wait for Ctrl-C',
        `${SETTINGS}: linger waits after the run for a signal, and the exit code stays`,
      ),
      supported(
        'maxRedirects',
        'redirects to follow (10)',
        `${HERE}: options of requests: redirects, user agent, cookies that outlive the iteration`,
      ),
      supported(
        'noCookiesReset',
        'cookies outlive the iteration',
        `${HERE}: options of requests: redirects, user agent, cookies that outlive the iteration`,
      ),
      supported(
        'userAgent',
        "User-Agent header; the default is the runner's own",
        `${HERE}: options of requests: redirects, user agent, cookies that outlive the iteration`,
      ),
      supported(
        'minIterationDuration',
        'the least time between two starts',
        `${LIFE}: minIterationDuration stretches the time between iterations`,
      ),
      supported(
        'noConnectionReuse | noVUConnectionReuse',
        'new connections for each request or iteration',
        `${HTTP}: connections are kept per VU, or not at all when the options say so`,
      ),
      supported(
        'noSetup | noTeardown',
        'leave these functions out',
        `${LIFE}: async setup and teardown are awaited; noSetup and noTeardown leave them out`,
      ),
      partly('dns | vusMax', 'accepted without an effect, and a warning says why', IDLE),
      supported('noThresholds', 'judge nothing', `${LIFE}: every exit code has its cause`),
      supported(
        'summaryTrendStats | summaryTimeUnit',
        'figures and unit of the summary',
        'conformance/outcomes.run.test.ts: the summary has the figures and the unit that the options ask for',
      ),
      partly(
        'systemTags',
        'without vu, iter, ip and ocsp_status',
        'conformance/outcomes.run.test.ts: system tags that are not asked for stay away',
      ),
      supported('tags', 'on every sample', `${HERE}: a request's samples carry every system tag that belongs to it`),
      supported(
        'throw',
        'failed requests and bad tags throw',
        `${HTTP}: with the option throw a failed request throws, and a 404 does not`,
      ),
      supported(
        'cloud | ext | noUsageReport',
        'without a meaning here, as in `k6 run`',
        'conformance/outcomes.run.test.ts: options for the cloud and for usage reports are let through',
      ),
      refused('paused | tlsAIAFetch', 'when the options are read'),
    ],
  },
  {
    title: 'Thresholds',
    about: 'expressions of `thresholds`',
    rows: [
      supported(
        'count | rate | value | avg | min | max | med | p(N)',
        'aggregations, each for its kind of metric',
        'thresholds.test.ts: a threshold holds exactly when its figure compares so with its limit (property)',
      ),
      supported(
        '< | <= | > | >= | == | != | === | !==',
        'operators',
        'thresholds.test.ts: a threshold holds exactly when its figure compares so with its limit (property)',
      ),
      supported(
        '{tag:value}',
        'samples with all of these tags',
        'thresholds.test.ts: a sub-metric gets the samples whose tags match, whatever other tags they have',
      ),
      supported(
        'abortOnFail | delayAbortEval',
        'ends the run, judged every 2 s',
        'thresholds.test.ts: abortOnFail waits for delayAbortEval and for a first sample',
      ),
    ],
  },
  {
    title: 'Metrics',
    about: 'built-in metrics',
    rows: [
      supported(
        'checks | group_duration',
        'checks and groups',
        `${API}: check returns whether all checks passed and counts each; group tags and times its content`,
      ),
      supported(
        'vus | vus_max',
        'every second',
        'conformance/outcomes.run.test.ts: every built-in metric has its type and its samples',
      ),
      supported(
        'iterations | iteration_duration | dropped_iterations',
        'iterations',
        'conformance/outcomes.run.test.ts: every built-in metric has its type and its samples',
      ),
      supported(
        'http_reqs | http_req_failed | http_req_duration | http_req_blocked | http_req_connecting | http_req_tls_handshaking | http_req_sending | http_req_waiting | http_req_receiving',
        'requests, each hop of its own; times are taken at the socket',
        'conformance/outcomes.run.test.ts: every built-in metric has its type and its samples',
      ),
      supported(
        'ws_connecting | ws_sessions | ws_session_duration | ws_msgs_sent | ws_msgs_received | ws_ping',
        'WebSockets; sessions are those that were opened, also those that the end of the run closes',
        'sockets/ws.test.ts: connect waits until the socket is closed: text, bytes, pings, timers, and what was answered',
      ),
      partly(
        'browser_data_sent | browser_data_received | browser_http_req_duration | browser_http_req_failed | browser_web_vital_cls | browser_web_vital_fcp | browser_web_vital_inp | browser_web_vital_lcp | browser_web_vital_ttfb',
        'of pages, in scripts that import k6/browser; with a Chromium on the machine',
        'browser/browser.long.test.ts: a page is opened, used and measured',
      ),
      supported('data_sent | data_received', 'bytes on the wire', `${HTTP}: bytes on the wire are counted`),
      refused('grpc_req_duration', 'metrics of gRPC: a threshold on them'),
    ],
  },
  {
    title: 'System tags',
    about: 'tags that samples carry by themselves',
    rows: [
      supported(
        'proto | status | method | url | name | error | error_code | expected_response | scenario | group',
        'of requests',
        TAGGED,
      ),
      supported('tls_version', 'of https requests', `${HERE}: an https answer says version and cipher suite`),
      supported(
        'check',
        'of checks',
        `${API}: check returns whether all checks passed and counts each; group tags and times its content`,
      ),
      supported(
        'subproto',
        'of WebSockets: the protocol that the server has chosen',
        'sockets/ws.test.ts: connect waits until the socket is closed: text, bytes, pings, timers, and what was answered',
      ),
      partly(
        'service',
        'never set: gRPC has it',
        'conformance/outcomes.run.test.ts: system tags that are not asked for stay away',
      ),
      refused('vu | iter | ip | ocsp_status', 'when the options are read'),
    ],
  },
  {
    title: 'Outputs',
    about: 'values of --out and K6_OUT',
    rows: [
      supported(
        'json | csv',
        "k6's lines, to a file or to stdout; gzipped when the name ends in .gz",
        "outputs.test.ts: all of the summary's figures come out of the points again, and csv has the same rows",
      ),
      supported(
        'histogram',
        'ours, k6 has none: every figure of the run in a file of some 0.1 MB, to be kept and merged',
        "outputs.test.ts: the histogram file has all of the summary's figures: counts and averages as they are, percentiles to its precision",
      ),
      refused(
        'cloud | experimental-opentelemetry | experimental-prometheus-rw | influxdb | opentelemetry | web-dashboard',
        'when the flags are read',
      ),
    ],
  },
  {
    title: 'Flags',
    about: 'of `run`',
    rows: [
      supported(
        '--vus -u | --duration -d | --iterations -i | --stage -s',
        'replace what the script says about its load',
        EVERY_FLAG,
      ),
      supported(
        '--env -e | --tag | --scenario | --once | --config -c',
        "variables, tags, which scenarios, one iteration, a file of options (none is read from the user's folder)",
        EVERY_FLAG,
      ),
      supported(
        '--out -o | --summary-export | --summary-trend-stats | --summary-time-unit | --system-tags | --console-output',
        'what is written',
        EVERY_FLAG,
      ),
      partly(
        '--summary-mode',
        'full looks like compact, and a warning says so',
        `${SETTINGS}: without a summary there is neither text nor handleSummary nor an export`,
      ),
      supported(
        '--no-summary',
        'of k6 1, as --summary-mode=disabled, with a warning',
        `${SETTINGS}: without a summary there is neither text nor handleSummary nor an export`,
      ),
      supported(
        '--log-format -f',
        'raw and json; anything but these, text and nothing is rejected (k6 does not document what it does)',
        LOGS,
      ),
      partly('--log-output', 'stderr, stdout, none and file (appended to); loki only with a warning', LOGS),
      partly(
        '--address -a | --compatibility-mode | --dns | --features | --log-ns-timestamps | --profiling-enabled | --secret-source | --traces-output',
        'accepted without an effect, and a warning says why',
        IDLE,
      ),
      partly(
        '--new-machine-readable-summary',
        'false only',
        `${SETTINGS}: the newer shape of the summary is refused, its refusal is accepted`,
      ),
      supported(
        '--include-system-env-vars | --insecure-skip-tls-verify | --discard-response-bodies | --no-connection-reuse | --no-vu-connection-reuse',
        'switches',
        EVERY_FLAG,
      ),
      supported(
        '--max-redirects | --rps | --http-debug | --batch | --batch-per-host | --blacklist-ip | --block-hostnames | --min-iteration-duration | --user-agent | --throw -w',
        'as the options',
        EVERY_FLAG,
      ),
      supported(
        '--no-thresholds | --no-setup | --no-teardown | --no-usage-report | --linger -l | --verbose -v | --quiet -q | --no-color',
        'switches',
        EVERY_FLAG,
      ),
      supported('--execution-segment | --execution-segment-sequence', "this instance's part of the test", EVERY_FLAG),
      supported('--threads', "the runner's own, no flag of k6: threads to spread the VUs over", EVERY_FLAG),
      supported(
        '--max-body-mib',
        "the runner's own, no flag of k6: how large the body of an answer may be, 64 without it",
        'large-answers.slow.test.ts: --max-body-mib says what is too large',
      ),
      supported(
        '--own-worlds',
        "the runner's own, no flag of k6: a JavaScript world for each VU",
        'world.test.ts: a script that changes built-in objects gets a world for each VU, by itself or by --own-worlds',
      ),
      supported(
        '--live',
        "the runner's own, no flag of k6: a page on loopback that shows the run while it goes on",
        "live/live.test.ts: the page's figures are those of the summary",
      ),
      supported(
        '--no-remote-modules',
        "the runner's own, no flag of k6: modules of the web are not fetched",
        'remote-modules.test.ts: --no-remote-modules forbids all of them, with the same line',
      ),
      refused(
        '--local-ips | --paused -p',
        'when the flags are read: load would come from other addresses, or start before its time',
      ),
    ],
  },
  {
    title: 'Variables',
    about: 'of the environment; an empty one says nothing',
    rows: [
      supported(
        'K6_VUS | K6_DURATION | K6_ITERATIONS | K6_STAGES | K6_TAGS | K6_SYSTEM_TAGS',
        'as the flags',
        EVERY_VARIABLE,
      ),
      supported(
        'K6_SUMMARY_EXPORT | K6_SUMMARY_TREND_STATS | K6_SUMMARY_TIME_UNIT | K6_CONSOLE_OUTPUT | K6_LINGER',
        'as the flags',
        EVERY_VARIABLE,
      ),
      supported(
        'K6_INSECURE_SKIP_TLS_VERIFY | K6_DISCARD_RESPONSE_BODIES | K6_NO_CONNECTION_REUSE | K6_NO_VU_CONNECTION_REUSE | K6_NO_COOKIES_RESET',
        'as the options',
        EVERY_VARIABLE,
      ),
      supported(
        'K6_MAX_REDIRECTS | K6_RPS | K6_HTTP_DEBUG | K6_BATCH | K6_BATCH_PER_HOST | K6_BLACKLIST_IPS | K6_BLOCK_HOSTNAMES | K6_MIN_ITERATION_DURATION | K6_USER_AGENT | K6_THROW',
        'as the options',
        EVERY_VARIABLE,
      ),
      supported(
        'K6_SETUP_TIMEOUT | K6_TEARDOWN_TIMEOUT | K6_HANDLE_SUMMARY_TIMEOUT | K6_NO_THRESHOLDS | K6_NO_SETUP | K6_NO_TEARDOWN | K6_NO_USAGE_REPORT',
        'as the options',
        EVERY_VARIABLE,
      ),
      supported('K6_EXECUTION_SEGMENT | K6_EXECUTION_SEGMENT_SEQUENCE', 'as the flags', EVERY_VARIABLE),
      partly(
        'K6_SUMMARY_MODE | K6_NO_SUMMARY',
        'as the flags',
        `${SETTINGS}: without a summary there is neither text nor handleSummary nor an export`,
      ),
      partly('K6_LOG_FORMAT | K6_LOG_OUTPUT', 'as the flags', LOGS),
      partly(
        'K6_ADDRESS | K6_COMPATIBILITY_MODE | K6_DNS | K6_FEATURES | K6_LOG_NS_TIMESTAMPS | K6_PROFILING_ENABLED | K6_TRACES_OUTPUT | K6_WEB_DASHBOARD',
        'accepted without an effect, and a warning says why',
        IDLE,
      ),
      partly(
        'K6_NEW_MACHINE_READABLE_SUMMARY',
        'false only',
        `${SETTINGS}: the newer shape of the summary is refused, its refusal is accepted`,
      ),
      supported(
        'K6_OUT | K6_CSV_FILENAME',
        'as --out, and the file of csv',
        "outputs.test.ts: names of files default to k6's",
      ),
      partly('K6_CSV_TIME_FORMAT', 'unix only', `${SETTINGS}: times in csv are seconds, other formats are refused`),
      supported(
        'K6_BIN',
        "none of k6's: where this project looks for k6; nothing to the runner",
        `${SETTINGS}: a variable without an effect is named in a warning, its value is not`,
      ),
      refused(
        'K6_CONFIG | K6_HOSTS | K6_LOCAL_IPS | K6_PAUSED | K6_TLS_AIA_FETCH',
        'unless they say what the runner does anyway',
      ),
      supported(
        'K6_BROWSER_ARGS | K6_BROWSER_DEBUG | K6_BROWSER_EXECUTABLE_PATH | K6_BROWSER_HEADLESS | K6_BROWSER_IGNORE_DEFAULT_ARGS | K6_BROWSER_TIMEOUT | K6_BROWSER_WS_URL',
        'for scripts with a browser',
        'browser/settings.test.ts: the environment says which browser, and how',
      ),
      partly(
        'K6_AUTO_EXTENSION_RESOLUTION | K6_BROWSER_ENABLE_* | K6_BROWSER_TRACES_* | K6_CLOUD_* | K6_CSV_SAVE_INTERVAL | K6_DEPENDENCY_MANIFEST | K6_EXIT_ON_RUNNING | K6_INFLUXDB_* | K6_OTEL_* | K6_PROMETHEUS_RW_* | K6_WEB_DASHBOARD_*',
        'without an effect here, named in a warning; so is any other variable that starts with K6_',
        `${SETTINGS}: a variable without an effect is named in a warning, its value is not`,
      ),
    ],
  },
  {
    title: 'Extensions',
    about: 'what k6/x/sql (PostgreSQL) and k6/x/redis have; shown where their servers are installed',
    rows: [
      partly(
        'sql.open',
        "connection URLs only, without options; any database but PostgreSQL's is refused",
        'extensions/settings.test.ts: says host, port, user, password, database and encryption',
      ),
      partly(
        'Database.exec | Database.query | Database.close',
        'not in the init context; a moment comes as a Date, not as a Go time',
        'extensions/sql.long.test.ts: returns numbers, texts, truth values, dates, bytes and null',
      ),
      partly(
        'Result.rowsAffected | Result.lastInsertId',
        "lastInsertId throws, as the driver's does",
        'extensions/sql.long.test.ts: creates, fills, asks and closes, in setup, in iterations and in teardown',
      ),
      partly(
        'redis.Client',
        'one server, one connection for each client; not in the init context',
        'extensions/redis.long.test.ts: sends what is awaited together together, and lets an iteration end with its last answer',
      ),
      supported(
        'redis.Client.socket.host | redis.Client.socket.port | redis.Client.socket.dialTimeout | redis.Client.socket.readTimeout | redis.Client.username | redis.Client.password | redis.Client.database | redis.Client.clientName',
        'options, or their place in a URL',
        'extensions/settings.test.ts: come as an object, with the documented timeouts',
      ),
      ...['cluster', 'masterName', 'sentinelUsername', 'sentinelPassword'].map((name) =>
        refused(`redis.Client: ${name}`, 'when the client is made', {
          script: `import redis from 'k6/x/redis'; new redis.Client({ ${name}: 'x' }); export default function () {}`,
        }),
      ),
      ...['tls', 'writeTimeout', 'poolSize', 'minIdleConns', 'maxConnAge', 'poolTimeout', 'idleTimeout'].map((name) =>
        refused(`redis.Client: socket.${name}`, 'when the client is made; rediss:// encrypts', {
          script: `import redis from 'k6/x/redis'; new redis.Client({ socket: { ${name}: 1 } }); export default function () {}`,
        }),
      ),
    ],
  },
  {
    title: 'Exit codes',
    about: "k6's own",
    rows: [
      supported(
        '0 | 99 | 100 | 101 | 104 | 107 | 108 | 110',
        'fine, a crossed threshold, timeouts of setup and teardown, wrong options, an exception outside of iterations or a call that the runner lacks, abort, fail',
        `${LIFE}: every exit code has its cause`,
      ),
      supported(
        '105',
        'SIGINT or SIGTERM',
        'conformance/signals.run.test.ts: one signal ends the run with 105, and its files are complete',
      ),
      supported('255', 'a file that cannot be read or written, or a bug', `${LIFE}: every exit code has its cause`),
    ],
  },
];
