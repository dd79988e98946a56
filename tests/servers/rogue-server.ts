/** A server with bad intentions: what it does to whoever connects is given; what it hears and gets rid of, it counts. */
import { createServer, type Socket } from 'node:net';
import { loopback } from './server-process.ts';

export interface RogueServer {
  readonly port: number;
  /** All that clients have said to it. */
  heard(): Buffer;
  /** How many bytes it got rid of. */
  sent(): number;
  connections(): number;
  stop(): Promise<void>;
}

export async function startRogueServer(manner: (socket: Socket) => void): Promise<RogueServer> {
  const sockets: Socket[] = [];
  const heard: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', (bytes) => heard.push(bytes));
    manner(socket);
  });
  await new Promise<void>((done) => server.listen(0, loopback, done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    heard: () => Buffer.concat(heard),
    sent: () => sockets.reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0),
    connections: () => sockets.length,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Sends the same bytes for ever, as fast as they are taken. */
export function flood(socket: Socket, bytes: Uint8Array): void {
  const times = Math.max(1, Math.floor(65_536 / bytes.length));
  const chunk = Buffer.concat(Array.from({ length: times }, () => bytes));
  const pump = (): void => {
    if (!socket.destroyed && socket.write(chunk)) setImmediate(pump);
  };
  socket.on('drain', pump);
  pump();
}

/** A number in so many bytes, most significant first; negative ones too. */
export function big(value: number, bytes = 4): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeIntBE(value, 0, bytes);
  return buffer;
}
