// The five endpoints served from real services: what `perf target --backed` puts behind the reference target's answers.
import { type Answer, jsonAnswer, problem, type Question } from 'k6-target/answers';
import { openBroker } from './broker.ts';
import { openGraph } from './graph.ts';
import { openMemories } from './memories.ts';

/** Where the services are; an endpoint whose services are not named answers as without them. */
export interface BackingSettings {
  /** PostgreSQL, for memory stats and the graph's nodes. */
  databaseUrl?: string | undefined;
  /** Redis, in front of the database for memory stats. */
  redisUrl?: string | undefined;
  /** ChromaDB, for the graph's edges. */
  chromaUrl?: string | undefined;
  /** Kafka, which takes the biometric events: `host:port[,host:port]`. */
  kafkaBrokers?: string | undefined;
}

/** One endpoint's way to its services; `value` is what it answers as JSON. */
export interface Source {
  value(question: Question): Promise<unknown>;
  close(): Promise<void>;
}

export interface Backing {
  /** Endpoints that are served from services. */
  endpoints: readonly string[];
  /** The answer to a valid question; undefined where the endpoint has no services. 503 when they fail. */
  answer(endpoint: string, question: Question): Promise<Answer | undefined>;
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
  return {
    endpoints: [...sources.keys()],
    close,
    answer: async (endpoint, question) => {
      const source = sources.get(endpoint);
      if (!source) return undefined;
      try {
        return jsonAnswer(200, await source.value(question));
      } catch (error) {
        return problem(503, 'service_unavailable', `${endpoint}: ${(error as Error).message}`);
      }
    },
  };
}
