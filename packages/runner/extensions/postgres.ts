// The host's end of k6/x/sql with the driver postgres: one pool of one connection for each database that a VU has opened.
import type { PoolClient, QueryArrayResult } from 'pg';
import { loadPackage } from '../needed-packages.ts';
import { type Handle, type OpenHandle, scriptError } from './handle.ts';
import { type PostgresSettings, readPostgresUrl } from './postgres-url.ts';
import { readerOf } from './postgres-values.ts';

/** Loaded when the first script opens a database: no other pays for it. */
const loadLibrary = () => loadPackage<typeof import('pg')>('pg');

/** `settings`: the connection string. */
export const openPostgres: OpenHandle = (settings) => new Postgres(readPostgresUrl(String(settings)));

class Postgres implements Handle {
  readonly #pool: InstanceType<typeof import('pg').Pool>;
  readonly #password: string | undefined;
  /** The connection whose query is on its way. */
  #active: PoolClient | undefined;
  /** Raised by `interrupt`: a call that began before has nobody waiting for it. */
  #era = 0;
  #isClosed = false;

  constructor({ connectTimeoutMs, applicationName, ...settings }: PostgresSettings) {
    this.#password = settings.password;
    const { Pool } = loadLibrary();
    this.#pool = new Pool({
      ...settings,
      // A VU waits for each query, so it never needs a second connection.
      max: 1,
      idleTimeoutMillis: 0,
      connectionTimeoutMillis: connectTimeoutMs,
      ...(applicationName !== undefined && { application_name: applicationName }),
      types: { getTypeParser: readerOf as never },
    });
    // A connection that is lost between two queries: the next query opens another, or says why it cannot.
    this.#pool.on('error', () => {});
  }

  async call(method: string, [text, ...values]: readonly unknown[]): Promise<unknown> {
    if (method === 'close') return this.close();
    if (this.#isClosed) throw new Error('the database is closed');
    const results = await this.#send(String(text), values).catch((error) => {
      throw scriptError(error, this.#password);
    });
    // Of several statements in one text, rows are those of the first and the count is that of the last.
    if (method === 'exec') return results.at(-1)?.rowCount ?? 0;
    const { fields = [], rows = [] } = results[0] ?? {};
    return { columns: fields.map(({ name }) => name), rows };
  }

  interrupt(): void {
    this.#era += 1;
    // Closes the connection under its query, which ends with an error that nobody hears; the server may work on at it for a while.
    this.#active?.release(true);
    this.#active = undefined;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.interrupt();
    this.#pool.end().catch(() => {});
  }

  async #send(text: string, values: unknown[]): Promise<QueryArrayResult[]> {
    const era = this.#era;
    const client = await this.#pool.connect();
    if (era !== this.#era) {
      client.release(true);
      throw new Error('interrupted');
    }
    this.#active = client;
    // Reported to the query as well; without a listener it would end the process.
    const ignore = (): void => {};
    client.on('error', ignore);
    try {
      const result = await client.query({ text, rowMode: 'array', ...(values.length > 0 && { values }) });
      return Array.isArray(result) ? result : [result];
    } finally {
      // The pool throws away a connection that has come to its end.
      if (this.#active === client) client.release();
      this.#active = undefined;
      client.off('error', ignore);
    }
  }
}
