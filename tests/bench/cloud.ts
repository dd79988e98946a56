/** What the fake Juju of the stage answers: four relations of three units, all in order, and the peers. */
import { keystoneAnswer, networkIds } from '../scenario/charm/peer-answers.ts';

type Bag = Readonly<Record<string, string>>;

interface Related {
  readonly endpoint: string;
  readonly id: number;
  readonly app: string;
  /** Bags by unit number. */
  readonly units: readonly Bag[];
}

export interface CloudShape {
  /** How many brokers there are. */
  readonly brokers?: number;
  readonly zookeeper?: boolean;
}

const peerless = ['cache', 'certificates', 'neutron-plugin', 'nrpe-external-master', 'juju-info', 'zookeeper'] as const;

/** The configuration that config-get gives for this charm when nothing is set; the rest is absent, as unset options are. */
export const options = { 'metadata-shared-secret': 'a-metadata-secret', 'ssh-public-key': '' };

function related(shape: CloudShape): readonly Related[] {
  const broker = (id: number): Bag => ({
    hostname: `10.0.0.${30 + id}`,
    'private-address': `10.0.0.${30 + id}`,
    password: 'rabbit-secret',
  });
  const database = { db_host: '10.0.0.40', password: 'mysql-secret', allowed_units: 'astara-orchestrator/0' };
  const all: Related[] = [
    { endpoint: 'shared-db', id: 1, app: 'mysql', units: [database, database, database] },
    {
      endpoint: 'amqp',
      id: 2,
      app: 'rabbitmq-server',
      units: Array.from({ length: shape.brokers ?? 3 }, (_, id) => broker(id)),
    },
    { endpoint: 'identity-service', id: 3, app: 'keystone', units: [keystoneAnswer, keystoneAnswer, keystoneAnswer] },
    { endpoint: 'astara-orchestrator', id: 4, app: 'astara-neutron-api', units: [networkIds, networkIds, networkIds] },
  ];
  if (shape.zookeeper === true) {
    const server = (id: number): Bag => ({ port: '2181', rest_port: '9998', 'private-address': `10.0.0.6${id}` });
    all.push({ endpoint: 'zookeeper', id: 7, app: 'zookeeper', units: [server(0), server(1), server(2)] });
  }
  return all;
}

/** Every answer, by call. */
export function cloudAnswers(shape: CloudShape = {}): Map<string, unknown> {
  const answers = new Map<string, unknown>();
  const relations = related(shape);
  const own = 'astara-orchestrator';
  answers.set('config-get --format=json', options);
  answers.set('is-leader --format=json', true);
  for (const name of ['shared-db', 'public', 'internal', 'admin']) {
    answers.set(`network-get --format=json ${name}`, {
      'bind-addresses': [
        {
          'interface-name': 'eth0',
          addresses: [{ hostname: '', address: '10.0.0.9', value: '10.0.0.9', cidr: '10.0.0.0/24' }],
        },
      ],
      'egress-subnets': ['10.0.0.9/32'],
      'ingress-addresses': ['10.0.0.9'],
    });
  }
  for (const endpoint of peerless) answers.set(`relation-ids ${endpoint} --format=json`, []);
  for (const { endpoint, id, app, units } of relations) {
    const key = `${endpoint}:${id}`;
    answers.set(`relation-ids ${endpoint} --format=json`, [key]);
    answers.set(
      `relation-list --format=json -r ${key}`,
      units.map((_, index) => `${app}/${index}`),
    );
    units.forEach((bag, index) => {
      answers.set(`relation-get --format=json -r ${key} - ${app}/${index}`, bag);
    });
    answers.set(`relation-get --format=json -r ${key} --app - ${app}`, {});
    answers.set(`relation-get --format=json -r ${key} - ${own}/0`, {});
    answers.set(`relation-get --format=json -r ${key} --app - ${own}`, {});
  }
  answers.set('relation-ids cluster --format=json', ['cluster:6']);
  answers.set('relation-list --format=json -r cluster:6', []);
  answers.set(`relation-get --format=json -r cluster:6 - ${own}/0`, {});
  answers.set(`relation-get --format=json -r cluster:6 --app - ${own}`, {
    'metadata-secret': 'leaders-metadata-secret',
    'ssh-public-key': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample astara-orchestrator',
    'database-synced': '1 astara 9.0.0',
    'endpoint-unit': `${own}/0`,
  });
  return answers;
}
