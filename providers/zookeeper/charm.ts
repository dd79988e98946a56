/** A stand-in for the ZooKeeper charm: one real server per unit, joined to an ensemble, and `port` for every client. */
import { ActiveStatus, CharmBase, type Framework, MaintenanceStatus, main } from '../../src/ops/index.ts';
import { ensurePackages, ensureService, type Host, systemHost, writeFile } from '../machine.ts';
import type { ZookeeperTypes } from './charm-types.ts';

const clientPort = 2181;
const folder = '/etc/zookeeper-stand-in';

const unitFile = `[Unit]
Description=ZooKeeper of the stand-in charm
After=network.target

[Service]
ExecStart=/usr/bin/java -Xmx96m -Xms16m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -cp /usr/share/java/zookeeper.jar:/usr/share/java/slf4j-simple.jar org.apache.zookeeper.server.quorum.QuorumPeerMain ${folder}/zoo.cfg
Restart=on-failure
SuccessExitStatus=143

[Install]
WantedBy=basic.target
`;

class ZookeeperCharm extends CharmBase<ZookeeperTypes> {
  static override readonly handleKind = 'ZookeeperCharm';
  readonly host: Host;

  constructor(framework: Framework, host: Host = systemHost) {
    super(framework);
    this.host = host;
    framework.observeReconcile(this, 'reconcile');
  }

  reconcile(): void {
    const address = this.model.getBinding('zookeeper')?.network.bindAddress;
    if (address == null) {
      this.unit.setStatus(new MaintenanceStatus('Waiting for an address'));
      return;
    }
    ensurePackages(this.host, {
      zookeeper: '/usr/share/java/zookeeper.jar',
      'default-jre-headless': '/usr/bin/java',
      'libslf4j-java': '/usr/share/java/slf4j-simple.jar',
    });
    for (const path of [folder, '/var/lib/zookeeper-stand-in']) {
      this.host.files.makeDirectory(path, { mode: 0o755, owner: 'root', group: 'root' });
    }
    const written = [
      writeFile(this.host, '/var/lib/zookeeper-stand-in/myid', `${serverId(this.unit.name)}\n`),
      writeFile(this.host, `${folder}/zoo.cfg`, this.serverConfig(address)),
      writeFile(this.host, '/etc/systemd/system/zookeeper-stand-in.service', unitFile),
    ];
    ensureService(this.host, 'zookeeper-stand-in', written.includes(true));
    for (const relation of this.model.relations.get('zookeeper')) {
      relation.data(this.unit).update({ port: String(clientPort), rest_port: '9998', host: address });
    }
    this.unit.setStatus(new ActiveStatus('Unit is ready'));
  }

  private serverConfig(address: string): string {
    const members = new Map([[serverId(this.unit.name), address]]);
    for (const relation of this.model.relations.get('zkpeer')) {
      for (const unit of relation.units) {
        const peer = relation.data(unit).get('ingress-address');
        if (peer !== undefined) members.set(serverId(unit.name), peer);
      }
    }
    const servers = [...members].sort(([left], [right]) => left - right);
    return [
      'tickTime=1000',
      'initLimit=10',
      'syncLimit=5',
      'dataDir=/var/lib/zookeeper-stand-in',
      `clientPort=${clientPort}`,
      'admin.enableServer=false',
      '4lw.commands.whitelist=ruok,srvr,mntr',
      ...(servers.length > 1 ? servers.map(([id, peer]) => `server.${id}=${peer}:2888:3888`) : []),
      '',
    ].join('\n');
  }
}

/** ZooKeeper numbers its servers from 1. */
function serverId(unitName: string): number {
  return Number(unitName.split('/')[1]) + 1;
}

main((framework) => new ZookeeperCharm(framework));
