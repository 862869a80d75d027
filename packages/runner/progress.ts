// How far a run is, in one line: for logs, and at the end of a run.

export interface ProgressState {
  elapsedMs: number;
  vusActive: number;
  vusInitialized: number;
  iterationsCompleted: number;
  iterationsInterrupted: number;
  /** Share done of all scenarios together, 0 to 1. */
  done: number;
}

export function progressLine(state: ProgressState): string {
  const seconds = (state.elapsedMs / 1000).toFixed(1);
  const vus = `${state.vusActive}/${state.vusInitialized} VUs`;
  const iterations = `${state.iterationsCompleted} complete and ${state.iterationsInterrupted} interrupted iterations`;
  return `running (${seconds}s), ${vus}, ${iterations}, ${Math.floor(state.done * 100)}%`;
}
