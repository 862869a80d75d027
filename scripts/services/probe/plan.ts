// Reads plans of PostgreSQL (EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)) and says what is wrong with them.
import { z } from 'zod';

/** The part of a plan's node that is looked at; the rest passes through unread. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string | undefined;
  'Index Name'?: string | undefined;
  'Plan Rows': number;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number | undefined;
  Filter?: string | undefined;
  Plans?: PlanNode[] | undefined;
}

const nodeShape: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({
    'Node Type': z.string(),
    'Relation Name': z.string().optional(),
    'Index Name': z.string().optional(),
    'Plan Rows': z.number(),
    'Actual Rows': z.number(),
    'Actual Loops': z.number(),
    'Rows Removed by Filter': z.number().optional(),
    Filter: z.string().optional(),
    Plans: z.array(nodeShape).optional(),
  }),
);
const answerShape = z
  .array(z.object({ Plan: nodeShape, 'Execution Time': z.number(), 'Planning Time': z.number() }))
  .length(1);

export interface Plan {
  root: PlanNode;
  executionMs: number;
}

/** Reads the one row that EXPLAIN gives. Throws a ZodError when it is no plan. */
export function readPlan(value: unknown): Plan {
  const [answer] = answerShape.parse(value);
  return { root: answer!.Plan, executionMs: answer!['Execution Time'] };
}

export type PlanWarning =
  | { kind: 'sequential-scan'; table: string; removedRows: number; filter: string }
  | { kind: 'estimate'; node: string; plannedRows: number; actualRows: number };

/** Rows read in vain from which on a scan is worth an index. */
const MANY_ROWS = 1_000;
/** An estimate this many times off makes the planner choose wrongly; below these rows it does not matter. */
const [FAR_OFF, FEW_ROWS] = [10, 100];

/** Everything that is worth a word, from the top of the plan down. */
export function warningsOf({ root }: Plan): PlanWarning[] {
  return everyNode(root).flatMap((node) => [...scanWarning(node), ...estimateWarning(node)]);
}

/** Reading a whole table is right where all of it is asked for; where a filter throws most of it away an index is missing. */
function scanWarning(node: PlanNode): PlanWarning[] {
  const removedRows = (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'];
  if (node['Node Type'] !== 'Seq Scan' || node.Filter === undefined || removedRows < MANY_ROWS) return [];
  return [{ kind: 'sequential-scan', table: node['Relation Name'] ?? 'a table', removedRows, filter: node.Filter }];
}

/** A node below LIMIT stops early, so only rows above the estimate are told of it. */
function estimateWarning(node: PlanNode): PlanWarning[] {
  const [plannedRows, actualRows] = [Math.max(1, node['Plan Rows']), node['Actual Rows']];
  if (actualRows < FEW_ROWS || actualRows / plannedRows < FAR_OFF) return [];
  return [{ kind: 'estimate', node: node['Node Type'], plannedRows, actualRows }];
}

export function everyNode(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(everyNode)];
}
