// The endpoints served from real services: what `perf target --backed` puts behind the reference target's answers.
import { jsonAnswer, problem } from 'k6-target/answers';
import { type Definition, definitionOf } from 'k6-target/rows';
import { OUR_ROWS } from '../start.ts';
import { openBroker } from './broker.ts';
import { openGraph } from './graph.ts';
import { openMemories } from './memories.ts';
import type { Source } from './source.ts';

/** Where the services are; an endpoint whose services are not named answers as without them. */
export interface BackingSettings {
  /** PostgreSQL, for memory stats and the graph's nodes. */
  databaseUrl?: string | undefined;
  /** Redis, in front of the database for memory stats. */
  redisUrl?: string | undefined;
  /** ChromaDB, for the graph's edges. */
  chromaUrl?: string | undefined;
  /** Kafka, which receives the biometric events: `host:port[,host:port]`. */
  kafkaBrokers?: string | undefined;
}

export interface Backing {
  /** Endpoints that are served from services. */
  endpoints: readonly string[];
  /** Of all endpoints: nothing is drawn for them, valid questions go to the services, and 503 says that these fail. */
  definitions: Readonly<Record<string, Definition>>;
  close(): Promise<void>;
}

/** Connects to the services. Throws an Error that names the one that does not answer. */
export async function openBacking(settings: BackingSettings): Promise<Backing> {
  const { databaseUrl, redisUrl, chromaUrl, kafkaBrokers } = settings;
  const sources = new Map<string, Source>();
  const close = async (): Promise<void> => {
    await Promise.all([...sources.values()].map((source) => source.close()));
  };
  try {
    if (databaseUrl && redisUrl) sources.set('memory-stats', await openMemories(databaseUrl, redisUrl));
    if (databaseUrl && chromaUrl) sources.set('knowledge-graph', await openGraph(databaseUrl, chromaUrl));
    if (kafkaBrokers) sources.set('biometric-analyze', await openBroker(kafkaBrokers));
  } catch (error) {
    await close();
    throw error;
  }
  const definitions = Object.keys(OUR_ROWS.rows).map((name) => [name, backed(name, sources.get(name))] as const);
  return { endpoints: [...sources.keys()], definitions: Object.fromEntries(definitions), close };
}

/** An endpoint's definition with services behind it, or with none. */
export function backed(endpoint: string, source: Source | undefined): Definition {
  const own = definitionOf(OUR_ROWS, endpoint);
  const definition: Definition = { ...own, takesOwnTime: true };
  if (source === undefined) return definition;
  definition.answer = async (question, context) => {
    const answer = await own.answer(question, context);
    if (answer.status !== 200) return answer;
    try {
      return jsonAnswer(200, await source.value(question));
    } catch (error) {
      return problem(503, 'service_unavailable', `${endpoint}: ${(error as Error).message}`);
    }
  };
  return definition;
}
