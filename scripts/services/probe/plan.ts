// Reads plans of PostgreSQL (EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)) and says what is wrong with them.
import * as v from 'valibot';

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

const nodeShape: v.GenericSchema<unknown, PlanNode> = v.lazy(() =>
  v.object({
    'Node Type': v.string(),
    'Relation Name': v.optional(v.string()),
    'Index Name': v.optional(v.string()),
    'Plan Rows': v.number(),
    'Actual Rows': v.number(),
    'Actual Loops': v.number(),
    'Rows Removed by Filter': v.optional(v.number()),
    Filter: v.optional(v.string()),
    Plans: v.optional(v.array(nodeShape)),
  }),
);
const answerShape = v.pipe(
  v.array(v.object({ Plan: nodeShape, 'Execution Time': v.number(), 'Planning Time': v.number() })),
  v.length(1),
);

export interface Plan {
  root: PlanNode;
  executionMs: number;
}

/** Reads the one row of EXPLAIN. Throws a ValiError when it is not a plan. */
export function readPlan(value: unknown): Plan {
  const [answer] = v.parse(answerShape, value);
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

/** A node below LIMIT stops early, so only rows above the estimate are a finding. */
function estimateWarning(node: PlanNode): PlanWarning[] {
  const [plannedRows, actualRows] = [Math.max(1, node['Plan Rows']), node['Actual Rows']];
  if (actualRows < FEW_ROWS || actualRows / plannedRows < FAR_OFF) return [];
  return [{ kind: 'estimate', node: node['Node Type'], plannedRows, actualRows }];
}

export function everyNode(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(everyNode)];
}
