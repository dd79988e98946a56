/** What the servers themselves say of the cloud, and what its user may type next. */
import { relative } from 'node:path';
import { Failure, heading, indented } from './output.mjs';
import { charmFile, root } from './preparation.mjs';

const readRing = `
from kazoo.client import KazooClient
client = KazooClient("127.0.0.1:2181")
client.start(timeout=60)
for group in sorted(client.get_children("/tooz")):
    for name in sorted(client.get_children("/tooz/" + group)):
        if name != "leader":
            print("group", group, "member", name)
client.stop()`;

/** Words that a shell prints for the demo's reader. */
function onMachine(cloud, unit, command) {
  return cloud.ask('ssh', unit, command);
}

function actionResult(cloud, unit, action, key) {
  const tasks = JSON.parse(cloud.ask('run', unit, action, '--format', 'json'));
  const task = tasks[unit];
  if (task?.status !== 'completed') {
    throw new Failure(`the action ${action} of ${unit} failed: ${task?.message ?? ''}`, 'npm run demo');
  }
  return String(task.results[key] ?? '');
}

function show(title, text) {
  heading(title);
  indented(text.trim() === '' ? '(nothing)' : text);
}

export function showServers(cloud) {
  const first = cloud.units().find((unit) => unit.name.startsWith('astara-orchestrator/'))?.name;
  if (first === undefined) throw new Failure('there is no astara-orchestrator', 'npm run demo -- down; npm run demo');
  const sql = 'SELECT version_num AS schema_revision FROM astara.alembic_version; SHOW TABLES FROM astara';
  show('MariaDB: the schema and its revision', onMachine(cloud, 'mysql/0', `mariadb -t -e '${sql}'`));
  show('Keystone: what its API lists', actionResult(cloud, 'keystone/0', 'list-endpoints', 'endpoints'));
  const connections = 'rabbitmqctl -q list_connections --no-table-headers user vhost peer_host state | sort | uniq -c';
  show(
    'RabbitMQ: connections, by user, virtual host, host and state',
    onMachine(cloud, 'rabbitmq-server/0', connections),
  );
  show('ZooKeeper: members of the ring', onMachine(cloud, 'zookeeper/0', `/usr/bin/python3 -c '${readRing}'`));
  show(`${first}: astara.conf, secrets masked`, actionResult(cloud, first, 'show-config', 'config'));
}

export function showNext(cloud) {
  heading('What next');
  indented(
    [
      ...cloud.aliasLines,
      'juju status --relations',
      'juju config astara-orchestrator debug=true               # one restart on each host, one host after the other',
      'juju run mysql/0 rotate-password username=astara         # the service follows',
      'juju add-unit nova-compute                               # one more host, one more member of the ring',
      'juju run astara-orchestrator/0 check                     # logs in to every dependency',
      'juju run astara-orchestrator/0 pause',
      'juju ssh nova-compute/0                                  # a shell on that machine',
      'juju debug-log --replay --include astara-orchestrator/0',
      `juju refresh astara-orchestrator --path ./${relative(root, charmFile)}   # after npm run build and npm run pack`,
      'npm run demo -- down                                     # leaves nothing behind',
    ].join('\n'),
  );
}
