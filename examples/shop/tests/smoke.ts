// Does every endpoint answer, correctly and in time, when nobody else asks?
import { loadTest } from './load-test.ts';

const test = loadTest('smoke');

export const options = test.options;
export default test.turn;
