// From the moments of a request at its socket to the times that k6 reports.

/** What opening a connection took, milliseconds. */
export interface ConnectTimes {
  connecting: number;
  tlsHandshaking: number;
}

/** Milliseconds, as k6 defines them: `blocked` is the time until there is a connection, opening one included. */
export interface Timings extends ConnectTimes {
  blocked: number;
  sending: number;
  waiting: number;
  receiving: number;
}

/** On the clock of performance.now(); 0: not yet. */
export interface Moments {
  connectedMs: number;
  sentMs: number;
  firstByteMs: number;
  /** When the last byte had arrived. */
  endMs: number;
}

/** `opening`: what the connection took, for the request that had to open it. */
export function timingsOf(startedMs: number, moments: Moments, opening: ConnectTimes | undefined): Timings {
  const connecting = opening?.connecting ?? 0;
  const tlsHandshaking = opening?.tlsHandshaking ?? 0;
  const { connectedMs } = moments;
  if (connectedMs === 0) return { blocked: 0, connecting, tlsHandshaking, sending: 0, waiting: 0, receiving: 0 };
  const endMs = moments.endMs || performance.now();
  const sentMs = moments.sentMs || endMs;
  const firstByteMs = moments.firstByteMs || endMs;
  return {
    blocked: Math.max(0, connectedMs - startedMs),
    connecting,
    tlsHandshaking,
    sending: Math.max(0, sentMs - connectedMs),
    // A request without an answer has waited until it was given up.
    waiting: Math.max(0, firstByteMs - sentMs),
    receiving: Math.max(0, endMs - firstByteMs),
  };
}
