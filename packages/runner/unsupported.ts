// What k6 has and the local runner lacks: refused before the run where the text tells, else it ends the run.

const INSTEAD = 'leave it out, or run the script with k6';

/** Thrown in a call of the script it ends the run, whatever the script makes of the exception: see vu.ts. */
export class UnsupportedError extends Error {
  /** `what`: as the script writes it. `instead`: what to do. `stack`: the script's, which says where. */
  constructor(what: string, instead = INSTEAD, stack = '') {
    super(`${what} is not supported by the local runner${placeIn(stack)}: ${instead || INSTEAD}`);
    this.name = 'UnsupportedError';
  }
}

/** The script's own place in a stack, as ` (script.js:3:7)`; empty when none of its files is in it. */
function placeIn(stack: string): string {
  const [, place] = /\b(?:file|https?):\/\/[^\s)]*\/([^\s)/]+)/.exec(stack) ?? [];
  return place ? ` (${decodeURIComponent(place)})` : '';
}
