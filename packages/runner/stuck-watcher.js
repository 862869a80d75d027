// The thread that watches those that run scripts. One that stays in the same turn is stuck in a native call, such as a regular
// expression that backtracks without end, where neither the counter of loops nor a signal reaches it. Started by stuck-watch.ts.
//
// Of a stuck main thread the inspector tells where it is, and ends what it runs: the event loop goes on with the next callback.
// @ts-check
import { writeSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { parentPort } from 'node:worker_threads';

const LOOK_EVERY_MS = 100;
/** A thread that waits for a disk or for its share of the CPU is not stuck: it uses less than that of a core. */
const LEAST_CPU_SHARE = 0.2;
/** How long the main thread's calls are sampled to find out where it is, milliseconds. */
const SAMPLING_MS = 100;
/** After that the main thread cannot be ended by itself, milliseconds. */
const GIVE_UP_MS = 10_000;

/** The async ids of Node that the ended callback leaves behind are cleared as after an uncaught exception, or Node would abort. */
const CLEAR_ASYNC_IDS = `(() => {
  process.setUncaughtExceptionCaptureCallback(() => {});
  try { process._fatalException(new Error('stuck'), false); } finally { process.setUncaughtExceptionCaptureCallback(null); }
})()`;

/**
 * @typedef {{ id: number, isMain: boolean, limitMs: number, numbers: Int32Array, turn: number, looks: number, cpuMs: number }} Watched
 * @typedef {{ callFrame: { functionName: string, url: string, lineNumber: number }, hitCount?: number, id: number,
 *   children?: number[], positionTicks?: { line: number, ticks: number }[] }} ProfileNode
 */

const port = /** @type {NonNullable<typeof parentPort>} */ (parentPort);
/** @type {Map<number, Watched>} */
const watched = new Map();

port.on('message', ({ id, memory, isMain, limitMs }) => {
  if (memory === undefined) watched.delete(id);
  else watched.set(id, { id, isMain, limitMs, numbers: new Int32Array(memory), turn: 0, looks: 0, cpuMs: 0 });
});
setInterval(() => watched.forEach(look), LOOK_EVERY_MS);

/** Looks are counted, not time: a machine that sleeps does not look. @param {Watched} one */
function look(one) {
  const vu = Atomics.load(one.numbers, 0);
  const turn = Atomics.load(one.numbers, 1);
  if (vu === 0 || turn !== one.turn) {
    Object.assign(one, { turn, looks: 0, cpuMs: cpuMs() });
    return;
  }
  one.looks += 1;
  if (one.looks * LOOK_EVERY_MS < one.limitMs) return;
  if (cpuMs() - one.cpuMs < one.limitMs * LEAST_CPU_SHARE) {
    Object.assign(one, { looks: 0, cpuMs: cpuMs() });
    return;
  }
  watched.delete(one.id);
  if (one.isMain) void endMainThread(one, vu - 1);
  else port.postMessage({ id: one.id, vu: vu - 1, lines: [] });
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** @param {Watched} one @param {number} vu */
async function endMainThread({ id, limitMs }, vu) {
  const giveUp = setTimeout(() => {
    writeSync(2, `VU ${vu} did not come back from a call for ${limitMs / 1000} s and cannot be ended: no summary\n`);
    process.kill(process.pid, 'SIGKILL');
  }, GIVE_UP_MS);
  const session = new Session();
  session.connectToMainThread();
  const lines = await linesOf(session).catch(() => []);
  await session.post('Runtime.evaluate', { expression: CLEAR_ASYNC_IDS });
  await session.post('Runtime.terminateExecution');
  session.disconnect();
  clearTimeout(giveUp);
  port.postMessage({ id, vu, lines });
}

/**
 * Lines of the script's code that the main thread is in, the innermost first.
 * @param {Session} session
 */
async function linesOf(session) {
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 1000 });
  await session.post('Profiler.start');
  await new Promise((resolve) => setTimeout(resolve, SAMPLING_MS));
  const { profile } = await session.post('Profiler.stop');
  const nodes = /** @type {Map<number, ProfileNode>} */ (new Map(profile.nodes.map((node) => [node.id, node])));
  const lines = [];
  /** @type {ProfileNode | undefined} */
  let node = nodes.get(profile.nodes[0]?.id ?? 0);
  while (node !== undefined) {
    if (node.callFrame.url === 'runner:script') lines.unshift(lineOf(node));
    const children = (node.children ?? []).flatMap((id) => nodes.get(id) ?? []);
    node = children.sort((a, b) => hitsOf(b, nodes) - hitsOf(a, nodes))[0];
  }
  return lines;
}

/** @param {ProfileNode} node @param {Map<number, ProfileNode>} nodes @returns {number} */
function hitsOf(node, nodes) {
  const children = (node.children ?? []).flatMap((id) => nodes.get(id) ?? []);
  return children.reduce((sum, child) => sum + hitsOf(child, nodes), node.hitCount ?? 0);
}

/** From 1: the line that was seen most often, or that where the function begins. @param {ProfileNode} node */
function lineOf({ positionTicks = [], callFrame }) {
  const [most] = [...positionTicks].sort((a, b) => b.ticks - a.ticks);
  return most?.line ?? callFrame.lineNumber + 1;
}
