// Why a target gave no usable answer, and what to do about it: the guard, the load scripts and the report use the same words. Pure.

/** Words for a target from which no answer came. */
interface SilenceWords {
  /** What the target did, once; follows its name. */
  once: string;
  /** What it did all the time; follows "the target". */
  always: string;
  /** What to do, as an order without a full stop. */
  action: string;
}

const SILENCES = {
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
    action: 'correct the scheme (http or https) and the host name, or use a certificate that this machine trusts',
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
} as const satisfies Record<string, SilenceWords>;

/** Why no answer came. */
export type SilenceCause = keyof typeof SILENCES;

export function silenceWords(cause: SilenceCause): SilenceWords {
  return SILENCES[cause];
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

/** Answers that came and have no status, because nobody could read them; by error code. */
const UNREADABLE: Readonly<Record<string, Pick<SilenceWords, 'always' | 'action'>>> = {
  '1701': {
    always: 'answered every request with a body that cannot be unpacked',
    action: 'compare the header Content-Encoding with what the API or the proxy really sends',
  },
  '1900': {
    always: 'answered every request with more than the local runner keeps',
    action: 'see whether the answers should be so large; if so raise --max-body-mib, or discard bodies',
  },
};

/** What to do about a target that answers, but never as it should, by its most frequent status. */
const STATUS_ACTIONS: Readonly<Record<string, string>> = {
  '401': 'set AUTH_TOKEN to a token that the target accepts',
  '403': 'use a token that may do this, and see whether a proxy or firewall refuses this machine',
  '404': 'correct the base URL: host, port and path; this target has no such paths',
  '429': 'lift the rate limit for this machine',
};
const SERVER_ACTION = 'repair the API, or the proxy in front of it, before any load: their logs say why';
const OTHER_ACTION = 'read the samples of its answers, and correct the requests or the target';
/** Statuses that one endpoint may answer with while the others are well, and that name the mistake. */
const ACCESS_STATUSES = ['401', '403', '404'];

/** What a run counted of one endpoint. */
export interface EndpointCount {
  endpoint: string;
  requests: number;
  failed: number;
  /** Failed requests by status; `0` where no answer came. */
  statuses: Readonly<Record<string, number>>;
}

/** Endpoints of which every request failed, for a reason that lies outside of the load. */
export interface DeadTarget {
  /** Not one request of the run was answered: nothing was measured. */
  isSilent: boolean;
  /** Every endpoint of the run. */
  isWhole: boolean;
  endpoints: readonly string[];
  /** Requests to these endpoints, all of them failed. */
  requests: number;
  /** What the target did; follows "the target". */
  did: string;
  action: string;
}

/** Null where something was answered as it should be. `codes`: requests without an answer by k6's error code. */
export function deadTarget(
  counts: readonly EndpointCount[],
  codes: Readonly<Record<string, number>>,
): DeadTarget | null {
  const called = counts.filter(({ requests }) => requests > 0);
  const dead = called.filter(({ requests, failed }) => failed >= requests);
  if (dead.length === 0) return null;
  if (dead.length === called.length) return whole(dead, codes);
  const status = ACCESS_STATUSES.find((one) => dead.some((count) => isAll(count, one)));
  return status === undefined
    ? null
    : {
        isSilent: false,
        isWhole: false,
        ...answered(
          dead.filter((count) => isAll(count, status)),
          [status],
        ),
      };
}

function isAll({ requests, statuses }: EndpointCount, status: string): boolean {
  return (statuses[status] ?? 0) >= requests;
}

function whole(dead: readonly EndpointCount[], codes: Readonly<Record<string, number>>): DeadTarget {
  const statuses: Record<string, number> = {};
  for (const count of dead)
    for (const [status, number] of Object.entries(count.statuses)) statuses[status] = (statuses[status] ?? 0) + number;
  const ranked = mostFirst(statuses);
  if (ranked[0] !== '0')
    return {
      isSilent: false,
      isWhole: true,
      ...answered(
        dead,
        ranked.filter((one) => one !== '0'),
      ),
    };
  const [code = '0'] = mostFirst(codes);
  const { always, action } = UNREADABLE[code] ?? SILENCES[silenceOf(Number(code))];
  const isSilent = !(code in UNREADABLE) && (statuses['0'] ?? 0) >= sumOf(dead);
  return { isSilent, isWhole: true, endpoints: namesOf(dead), requests: sumOf(dead), did: always, action };
}

function answered(
  dead: readonly EndpointCount[],
  statuses: readonly string[],
): Pick<DeadTarget, 'endpoints' | 'requests' | 'did' | 'action'> {
  const [most = ''] = statuses;
  const named = statuses.filter((status) => /^\d+$/.test(status)).slice(0, 3);
  return {
    endpoints: namesOf(dead),
    requests: sumOf(dead),
    did: named.length === 0 ? 'answered no request as it should' : `answered every request with ${named.join(' or ')}`,
    action: STATUS_ACTIONS[most] ?? (/^5\d\d$/.test(most) ? SERVER_ACTION : OTHER_ACTION),
  };
}

function mostFirst(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([key]) => key);
}

function namesOf(counts: readonly EndpointCount[]): string[] {
  return counts.map(({ endpoint }) => endpoint);
}

function sumOf(counts: readonly EndpointCount[]): number {
  return counts.reduce((sum, { requests }) => sum + requests, 0);
}

/** `the target refused every connection (5 of 5 requests failed): start the target, or correct its host and port`. */
export function deadText({ isWhole, endpoints, requests, did, action }: DeadTarget): string {
  const where = isWhole ? '' : ` to ${endpoints.join(', ')}`;
  return `the target ${did} (${requests} of ${requests} requests${where} failed): ${action}`;
}
