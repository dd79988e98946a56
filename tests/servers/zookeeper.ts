/** A private ZooKeeper: one server, or an ensemble of which servers can be stopped and started one by one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exchange, freePort, loopback, ServerProcess, serverFolder } from './server-process.ts';

export interface ZooKeeperServer {
  readonly host: string;
  readonly port: number;
  readonly process: ServerProcess;
  /** Sends a four-letter word (`ruok`, `stat`, `cons`, ...); null when the server is down. */
  ask(word: string): Promise<string | null>;
}

export interface ZooKeeper extends ZooKeeperServer {
  stop(): Promise<void>;
}

export interface ZooKeeperEnsemble {
  readonly servers: readonly ZooKeeperServer[];
  stop(): Promise<void>;
}

const classPath = '/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar';
const virtualMachine = '-Xmx64m -Xms16m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss256k -XX:-UsePerfData'.split(' ');

interface Member {
  readonly port: number;
  readonly peerPort: number;
  readonly electionPort: number;
}

function configuration(folder: string, own: Member, members: readonly Member[]): string {
  const lines = [
    'tickTime=500',
    `dataDir=${join(folder, 'data')}`,
    `clientPort=${own.port}`,
    `clientPortAddress=${loopback}`,
    'admin.enableServer=false',
    '4lw.commands.whitelist=*',
    'maxClientCnxns=0',
  ];
  if (members.length > 1) {
    lines.push('initLimit=20', 'syncLimit=10');
    members.forEach((member, index) => {
      lines.push(`server.${index + 1}=${loopback}:${member.peerPort}:${member.electionPort}`);
    });
  }
  return `${lines.join('\n')}\n`;
}

async function startMember(own: Member, members: readonly Member[]): Promise<ZooKeeperServer> {
  const folder = serverFolder('zookeeper');
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/myid'), `${members.indexOf(own) + 1}\n`);
  writeFileSync(join(folder, 'zoo.cfg'), configuration(folder, own, members));
  const main =
    members.length > 1
      ? 'org.apache.zookeeper.server.quorum.QuorumPeerMain'
      : 'org.apache.zookeeper.server.ZooKeeperServerMain';
  const ask = async (word: string) => (await exchange(own.port, word))?.toString('utf8') ?? null;
  const server = new ServerProcess({
    name: 'ZooKeeper',
    command: [
      'java',
      ...virtualMachine,
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      ...['-cp', classPath, main, join(folder, 'zoo.cfg')],
    ],
    folder,
    // Without a quorum a server says imok too; "srvr" it answers in full only when it serves.
    isReady: async () => (await ask('srvr'))?.includes('Mode:') === true,
  });
  await server.start();
  return { host: loopback, port: own.port, process: server, ask };
}

async function newMember(): Promise<Member> {
  const [port, peerPort, electionPort] = await Promise.all([freePort(), freePort(), freePort()]);
  return { port, peerPort, electionPort };
}

export async function startZooKeeper(): Promise<ZooKeeper> {
  const member = await newMember();
  const server = await startMember(member, [member]);
  return { ...server, stop: () => server.process.destroy() };
}

/** Starts several servers that hold one tree together; an odd number, as for any ensemble. */
export async function startZooKeeperEnsemble(size = 3): Promise<ZooKeeperEnsemble> {
  const members = await Promise.all(Array.from({ length: size }, newMember));
  const servers = await Promise.all(members.map((member) => startMember(member, members)));
  return {
    servers,
    stop: async () => {
      await Promise.all(servers.map((server) => server.process.destroy()));
    },
  };
}
