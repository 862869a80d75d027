// What is looked at before a drill: is the target well, is the token good, do the clocks agree, is monitoring there.
import { type Answer, ask, type NoAnswer } from 'k6-local/ask';
import { endpoints } from '../../thresholds/baselines.ts';
import { ROLES } from '../../thresholds/system.ts';
import type { StepOutcome } from './logbook.ts';

const TIMEOUT_MS = 5_000;
/** One good answer may be luck. */
const HEALTH_LOOKS = 3;
/** The header Date has whole seconds, and an answer takes its time. */
const CLOCK_WARN_S = 2;
const CLOCK_FAIL_S = 60;
/** Words with which a target says that it is not well, although it answers 200. */
const UNWELL = /^(un|not)|down|fail|error|degraded|starting|maintenance/i;

/** Asks the health endpoint a few times; every answer has to be good. */
export async function lookAtHealth(baseUrl: string): Promise<StepOutcome> {
  const { path } = endpoints[ROLES.health];
  for (let look = 1; look <= HEALTH_LOOKS; look++) {
    const answer = await answerOf(baseUrl + path);
    if (typeof answer === 'string') return bad(`${path} does not answer (${answer}): start the target`);
    const status = statusOf(answer.text);
    if (answer.status !== 200)
      return bad(`${path} answers ${answer.status}, expected 200: see what is wrong with the target`);
    if (status === undefined) return bad(`${path} names no status, expected JSON with a field status`);
    if (UNWELL.test(status)) return bad(`${path} says status ${JSON.stringify(status)}: wait until the target is well`);
  }
  return { state: 'ok', detail: `${path} answered well ${HEALTH_LOOKS} times` };
}

/** The token is good where an endpoint that needs one takes it, and refuses a request without it. */
export async function lookAtToken(
  baseUrl: string,
  names: readonly string[],
  token: string | undefined,
): Promise<StepOutcome> {
  const wanting = ROLES.token;
  if (!names.includes(wanting)) return { state: 'ok', detail: 'no chosen endpoint needs a token' };
  const { path } = endpoints[wanting];
  const answer = await answerOf(baseUrl + path, token);
  if (typeof answer === 'string') return bad(`${path} does not answer (${answer}): see what is wrong with the target`);
  if (answer.status === 200) return { state: 'ok', detail: `${path} takes it` };
  if (answer.status === 401 || answer.status === 403)
    return bad(`${path} answers ${answer.status}: expected a valid token in AUTH_TOKEN`);
  return bad(`${path} answers ${answer.status}, expected 200: see what is wrong with the target`);
}

/** Times of the report are compared with the target's logs and monitoring. */
export async function lookAtClock(baseUrl: string, nowMs: () => number): Promise<StepOutcome> {
  const answer = await answerOf(baseUrl + endpoints[ROLES.health].path);
  const thereMs = typeof answer === 'string' ? Number.NaN : Date.parse(answer.headers.date ?? '');
  if (Number.isNaN(thereMs)) return { state: 'warning', detail: 'the target sends no time: compare it by hand' };
  const apartS = Math.max(0, Math.abs(nowMs() - thereMs) / 1000 - 1);
  const detail = `the target's clock is ${apartS < CLOCK_WARN_S ? 'the same' : `${apartS.toFixed(0)} s apart`}`;
  if (apartS >= CLOCK_FAIL_S) return bad(`${detail}: set both by NTP`);
  return apartS >= CLOCK_WARN_S
    ? { state: 'warning', detail: `${detail}: times of day are not to be compared` }
    : { state: 'ok', detail };
}

/** Every source that the observer will read has to answer. */
export async function lookAtMonitoring(settings: Readonly<Record<string, string | undefined>>): Promise<StepOutcome> {
  const prometheus = settings.PROMETHEUS_URL;
  const urls = prometheus
    ? [`${prometheus.replace(/\/$/, '')}/-/ready`]
    : (settings.METRICS_URLS ?? '').split(',').filter(Boolean);
  if (urls.length === 0)
    return {
      state: 'warning',
      detail: 'none is named: CPU and memory will not be measured (PROMETHEUS_URL, METRICS_URLS)',
    };
  for (const url of urls) {
    const answer = await answerOf(url.trim());
    const how = typeof answer === 'string' ? `does not answer (${answer})` : `answers ${answer.status}`;
    if (how !== 'answers 200') return bad(`${hostOf(url)} ${how}: start monitoring, or name another`);
  }
  return { state: 'ok', detail: `${urls.map(hostOf).join(', ')} answered` };
}

function bad(detail: string): StepOutcome {
  return { state: 'failed', detail };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'a source that is not a URL';
}

function statusOf(body: string): string | undefined {
  try {
    const { status } = JSON.parse(body) as { status?: unknown };
    return typeof status === 'string' ? status : undefined;
  } catch {
    return undefined;
  }
}

/** The answer, or why there is none. */
function answerOf(url: string, token?: string): Promise<Answer | string> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return ask(url, { timeoutMs: TIMEOUT_MS, headers }).catch(({ message }: NoAnswer) => message);
}
