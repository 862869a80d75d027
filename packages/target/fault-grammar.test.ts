// The words for faults: what they mean, and the line that a mistake gets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Fault, parseFault, parseFaults } from './fault-grammar.ts';

const names = ['ping', 'orders'];
const always = { kind: 'always' } as const;

const good: [text: string, fault: Omit<Fault, 'text'>][] = [
  ['delay=300ms', { effect: { kind: 'delay', delayMs: 300 }, share: 1, when: always }],
  ['delay=1.5s,share=10%', { effect: { kind: 'delay', delayMs: 1500 }, share: 0.1, when: always }],
  [
    'endpoint=orders,delay=300ms',
    { effect: { kind: 'delay', delayMs: 300 }, share: 1, when: always, endpoint: 'orders' },
  ],
  ['error=5%', { effect: { kind: 'error', status: 503 }, share: 0.05, when: always }],
  ['error=5%,status=500', { effect: { kind: 'error', status: 500 }, share: 0.05, when: always }],
  ['reset=2%', { effect: { kind: 'reset', at: 'head' }, share: 0.02, when: always }],
  ['reset=2%,at=body', { effect: { kind: 'reset', at: 'body' }, share: 0.02, when: always }],
  ['hang=0.5%', { effect: { kind: 'hang' }, share: 0.005, when: always }],
  ['slow-body=2s', { effect: { kind: 'slow-body', bodyMs: 2000 }, share: 1, when: always }],
  ['leak=64KB', { effect: { kind: 'leak', bytes: 65_536 }, share: 1, when: always }],
  [
    'delay=1s,from=6s,for=2s',
    { effect: { kind: 'delay', delayMs: 1000 }, share: 1, when: { kind: 'between', fromMs: 6000, untilMs: 8000 } },
  ],
  [
    'delay=1s,from=1m',
    {
      effect: { kind: 'delay', delayMs: 1000 },
      share: 1,
      when: { kind: 'between', fromMs: 60_000, untilMs: Infinity },
    },
  ],
  [
    'delay=1s,for=2s',
    { effect: { kind: 'delay', delayMs: 1000 }, share: 1, when: { kind: 'between', fromMs: 0, untilMs: 2000 } },
  ],
  [
    'delay=800ms,after=spike,for=6s',
    { effect: { kind: 'delay', delayMs: 800 }, share: 1, when: { kind: 'after-spike', forMs: 6000 } },
  ],
  // Spaces are for people.
  [' delay = 1s , share = 50% ', { effect: { kind: 'delay', delayMs: 1000 }, share: 0.5, when: always }],
];

for (const [text, wanted] of good) {
  test(`"${text}" is understood`, () => {
    const { text: _, ...fault } = parseFault(text, names);
    assert.deepEqual(fault, wanted);
  });
}

test('a header may hold several faults', () => {
  assert.deepEqual(
    parseFaults('delay=1s; error=5%', names).map(({ effect }) => effect.kind),
    ['delay', 'error'],
  );
});

const bad: [text: string, message: RegExp][] = [
  ['', /read "", expected key=value/],
  ['delay', /read "delay", expected key=value/],
  ['delay=', /read "delay=", expected key=value/],
  ['delay=300', /delay: read "300", expected a duration such as 300ms/],
  ['delay=-1s', /delay: read "-1s", expected a duration/],
  ['delay=2h', /delay: read "2h", expected 1h or less/],
  ['speed=9', /unknown key "speed", expected one of delay, error, /],
  ['endpoint=ping', /expected one effect: delay, error, reset, hang, slow-body, leak/],
  ['delay=1s,error=5%', /read delay and error, expected one effect/],
  ['delay=1s,delay=2s', /"delay" is given twice/],
  ['error=5', /error: read "5", expected a share from 0% to 100%/],
  ['error=101%', /error: read "101%", expected a share from 0% to 100%/],
  ['error=5%,status=200', /status: read "200", expected a whole number from 400 to 599/],
  ['delay=1s,status=500', /"status" does not go with "delay", only with error/],
  ['error=5%,share=5%', /"share" does not go with "error", only with delay, slow-body, leak/],
  ['reset=2%,at=foot', /at: read "foot", expected head/],
  ['endpoint=login,delay=1s', /endpoint: read "login", expected one of ping, orders$/],
  ['delay=1s,after=lunch,for=1s', /after: read "lunch", expected spike/],
  ['delay=1s,after=spike', /"after=spike" needs "for" too/],
  ['delay=1s,after=spike,from=1s,for=1s', /and no "from"/],
  ['leak=65MB', /leak: read "65MB", expected 64MB or less/],
  ['leak=64kb', /leak: read "64kb", expected a size such as/],
  // Names of Object.prototype are not keys.
  ['constructor=1', /unknown key "constructor"/],
];

for (const [text, message] of bad) {
  test(`"${text}" is refused with what was read and what is wanted`, () => {
    assert.throws(() => parseFault(text, names), { name: 'UserError', message });
    assert.throws(
      () => parseFault(text, names),
      (error: Error) => !error.message.includes('\n'),
    );
  });
}
