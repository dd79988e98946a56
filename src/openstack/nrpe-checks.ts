/**
 * Checks for Nagios as files: commands that its agent on this host may run, and, where a Nagios reads them, the
 * definitions of the services they check.
 */
import type { Host } from '../system/host.ts';
import { isCheckName } from './relations/nrpe.ts';

const commandDirectory = '/etc/nagios/nrpe.d';
const exportDirectory = '/var/lib/nagios/export';
const pluginDirectory = '/usr/local/lib/nagios/plugins';
const agent = 'nagios-nrpe-server';
const owned = { owner: 'root', group: 'root' } as const;

export interface NrpeCheck {
  /** Short name: letters, digits, dashes. */
  readonly name: string;
  readonly description: string;
  /** Program and arguments; each a plain word, for the agent splits the line itself. */
  readonly command: readonly string[];
}

/** Says in Nagios's codes whether a systemd unit is active. It belongs to the application whose name it carries. */
const servicePlugin = `#!/bin/sh
# Managed by juju: checks that a systemd unit is active.
[ -n "$1" ] || { echo "UNKNOWN: no unit given"; exit 3; }
state=$(systemctl is-active -- "$1" 2>/dev/null)
case "$state" in
  active) echo "OK: $1 is active"; exit 0 ;;
  activating|reloading) echo "WARNING: $1 is $state"; exit 1 ;;
  *) echo "CRITICAL: $1 is \${state:-unknown}"; exit 2 ;;
esac
`;

function pluginPath(application: string): string {
  return `${pluginDirectory}/check_service_of_${application}`;
}

/** A check that a service is active. */
export function serviceCheck(application: string, service: string): NrpeCheck {
  return {
    name: service,
    description: `process check {${service}}`,
    command: [pluginPath(application), service],
  };
}

/** Which host and groups the checks belong to. */
export interface NagiosNames {
  readonly hostname: string;
  readonly servicegroups: string;
}

/** The host's name in Nagios: what the relation says, or context and unit as all charms join them. */
export function nagiosHostname(told: string | null, context: string, unit: string): string {
  return told ?? `${context}-${unit.replaceAll('/', '-')}`;
}

function commandFile(check: NrpeCheck): string {
  return `# Managed by juju: check ${check.name}\ncommand[check_${check.name}]=${check.command.join(' ')}\n`;
}

function serviceFile(check: NrpeCheck, names: NagiosNames): string {
  return [
    '# Managed by juju: changes are overwritten',
    'define service {',
    '    use                             active-service',
    `    host_name                       ${names.hostname}`,
    `    service_description             ${names.hostname}[${check.name}] ${check.description}`,
    `    check_command                   check_nrpe!check_${check.name}`,
    `    servicegroups                   ${names.servicegroups}`,
    '}',
    '',
  ].join('\n');
}

function assertPlain(check: NrpeCheck, names: NagiosNames): void {
  const plain = /^[A-Za-z0-9_./:=,+-]+$/;
  if (!isCheckName(check.name)) throw new TypeError(`cannot write check "${check.name}": expected a plain name`);
  const unusual = [...check.command, names.hostname, ...names.servicegroups.split(',')].find(
    (word) => !plain.test(word),
  );
  if (unusual !== undefined) throw new TypeError(`cannot write check "${check.name}": "${unusual}" is no plain word`);
  if (/[^ -~]|[;#]/.test(check.description)) {
    throw new TypeError(`cannot write check "${check.name}": its description does not fit one line`);
  }
}

function commandPath(name: string): string {
  return `${commandDirectory}/check_${name}.cfg`;
}

/** Definitions of a check under whatever host name: the relation and the option nagios_context may have named another. */
function exportedPaths(host: Host, name: string): readonly string[] {
  if (!host.files.exists(exportDirectory)) return [];
  const ours = host.files
    .list(exportDirectory)
    .filter((file) => file.startsWith('service__') && file.endsWith(`_check_${name}.cfg`));
  return ours.map((file) => `${exportDirectory}/${file}`);
}

/** Writes the checks; returns whether the agent has to read them again. Without an agent on the host it does nothing. */
export function writeNrpeChecks(
  host: Host,
  application: string,
  checks: readonly NrpeCheck[],
  names: NagiosNames,
): boolean {
  if (!host.files.exists(commandDirectory)) return false;
  for (const check of checks) assertPlain(check, names);
  host.files.makeDirectory(pluginDirectory, { mode: 0o755, ...owned });
  let changed = host.files.write(pluginPath(application), servicePlugin, { mode: 0o755, ...owned });
  const exported = host.files.exists(exportDirectory);
  for (const check of checks) {
    const servicePath = `${exportDirectory}/service__${names.hostname}_check_${check.name}.cfg`;
    for (const path of exportedPaths(host, check.name)) if (path !== servicePath) host.files.remove(path);
    changed = host.files.write(commandPath(check.name), commandFile(check), { mode: 0o644, ...owned }) || changed;
    if (exported) host.files.write(servicePath, serviceFile(check, names), { mode: 0o644, ...owned });
  }
  return changed;
}

/** Takes the checks away again; returns whether there were any. */
export function removeNrpeChecks(host: Host, application: string, names: readonly string[]): boolean {
  let changed = host.files.remove(pluginPath(application));
  const paths = names.flatMap((name) => [commandPath(name), ...exportedPaths(host, name)]);
  for (const path of paths) changed = host.files.remove(path) || changed;
  return changed;
}

/** Files of the application's checks that the agent reads. */
export function agentFiles(application: string, names: readonly string[]): readonly string[] {
  return [pluginPath(application), ...names.map(commandPath)];
}

/** Every file that the application's checks of these services are made of, as far as there are any. */
export function checkFiles(host: Host, application: string, names: readonly string[]): readonly string[] {
  return [pluginPath(application), ...names.flatMap((name) => [commandPath(name), ...exportedPaths(host, name)])];
}

/** Has the agent read its checks again. It belongs to the nrpe charm: where it is not running it is left alone. */
export function reloadNrpe(host: Host): void {
  host.run('systemctl', ['try-reload-or-restart', '--', agent]);
}
