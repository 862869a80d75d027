// The runner's programmatic API: `runScript` runs a k6 script on this machine, `inspectScript` only reads its options.
//
// The flow of a run, with the file that has each part:
//   flags, environment, file    option-table.ts, flags.ts, config-file.ts, options.ts, scenarios.ts   consolidated in k6's order, or rejected
//   init context                load-script.ts, script.ts            VU 0 evaluates the script and tells exports and options
//   what is refused             known-refusals.ts, option-table.ts     before the run; conformance/ has the table of everything
//   thresholds                  thresholds.ts, metrics.ts            parsed, their sub-metrics made, before any sample
//   making it suspendable       suspend/                         calls that wait become generators, in read-script.ts
//   VUs                         engine.ts, vu.ts, sandbox.ts, world.ts   the script once per VU, in a V8 context per thread; guest/ is its side
//   execution segments          segments.ts                      which VUs, iterations and arrivals are this instance's
//   threads                     threads.ts, threaded-engine.ts, thread.ts   VUs spread over worker threads, samples sent back
//   who does not come back      stuck-watch.ts, stuck-watcher.js     a thread that watches the others, and ends what is stuck
//   load                        executors.ts, pacing.ts              who runs when; time comes from clock.ts only
//   requests                    guest/http.ts, http-session.ts, transport.ts, connector.ts, network-rules.ts
//   samples                     guest/host.ts (mailbox), vu.ts, metrics.ts, trend.ts, tag-sets.ts
//   who looks on                live/                            the terminal's view, and the page of --live
//   outputs                     outputs.ts, output-json.ts, output-csv.ts   every sample, streamed to files
//                               histograms/                          all figures at the end, to be kept and merged
//   end                         test-run.ts, summary.ts, summary-text.ts
import { notForPages } from './browser/host-rules.ts';
import { browsersClosed } from './browser/launch.ts';
import { needBrowser } from './browser/settings.ts';
import { ConsoleFile } from './console-output.ts';
import { EXIT, StartError } from './exit-codes.ts';
import { finalFigures } from './live/final.ts';
import { LiveServer } from './live/live-server.ts';
import { type LoadedScript, type LoadRequest, loadScript } from './load-script.ts';
import { Log } from './log.ts';
import { LogFile } from './log-output.ts';
import type { RunRequest, RunResult } from './run-request.ts';
import { STUCK_AFTER_MS, StuckWatch } from './stuck-watch.ts';
import { TestRun } from './test-run.ts';

export type { LiveListener } from './live/listener.ts';
export type { RunnerIo, RunRequest, RunResult } from './run-request.ts';

/** Runs a script to its end and reports as `k6 run` does. Does not throw for what is wrong with the script. */
export async function runScript(request: RunRequest): Promise<RunResult> {
  const { io } = request;
  let run: TestRun | undefined;
  let write = (text: string): void => {
    run?.following.clear();
    io.stderr(text);
  };
  const log = new Log(
    (text) => write(text),
    () => run?.elapsedMs() ?? 0,
  );
  let consoleFile: ConsoleFile | undefined;
  let live: LiveServer | undefined;
  const stuck = new StuckWatch(request.stuckAfterMs ?? STUCK_AFTER_MS);
  try {
    const loading: LoadRequest = {
      script: request.script,
      env: request.env,
      args: request.args ?? [],
      ...(request.clock && { clock: request.clock }),
      log: (level, text) => log.add(level, text),
      logRepeated: (level, text) => log.addLimited(level, text),
      requestFailed: (url, error) =>
        log.addLimited('warning', `request failed: ${url}: ${error.text}`, `request failed: ${error.text}`),
      prepareLogs: ({ isVerbose, consoleOutput, format, output }) => {
        log.isVerbose = isVerbose;
        log.format = format;
        if (output.kind === 'file') log.file = new LogFile(output);
        if (output.kind === 'stdout') write = io.stdout;
        if (output.kind === 'none') write = () => {};
        if (output.kind === 'loki')
          log.add('warning', '--log-output=loki has no effect in the local runner: lines go to stderr');
        if (consoleOutput !== undefined) consoleFile = new ConsoleFile(consoleOutput);
        return (level, text) => {
          if (request.takesLine?.(text)) return;
          if (consoleFile) consoleFile.add(level, text);
          else log.add(level, text, true);
        };
      },
      onText: (text) => {
        stuck.text = text;
      },
    };
    const loaded = await stuck.orStop(
      () => loadScript(loading),
      ({ exitCode, reason }) => Promise.reject(new StartError(exitCode, reason)),
    );
    checkBrowser(loaded, log);
    live = loaded.flags.isLive && !request.live ? await LiveServer.start() : undefined;
    if (live) io.stderr(`live: ${live.url}\n`);
    run = new TestRun(loaded, stuck, live ? { ...request, live } : request);
    const result = await run.execute();
    await browsersClosed();
    log.close();
    await live?.end(finalFigures(live.plan, result.summary?.metrics));
    if (loaded.settings.lingers) await linger(request.signal, log);
    return closed(result);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    log.add('error', error.message);
    return closed({ exitCode: error.exitCode, summary: undefined });
  } finally {
    stuck.close();
    live?.close();
  }

  /** A run whose file is missing has not ended well. */
  function closed(result: RunResult): RunResult {
    const consoleProblem = consoleFile?.close();
    if (consoleProblem) log.add('error', consoleProblem);
    const logProblem = log.file?.close();
    if (logProblem) io.stderr(`${logProblem}\n`);
    const problem = consoleProblem ?? logProblem;
    const { firstError } = log;
    return { ...result, firstError, ...(problem && result.exitCode === EXIT.ok && { exitCode: EXIT.other }) };
  }
}

/** Without a browser a scenario that needs one would fail in every iteration. */
function checkBrowser({ settings, context, main }: LoadedScript, log: Log): void {
  if (!settings.scenarios.some(({ hasBrowser }) => hasBrowser)) return;
  try {
    needBrowser(context.env);
  } catch (error) {
    main.dispose();
    throw new StartError(EXIT.invalidConfig, (error as Error).message, { cause: error });
  }
  const lacking = notForPages(settings.network);
  if (lacking) log.add('warning', lacking);
}

/** Waits for the signal that ends the process; one that ended the run ends the waiting too. */
async function linger(signal: AbortSignal | undefined, log: Log): Promise<void> {
  if (!signal || signal.aborted) return;
  log.add('info', 'linger: the run is over, waiting for Ctrl-C');
  // A promise alone keeps no process alive.
  const keepAlive = setInterval(() => {}, 60_000);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  clearInterval(keepAlive);
}

/** The options of a script as it exports them. Runs the init context and nothing else; throws what it throws. */
export async function inspectScript(request: {
  script: string;
  source?: string;
  env: Readonly<Record<string, string>>;
}): Promise<Record<string, unknown>> {
  const { main } = await loadScript({ ...request, log: () => {}, requestFailed: () => {} });
  main.dispose();
  return (main.options ?? {}) as Record<string, unknown>;
}
