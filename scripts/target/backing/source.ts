// What an endpoint's answer is made from: a service, whose failures say whose they are.
import type { Question } from 'k6-target/answers';

/** One endpoint's way to its services; `value` is what it answers as JSON. */
export interface Source {
  value(question: Question): Promise<unknown>;
  close(): Promise<void>;
}

/** Says which service it was that failed. */
export async function named<T>(service: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(`${service}: ${(error as Error).message || 'does not answer'}`, { cause: error });
  }
}
