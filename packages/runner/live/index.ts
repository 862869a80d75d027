// What others use of the live view: the page's server, the terminal's view, and the plan that both need.
export { finalFigures, type LiveEnd } from './final.ts';
export type { LiveListener } from './listener.ts';
export { LiveServer } from './live-server.ts';
export { type LiveMoment, RESOURCES, type RowFigures } from './moment.ts';
export type { LivePlan, LiveRow } from './plan.ts';
export { livePlanOf } from './plan-of-options.ts';
export { isRewritable, Screen, TerminalView } from './terminal.ts';
export { momentLine } from './terminal-view.ts';
