// Every rule, in the order in which equal findings are told.
import type { FindingRule } from './finding.ts';
import { limitCrossed } from './limit-crossed.ts';

export const rules: readonly FindingRule[] = [limitCrossed];
