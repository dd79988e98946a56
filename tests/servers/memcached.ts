/** A private memcached. */
import { exchange, freePort, loopback, ServerProcess, serverFolder } from './server-process.ts';

export interface Memcached {
  readonly host: string;
  readonly port: number;
  readonly process: ServerProcess;
  stop(): Promise<void>;
}

export async function startMemcached(): Promise<Memcached> {
  const port = await freePort();
  const server = new ServerProcess({
    name: 'memcached',
    command: ['memcached', '-u', 'root', '-l', loopback, '-p', `${port}`, '-U', '0', '-m', '16', '-t', '1'],
    folder: serverFolder('memcached'),
    isReady: async () => (await exchange(port, 'version\r\n')) !== null,
  });
  await server.start();
  return { host: loopback, port, process: server, stop: () => server.destroy() };
}
