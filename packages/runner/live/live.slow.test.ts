// `--live` of several threads: samples come in batches, and none is lost or counted twice.
import { test } from 'node:test';
import { assertLiveFigures } from './live.fixture.ts';

test("the page's figures are those of the summary of two threads", () => assertLiveFigures('2'));
