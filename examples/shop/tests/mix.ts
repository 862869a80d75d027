// Do the limits hold with every endpoint in its share of the requests?
import { loadTest } from './load-test.ts';

const test = loadTest('mix');

export const options = test.options;
export default test.turn;
