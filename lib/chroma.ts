// ChromaDB's HTTP API, version 2, as far as the vector test uses it (https://docs.trychroma.com/reference).

import type http from 'k6/http';
import type { RefinedResponse } from 'k6/http';
import { idOf, NEIGHBOURS, vectorOf } from './vectors.ts';

type Answer = RefinedResponse<'text'>;

/** A request that takes longer has failed. */
const TIMEOUT = '10s';
/** Vectors in one request of `addAll`. */
const BATCH = 100;

export class Chroma {
  readonly #http: typeof http;
  readonly #collections: string;

  constructor(client: typeof http, url: string) {
    this.#http = client;
    this.#collections = `${url}/api/v2/tenants/default_tenant/databases/default_database/collections`;
  }

  /** Makes an empty collection under `name`, in place of one that an earlier run left; returns its id. Throws when it can't. */
  create(name: string): string {
    this.remove(name);
    const answer = this.#post('', 'create', { name, configuration: { hnsw: { space: 'l2' } } });
    const { id } = parsed(answer) as { id?: unknown };
    if (!isAccepted(answer) || typeof id !== 'string') throw new Error(`CHROMA_URL: ${refusal('create', answer)}`);
    return id;
  }

  /** Adds the first `count` vectors. Throws when it can't. */
  addAll(collection: string, count: number): void {
    for (let from = 0; from < count; from += BATCH) {
      const numbers = Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => from + index);
      const answer = this.add(collection, numbers.map(idOf), numbers.map(vectorOf));
      if (!isAccepted(answer)) throw new Error(`CHROMA_URL: ${refusal('add', answer)}`);
    }
  }

  add(collection: string, ids: string[], embeddings: number[][]): Answer {
    return this.#post(`/${collection}/add`, 'add', { ids, embeddings });
  }

  query(collection: string, embedding: number[]): Answer {
    const question = { query_embeddings: [embedding], n_results: NEIGHBOURS, include: ['distances'] };
    return this.#post(`/${collection}/query`, 'query', question);
  }

  /** What a search has found; undefined when it found nothing that can be read. */
  idsOf(answer: Answer): string[] | undefined {
    const { ids } = parsed(answer) as { ids?: string[][] };
    return answer.status === 200 ? ids?.[0] : undefined;
  }

  /** A collection that is not there is as good as removed. */
  remove(name: string): void {
    this.#http.del(`${this.#collections}/${name}`, null, params('remove'));
  }

  #post(path: string, name: string, body: object): Answer {
    return this.#http.post(this.#collections + path, JSON.stringify(body), params(name)) as Answer;
  }
}

/** `name`: the ids in the paths would make a series of each. */
function params(name: string) {
  return {
    headers: { 'Content-Type': 'application/json' },
    tags: { name },
    timeout: TIMEOUT,
    redirects: 0,
    responseType: 'text',
  } as const;
}

function isAccepted({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

function parsed(answer: Answer): object {
  try {
    return (JSON.parse(answer.body ?? '') as object | null) ?? {};
  } catch {
    return {};
  }
}

function refusal(what: string, { status, error, body }: Answer): string {
  return `${what} answers ${status || error}: ${String(body ?? '').slice(0, 200)}`;
}
