// What the GET endpoints with data answer: fixed documents, so that every run moves the same bytes.

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
