// Why a target gave no usable answer, and what to do about it: the guard, the load scripts and the report use the same words. Pure.

interface CauseWords {
  /** What the target did, once; follows its name. */
  once: string;
  /** What it did all the time; follows "the target". */
  always: string;
  /** What to do, as an order without a full stop. */
  action: string;
}

const CAUSES = {
  refused: {
    once: 'refused the connection',
    always: 'refused every connection',
    action: 'start the target, or correct its host and port',
  },
  unresolved: {
    once: 'has a name that does not resolve',
    always: 'has a name that does not resolve',
    action: 'correct the host name, or repair name resolution (DNS)',
  },
  unreachable: {
    once: 'cannot be reached from here',
    always: 'could not be reached from here',
    action: 'check the network, the route and the firewall between here and the target',
  },
  tls: {
    once: 'failed the TLS handshake',
    always: 'failed every TLS handshake',
    action: 'correct the scheme (http or https) and the host name, or give it a certificate that this machine trusts',
  },
  timeout: {
    once: 'did not answer in time',
    always: 'answered no request in time',
    action: 'see whether the target hangs, and whether a firewall drops packets on the way to it',
  },
  closed: {
    once: 'closed the connection without an answer',
    always: 'closed every connection without an answer',
    action: 'correct the scheme (http or https) and the port, and read the log of the target',
  },
  silent: {
    once: 'did not answer',
    always: 'answered no request',
    action: 'see whether the target runs, and read the log of the run',
  },
} as const satisfies Record<string, CauseWords>;

/** Why no answer came. */
export type SilenceCause = keyof typeof CAUSES;

export function silenceWords(cause: SilenceCause): CauseWords {
  return CAUSES[cause];
}

/** From k6's error code (Grafana k6 documentation, Error codes) to the cause; `silent` for codes that name none. */
export function silenceOf(errorCode: number): SilenceCause {
  if (errorCode === 1050 || errorCode === 1211) return 'timeout';
  if (errorCode >= 1100 && errorCode < 1110) return 'unresolved';
  if (errorCode === 1212) return 'refused';
  if (errorCode === 1210 || errorCode === 1213) return 'unreachable';
  if (errorCode >= 1300 && errorCode < 1400) return 'tls';
  // 1000 is what is left for an end of file before the first byte of an answer.
  if (errorCode === 1000 || (errorCode >= 1200 && errorCode < 1300)) return 'closed';
  return 'silent';
}
