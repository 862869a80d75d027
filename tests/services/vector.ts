// Does the vector store answer within its limit at every rate of its row, and does it find the true neighbours?
import http from 'k6/http';
import { Rate } from 'k6/metrics';
import { Chroma } from '../../lib/chroma.ts';
import { readServiceSettings } from '../../lib/service-env.ts';
import { serviceTest } from '../../lib/service-test.ts';
import { COUNT, nearest, vectorOf } from '../../lib/vectors.ts';
import { VECTOR_RECALL } from '../../thresholds/service-limits.ts';

const settings = readServiceSettings(__ENV, 'CHROMA_URL');
const chroma = new Chroma(http, settings.url);
const test = serviceTest('vector', settings);
const recall = new Rate(VECTOR_RECALL);

export const options = test.options;

/** Ids of two collections: one to search in, whose neighbours are known, and one to add to. */
interface Collections {
  searched: string;
  added: string;
}

export function setup(): Collections {
  const searched = chroma.create('perf-vector-searched');
  chroma.addAll(searched, COUNT);
  return { searched, added: chroma.create('perf-vector-added') };
}

export default function vector({ searched, added }: Collections): void {
  const { number } = test.turn();
  // One write on four searches. Vectors beyond those of the collection are the questions.
  const embedding = vectorOf(COUNT + number);
  if (number % 5 === 0) {
    test.measureHttp('add', () => chroma.add(added, [`added-${number}`], [embedding]), {
      'the vector is stored': ({ status }) => status === 201,
    });
    return;
  }
  const answer = test.measureHttp('query', () => chroma.query(searched, embedding), {
    'the search answers 200': ({ status }) => status === 200,
  });
  const found = chroma.idsOf(answer);
  if (found) for (const id of nearest(embedding)) recall.add(found.includes(id));
}

export function teardown(): void {
  chroma.remove('perf-vector-searched');
  chroma.remove('perf-vector-added');
}

export const handleSummary = test.handleSummary;
export const writes: string[] = ['vector'];
