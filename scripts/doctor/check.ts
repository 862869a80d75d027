// One thing that has to be right before load, with what was found and how to put it right.

export interface Check {
  /** Stable, for machines: `open-files`. */
  id: string;
  title: string;
  /** `warning`: goes on, and the figures may suffer. */
  state: 'ok' | 'warning' | 'failed';
  found: string;
  /** What to do; null where nothing has to be done. */
  fix: string | null;
}

export function ok(id: string, title: string, found: string): Check {
  return { id, title, state: 'ok', found, fix: null };
}

export function warning(id: string, title: string, found: string, fix: string): Check {
  return { id, title, state: 'warning', found, fix };
}

export function failed(id: string, title: string, found: string, fix: string): Check {
  return { id, title, state: 'failed', found, fix };
}
