// Which part of a VU answers which call of its script.
import type { CallName } from './protocol.ts';

type Home = 'vu' | 'common' | 'http' | 'subtle' | 'sockets' | 'extensions';

export const HOMES = {
  ...{ nextIteration: 'vu', sleep: 'vu', request: 'http', batch: 'http', awaitEvent: 'vu' },
  ...{ extensionCall: 'extensions', activation: 'vu', report: 'vu', log: 'vu', console: 'vu', exception: 'vu' },
  ...{ flush: 'vu', tagSet: 'vu', metric: 'vu', checkHandle: 'vu', group: 'vu', now: 'vu', execution: 'vu' },
  ...{ options: 'vu', abort: 'vu', unsupported: 'vu', markFailed: 'vu', startTimer: 'vu', stopTimer: 'vu' },
  ...{ located: 'vu', defineSpec: 'http', startRequest: 'http', response: 'http', cookies: 'http' },
  ...{ openFile: 'common', resolvePath: 'common', sharedLength: 'common', sharedPut: 'common' },
  ...{ sharedGet: 'common', digest: 'common', randomBytes: 'common', url: 'common' },
  ...{ extensionOpen: 'extensions', extensionStart: 'extensions', extensionAsk: 'extensions' },
  ...{ extensionBytes: 'extensions', isKey: 'subtle', subtleStart: 'subtle', subtleBytes: 'subtle' },
  ...{ subtleKey: 'subtle', socketOpen: 'sockets', socketSend: 'sockets', socketClose: 'sockets' },
  ...{ socketMessage: 'sockets', socketBuffered: 'sockets' },
} as const satisfies Record<CallName, Home>;

/** The calls that a part answers: it has a method for each of them. */
export type CallsOf<H extends Home> = { [N in CallName]: (typeof HOMES)[N] extends H ? N : never }[CallName];
