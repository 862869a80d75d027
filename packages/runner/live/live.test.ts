// `--live` on a real run: what the page hears is what the summary has.
import { test } from 'node:test';
import { assertLiveFigures } from './live.fixture.ts';

test("the page's figures are those of the summary", () => assertLiveFigures('1'));
