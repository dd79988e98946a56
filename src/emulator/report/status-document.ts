/** `juju status --format json|yaml`. */
import type { MachineInfo } from '../model/machine-info.ts';
import type { GoValue } from '../tools/go-value.ts';
import { byName, struct, unlessEmpty } from './document.ts';
import type { ApplicationView, StatusLine, StatusView, UnitView } from './status-view.ts';
import { clockTime, dateTime, localZone, type Zone } from './time.ts';

function statusLine(status: StatusLine, zone: Zone, version = ''): GoValue {
  return struct({
    current: status.current,
    message: unlessEmpty(status.message),
    since: status.since === null ? undefined : dateTime(status.since, zone),
    version: unlessEmpty(version),
  });
}

function unitDocument(unit: UnitView, version: string, zone: Zone, isPrincipal = true): GoValue {
  return struct({
    'workload-status': statusLine(unit.workload, zone),
    'juju-status': statusLine(unit.agent, zone, version),
    leader: unlessEmpty(unit.leader),
    'upgrading-from': unit.upgradingFrom ?? undefined,
    machine: unlessEmpty(isPrincipal ? unit.machine : ''),
    'open-ports': unlessEmpty(unit.ports),
    'public-address': unlessEmpty(unit.address),
    subordinates: unlessEmpty(
      byName(
        unit.subordinates,
        (each) => each.name,
        (each) => unitDocument(each, version, zone, false),
      ),
    ),
  });
}

function relationsDocument(application: ApplicationView): Record<string, GoValue> {
  const endpoints: Record<string, GoValue[]> = {};
  for (const related of application.relations) {
    const listed = endpoints[related.endpoint] ?? [];
    listed.push(
      struct({ 'related-application': related.application, interface: related.interface, scope: related.scope }),
    );
    endpoints[related.endpoint] = listed;
  }
  return endpoints;
}

function applicationDocument(application: ApplicationView, version: string, zone: Zone): GoValue {
  return struct({
    charm: application.charmUrl,
    base: struct({ name: application.base.name, channel: application.base.channel.replace(/\/stable$/, '') }),
    'charm-origin': 'local',
    'charm-name': application.charmName,
    'charm-rev': BigInt(application.charmRevision),
    'charm-version': unlessEmpty(application.charmVersion),
    exposed: application.exposed,
    life: application.life === 'alive' ? undefined : application.life,
    'application-status': statusLine(application.status, zone),
    relations: unlessEmpty(relationsDocument(application)),
    'subordinate-to': unlessEmpty(application.subordinateTo),
    units: unlessEmpty(
      byName(
        application.units,
        (unit) => unit.name,
        (unit) => unitDocument(unit, version, zone),
      ),
    ),
    version: unlessEmpty(application.version),
    'endpoint-bindings': application.bindings,
  });
}

export function machineDocument(machine: MachineInfo, version: string, zone: Zone): GoValue {
  const addresses = machine.interfaces.flatMap((device) => device.addresses.map((address) => address.value));
  return struct({
    'juju-status': statusLine(lineOf(machine.agentStatus), zone, version),
    hostname: unlessEmpty(machine.hostname),
    'dns-name': unlessEmpty(addresses[0] ?? ''),
    'ip-addresses': unlessEmpty(addresses),
    'instance-id': unlessEmpty(machine.instanceId),
    'machine-status': statusLine(lineOf(machine.instanceStatus), zone),
    'modification-status': statusLine({ current: 'idle', message: '', since: machine.created }, zone),
    base: struct({ name: machine.base.name, channel: machine.base.channel.replace(/\/stable$/, '') }),
    'network-interfaces': unlessEmpty(
      byName(
        machine.interfaces,
        (device) => device.name,
        (device) =>
          struct({
            'ip-addresses': device.addresses.map((address) => address.value),
            'mac-address': device.macAddress,
            space: unlessEmpty(device.addresses[0]?.space ?? ''),
            'is-up': true,
          }),
      ),
    ),
    hardware: [
      `arch=${machine.architecture}`,
      ...(machine.availabilityZone === '' ? [] : [`availability-zone=${machine.availabilityZone}`]),
    ].join(' '),
  });
}

function lineOf(status: { readonly status: string; readonly message: string; readonly since: number }): StatusLine {
  return { current: status.status, message: status.message, since: status.since };
}

/** The whole status as one document. */
export function statusDocument(view: StatusView, zone: Zone = localZone): GoValue {
  const { model } = view;
  return struct({
    model: struct({
      name: model.name,
      type: model.type,
      controller: model.controller,
      cloud: model.cloud,
      region: unlessEmpty(model.region),
      version: model.version,
      'model-status': statusLine(model.status, zone),
      sla: unlessEmpty(model.sla),
    }),
    machines: byName(
      view.machines,
      (machine) => machine.id,
      (machine) => machineDocument(machine, model.version, zone),
    ),
    applications: byName(
      view.applications,
      (application) => application.name,
      (application) => applicationDocument(application, model.version, zone),
    ),
    storage: view.storage(zone),
    controller: struct({ timestamp: clockTime(view.now, zone) }),
  });
}
