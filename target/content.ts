// What the GET endpoints answer: fixed documents, so that every run moves the same bytes.
import { endpoints } from '../thresholds/baselines.ts';

/** Longer than the 1024 bytes from which the guide's Nginx settings pack an answer, as a real page is. */
export const homePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>AUREN reference target</title>
<link rel="icon" href="data:,">
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; }
th, td { padding: 0.25rem 0.75rem; border-bottom: 1px solid #ccc; text-align: left; }
</style>
</head>
<body>
<h1>AUREN reference target</h1>
<p>A stand-in for the AUREN API with known response times. Load tests practise here.</p>
<table>
<tr><th>Endpoint</th><th>Average</th><th>P50</th><th>P95</th><th>P99</th></tr>
${Object.values(endpoints)
  .map(({ path, avgMs, p50Ms, p95Ms, p99Ms }) =>
    [path, ...[avgMs, p50Ms, p95Ms, p99Ms].map((ms) => `${ms} ms`)].map((cell) => `<td>${cell}</td>`).join(''),
  )
  .map((cells) => `<tr>${cells}</tr>`)
  .join('\n')}
</table>
</body>
</html>
`;

/** Statistics of the agents' memories, as the real endpoint groups them. */
export const memoryStats = {
  total_memories: 18_432,
  by_tier: { hot: 1_024, warm: 5_120, cold: 12_288 },
  by_agent: { neuros: 9_216, nutritionist: 3_072, coach: 6_144 },
  cache: { hits: 14_982, misses: 1_870 },
};

const kinds = ['insight', 'pattern', 'event', 'goal'] as const;

/** A graph of 80 nodes in which each node points at its next and at its seventh neighbour: about 13 KB of JSON. */
export const knowledgeGraph = {
  nodes: Array.from({ length: 80 }, (_, id) => ({
    id: `n${id}`,
    label: `Observation ${id}`,
    type: kinds[id % kinds.length],
    weight: (id % 10) / 10,
  })),
  edges: Array.from({ length: 160 }, (_, id) => ({
    source: `n${id % 80}`,
    target: `n${((id % 80) + (id < 80 ? 1 : 7)) % 80}`,
    type: id < 80 ? 'follows' : 'relates_to',
  })),
};
