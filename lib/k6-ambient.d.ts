// What k6 has and its own types lack: its console, and the extensions that service tests import, as far as they use them.
declare const console: { error(text: string): void };

declare module 'k6/x/sql' {
  /** A row by column. Integers, floats, texts and truth values are JavaScript's; what else may come depends on the driver. */
  type Row = Record<string, unknown>;

  export interface Database {
    /** Throws an Error with the server's message. */
    query(statement: string, ...args: unknown[]): Row[];
    exec(statement: string, ...args: unknown[]): { rowsAffected(): number };
    close(): void;
  }

  const sql: { open(driver: symbol, dataSourceName: string): Database };
  export default sql;
}

declare module 'k6/x/sql/driver/postgres' {
  const driver: symbol;
  export default driver;
}

declare module 'k6/x/redis' {
  class Client {
    constructor(url: string);
    /** `expirationS`: 0 is for ever. */
    set(key: string, value: string, expirationS: number): Promise<string>;
    /** null where the key is missing. */
    mget(...keys: string[]): Promise<(string | null)[]>;
    del(...keys: string[]): Promise<number>;
    sendCommand(command: string, ...args: (string | number | boolean)[]): Promise<unknown>;
  }

  const redis: { Client: typeof Client };
  export default redis;
}
