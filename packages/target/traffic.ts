// Bytes and connections of a server, over its whole life.
import type { Server, Socket } from 'node:net';

export class Traffic {
  private readonly open = new Set<Socket>();
  private total = 0;
  private broken = 0;
  private closedReceivedBytes = 0;
  private closedSentBytes = 0;

  /** Follows the server's connections; call before it listens. */
  watch(server: Server): void {
    server.on('connection', (socket: Socket) => {
      this.open.add(socket);
      this.total += 1;
      socket.once('close', () => {
        this.open.delete(socket);
        this.closedReceivedBytes += socket.bytesRead;
        this.closedSentBytes += socket.bytesWritten;
      });
    });
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      if (error.code === 'ECONNRESET') return;
      this.broken += 1;
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    });
  }

  bytes(): { receivedBytes: number; sentBytes: number } {
    let [receivedBytes, sentBytes] = [this.closedReceivedBytes, this.closedSentBytes];
    for (const socket of this.open) {
      receivedBytes += socket.bytesRead;
      sentBytes += socket.bytesWritten;
    }
    return { receivedBytes, sentBytes };
  }

  connections(): { open: number; total: number } {
    return { open: this.open.size, total: this.total };
  }

  /** Connections that sent something else than HTTP. */
  unparsed(): number {
    return this.broken;
  }
}
