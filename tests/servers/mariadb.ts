/** A private MariaDB. */
import { join } from 'node:path';
import { run, tryRun } from '../../src/system/process.ts';
import { freePort, loopback, ServerProcess, serverFolder } from './server-process.ts';

export interface MariaDb {
  readonly host: string;
  readonly port: number;
  /** Unix socket by which root needs no password. */
  readonly socket: string;
  readonly process: ServerProcess;
  /** Runs statements as root; rows come back as lines, columns parted by tabs. */
  query(statements: string): string;
  /** Makes a database, and a user who may do all in it from anywhere. */
  createDatabase(name: string, user: string, password: string): void;
  stop(): Promise<void>;
}

const path = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

/** Small, and careless about power cuts: a test's database starts in a fraction of a second so. */
const economies = [
  '--skip-log-bin',
  '--skip-name-resolve',
  '--innodb-buffer-pool-size=8M',
  '--innodb-log-file-size=4M',
  '--performance-schema=OFF',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-fast-shutdown=2',
  '--key-buffer-size=1M',
  '--max-connections=300',
  '--aria-pagecache-buffer-size=4M',
];

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

export async function startMariaDb(): Promise<MariaDb> {
  const port = await freePort();
  const folder = serverFolder('mariadb');
  const data = join(folder, 'data');
  const socket = join(folder, 's.sock');
  const install = ['--auth-root-authentication-method=normal', '--skip-test-db', '--user=root'];
  run('mariadb-install-db', ['--no-defaults', `--datadir=${data}`, ...install], { env: path });
  const client = ['--no-defaults', '-uroot', `--socket=${socket}`];
  const server = new ServerProcess({
    name: 'MariaDB',
    command: [
      'mariadbd',
      '--no-defaults',
      '--user=root',
      `--datadir=${data}`,
      `--port=${port}`,
      `--bind-address=${loopback}`,
      `--socket=${socket}`,
      `--pid-file=${join(folder, 'pid')}`,
      ...economies,
    ],
    folder,
    isReady: async () => tryRun('mariadb-admin', [...client, 'ping'], { env: path }).exitCode === 0,
  });
  await server.start();
  const query = (statements: string) =>
    run('mariadb', [...client, '--batch', '--skip-column-names'], { env: path, input: statements });
  return {
    host: loopback,
    port,
    socket,
    process: server,
    query,
    createDatabase: (name, user, password) => {
      query(
        `CREATE DATABASE \`${name}\`; CREATE USER ${quote(user)}@'%' IDENTIFIED BY ${quote(password)};` +
          `GRANT ALL ON \`${name}\`.* TO ${quote(user)}@'%';`,
      );
    },
    stop: () => server.destroy(),
  };
}
