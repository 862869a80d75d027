// A port on loopback that nobody listens on.
import { type AddressInfo, createServer } from 'node:net';

/** It was free a moment ago: another process may take it first, and the one that listens on it must report that. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
