// A WebSocket endpoint: how long it takes to connect, how long an answer takes, how many messages a second, and how many talks complete.
import { Counter, Rate, Trend } from 'k6/metrics';
import { type Params, WebSocket } from 'k6/websockets';
import { MESSAGES_ANSWERED, ROUND_TRIP_MS, TALKS_COMPLETED } from 'k6-format/load-names';

/** Its rows; null: not measured, so not judged. */
export interface WebsocketLimits {
  connectP95Ms: number | null;
  roundTripP95Ms: number | null;
  /** Answers that have to arrive, of all users together. */
  messagesPerS: number | null;
  /** The share of talks in which every message was answered. */
  completedRatio: number;
}

export interface Talk {
  /** ws:// or wss://; http is taken as ws. */
  url: string;
  messages: number;
  /** By its number, from 0 on. */
  message: (count: number) => string;
  /** Whether what arrives answers the message that was sent last; default: everything does. */
  isAnswer?: (text: string, count: number) => boolean;
  /** Between an answer and the next message; default: none. */
  pauseS?: number;
  /** From the start to the last answer; default: 10. */
  timeoutS?: number;
  /** Headers, cookies, compression. */
  params?: Omit<Params, 'tags'>;
}

export interface Websocket {
  /** For `options.thresholds`. */
  thresholds: Record<string, string[]>;
  /**
   * Opens a connection, sends one message after the other, each when the one before is answered, and closes it. Await it before anything
   * that keeps the VU busy, such as `sleep` or a request: answers would be noticed late.
   */
  talk: (talk: Talk) => Promise<void>;
}

const DEFAULT_TIMEOUT_S = 10;
/** Kinds of failure that a VU logs: a system that is down must not fill the disk. */
const MOST_KINDS = 20;

/** In init: k6 makes metrics there only. `name` is the value of the tag `websocket`. */
export function websocket(name: string, limits: WebsocketLimits): Websocket {
  const roundTrip = new Trend(ROUND_TRIP_MS, true);
  const messages = new Counter(MESSAGES_ANSWERED);
  const completed = new Rate(TALKS_COMPLETED);
  const tags = { websocket: name };
  const seen = new Set<string>();
  const log = (problem: string): void => {
    if (seen.has(problem) || seen.size >= MOST_KINDS) return;
    seen.add(problem);
    console.error(`websocket ${name}: ${problem}`);
  };
  const start = ({ url, messages: wanted, message, isAnswer = () => true, ...rest }: Talk, done: () => void): void => {
    const { pauseS = 0, timeoutS = DEFAULT_TIMEOUT_S, params = {} } = rest;
    // With a name, addresses with an id do not make a series each.
    const socket = new WebSocket(url.replace(/^http/, 'ws'), null, { ...params, tags: { ...tags, name } });
    let [answered, askedMs, isOver] = [0, 0, false];
    const end = (problem?: string): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      completed.add(problem === undefined, tags);
      socket.close();
      // What went well is closed, and its duration is measured until then; what went wrong may never be.
      if (problem === undefined) return;
      log(`${answered} of ${wanted} messages answered, then ${problem}`);
      done();
    };
    const timer = setTimeout(() => end(`nothing until the timeout of ${timeoutS} s`), timeoutS * 1000);
    const ask = (): void => {
      if (isOver) return;
      askedMs = Date.now();
      socket.send(message(answered));
    };
    socket.onopen = ask;
    socket.onmessage = (event) => {
      if (isOver || !isAnswer(String(event?.data), answered)) return;
      roundTrip.add(Date.now() - askedMs, tags);
      messages.add(1, tags);
      answered += 1;
      if (answered === wanted) end();
      else if (pauseS > 0) setTimeout(ask, pauseS * 1000);
      else ask();
    };
    // A query may have a token.
    socket.onerror = (event) => end(`an error: ${String(event?.error).replace(/\?[^\s"]*/g, '')}`);
    socket.onclose = () => {
      end('the connection was closed');
      done();
    };
  };
  const talk = (spec: Talk): Promise<void> => new Promise((done) => start(spec, done));
  return { thresholds: thresholdsOf(name, limits), talk };
}

/** `max>=0` and `count>=0` always hold: what is not judged is in the report all the same. */
function thresholdsOf(name: string, limits: WebsocketLimits): Record<string, string[]> {
  const { connectP95Ms, roundTripP95Ms, messagesPerS, completedRatio } = limits;
  const tag = `{websocket:${name}}`;
  return {
    [`ws_connecting${tag}`]: [connectP95Ms === null ? 'max>=0' : `p(95)<${connectP95Ms}`],
    [`ws_session_duration${tag}`]: ['max>=0'],
    [`${ROUND_TRIP_MS}${tag}`]: [roundTripP95Ms === null ? 'max>=0' : `p(95)<${roundTripP95Ms}`],
    // A percentile of no answers is 0 and would pass.
    [`${MESSAGES_ANSWERED}${tag}`]: ['count>0', ...(messagesPerS === null ? [] : [`rate>=${messagesPerS}`])],
    [`${TALKS_COMPLETED}${tag}`]: [`rate>=${completedRatio}`],
  };
}
