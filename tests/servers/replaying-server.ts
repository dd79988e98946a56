/** Says again what a real server once said, to whoever says as much as was said to it: for protocols without a nonce. */
import { createServer, type Server, type Socket } from 'node:net';
import { loopback } from './server-process.ts';

export interface ReplayingServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** `heard`: how many bytes it waits for. */
export async function startReplayingServer(heard: number, answer: Uint8Array): Promise<ReplayingServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    let size = 0;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      size += bytes.length;
      if (size >= heard) socket.end(answer);
    });
  });
  await new Promise<void>((done) => server.listen(0, loopback, done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
