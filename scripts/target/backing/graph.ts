// The knowledge graph: nodes from PostgreSQL, edges between neighbours as ChromaDB finds them.
import { Agent } from 'node:http';
import { ask } from 'k6-local/ask';
import { seededFraction } from 'k6-target/latency';
import { newPool } from './memories.ts';
import { named, type Source } from './source.ts';

const NODES = 80;
const NEIGHBOURS = 2;
const DIMENSIONS = 32;
const COLLECTION = 'observations';
const DATABASE = '/api/v2/tenants/default_tenant/databases/default_database';

const QUERY = `SELECT id::int, agent_id, left(content, 40) AS label FROM agent_memories WHERE agent_id = 'test' LIMIT ${NODES}`;

interface Row {
  id: number;
  agent_id: string;
  label: string;
}

/** ChromaDB's connections stay open: under load a new one for each question would be most of its time. */
const agent = new Agent({ keepAlive: true });

export async function openGraph(databaseUrl: string, chromaUrl: string): Promise<Source> {
  const pool = newPool(databaseUrl);
  const collection = await named('PostgreSQL', pool.query('SELECT 1'))
    .then(() => named('ChromaDB', fillCollection(chromaUrl)))
    .catch(async (error) => {
      await pool.end();
      throw error;
    });
  let turn = 0;
  return {
    async value() {
      const node = turn++ % NODES;
      const [{ rows }, neighbours] = await Promise.all([
        pool.query<Row>(QUERY),
        named('ChromaDB', nearest(chromaUrl, collection, embedding(node))),
      ]);
      return {
        nodes: rows.map((row) => ({ id: `n${row.id}`, label: row.label, type: row.agent_id, weight: 1 })),
        edges: neighbours.map((id) => ({ source: `n${node}`, target: id, type: 'relates_to' })),
      };
    },
    close: () => pool.end(),
  };
}

/** A unit vector, always the same for the same node. */
function embedding(node: number): number[] {
  const raw = Array.from({ length: DIMENSIONS }, (_, at) => seededFraction(node, String(at)) - 0.5);
  const length = Math.hypot(...raw);
  return raw.map((value) => value / length);
}

/** Creates the collection with one vector for each node and returns its id. */
async function fillCollection(chromaUrl: string): Promise<string> {
  const { id } = await post<{ id: string }>(`${chromaUrl}${DATABASE}/collections`, {
    name: COLLECTION,
    get_or_create: true,
  });
  const nodes = Array.from({ length: NODES }, (_, node) => node);
  await post(`${chromaUrl}${DATABASE}/collections/${id}/upsert`, {
    ids: nodes.map((node) => `n${node}`),
    embeddings: nodes.map(embedding),
  });
  return id;
}

async function nearest(chromaUrl: string, collection: string, vector: number[]): Promise<string[]> {
  const { ids } = await post<{ ids: string[][] }>(`${chromaUrl}${DATABASE}/collections/${collection}/query`, {
    query_embeddings: [vector],
    n_results: NEIGHBOURS,
    include: [],
  });
  return ids[0] ?? [];
}

async function post<T>(url: string, body: unknown): Promise<T> {
  const answer = await ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    timeoutMs: 10_000,
    agent,
  });
  if (!answer.isOk) throw new Error(`answered ${answer.status}`);
  return JSON.parse(answer.text) as T;
}
