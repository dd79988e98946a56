/** A private RabbitMQ with an epmd of its own. It takes seconds to start: share one, with a vhost for each test. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/system/process.ts';
import { exchange, freePort, loopback, ServerProcess, serverFolder } from './server-process.ts';

export interface RabbitMq {
  readonly host: string;
  readonly port: number;
  readonly process: ServerProcess;
  /** Runs rabbitmqctl and returns its output. */
  control(...args: string[]): string;
  /** Makes a vhost, and a user who may do all in it. */
  createVhost(vhost: string, user: string, password: string): void;
  stop(): Promise<void>;
}

const amqpHeader = Uint8Array.from([65, 77, 81, 80, 0, 0, 9, 1]);
const programs = '/usr/lib/rabbitmq/bin';

export async function startRabbitMq(): Promise<RabbitMq> {
  const [port, mapperPort, distributionPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const folder = serverFolder('rabbitmq');
  const home = join(folder, 'home');
  mkdirSync(home);
  writeFileSync(join(home, '.erlang.cookie'), 'PRIVATECOOKIE');
  chmodSync(join(home, '.erlang.cookie'), 0o400);
  writeFileSync(join(folder, 'enabled_plugins'), '[].\n');
  const settings = [
    `listeners.tcp.1 = ${loopback}:${port}`,
    'loopback_users = none',
    'log.file.level = warning',
    'disk_free_limit.absolute = 10MB',
  ];
  writeFileSync(join(folder, 'rabbitmq.conf'), `${settings.join('\n')}\n`);

  const mapper = new ServerProcess({
    name: 'epmd',
    command: ['epmd', '-port', `${mapperPort}`, '-address', loopback],
    folder,
    // Asks for the names that are registered.
    isReady: async () => (await exchange(mapperPort, Uint8Array.from([0, 1, 110]))) !== null,
  });
  const env = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: home,
    LC_ALL: 'C.UTF-8',
    ERL_EPMD_PORT: `${mapperPort}`,
    ERL_EPMD_ADDRESS: loopback,
    RABBITMQ_NODENAME: `test${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: loopback,
    RABBITMQ_NODE_PORT: `${port}`,
    RABBITMQ_DIST_PORT: `${distributionPort}`,
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  };
  const server = new ServerProcess({
    name: 'RabbitMQ',
    command: [`${programs}/rabbitmq-server`],
    env,
    folder,
    // The first byte of the answer is the type of a method frame.
    isReady: async () => (await exchange(port, amqpHeader))?.[0] === 1,
  });
  await mapper.start();
  await server.start();
  const control = (...args: string[]) => run(`${programs}/rabbitmqctl`, ['-q', ...args], { env });
  return {
    host: loopback,
    port,
    process: server,
    control,
    createVhost: (vhost, user, password) => {
      control('add_vhost', vhost);
      control('add_user', user, password);
      control('set_permissions', '-p', vhost, user, '.*', '.*', '.*');
    },
    stop: async () => {
      await server.stop();
      await mapper.destroy();
    },
  };
}
