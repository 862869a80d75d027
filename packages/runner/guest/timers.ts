// k6/timers: the global timers under the name of a module.
import { clearTimer, setInterval, setTimeout } from './events.ts';

export { clearTimer as clearInterval, clearTimer as clearTimeout, setInterval, setTimeout };
export default { setTimeout, setInterval, clearTimeout: clearTimer, clearInterval: clearTimer };
