/**
 * Where the orchestrators' secrets stand in a whole cloud: on their machines (what systemd's journal has, arguments and
 * environments of every process, what lies in memory's file systems), in the emulator's own folder, which holds all that
 * any machine has written, and in what the emulator's words print.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cloud, runProgram } from './cloud.ts';
import { loginIn, optionIn } from './toll.ts';

/** The secrets that the orchestrator on a unit works with, as they stand in its files. */
export async function secretsOf(cloud: Cloud, unit: string): Promise<readonly string[]> {
  const file = await cloud.configFile(unit);
  const passwords = [
    loginIn(optionIn(file, 'database', 'connection')).split(':')[1],
    loginIn(optionIn(file, 'DEFAULT', 'transport_url')).split(':')[1],
    optionIn(file, 'keystone_authtoken', 'password'),
    optionIn(file, 'DEFAULT', 'neutron_metadata_proxy_shared_secret'),
  ];
  const key = await cloud.ssh(unit, ['cat', '/var/lib/astara/.ssh/id_ed25519']);
  // A line in the middle, which no other key has, as it stands and as a databag has it.
  const lines = key.split('\n');
  const text = Buffer.from(`${key}\n`).toString('base64');
  return [...passwords.map((one) => one ?? ''), lines[3] ?? '', text.slice(200, 260)];
}

/** What one may look through on a machine; the secrets come in a file, for in arguments they would find themselves. */
const onMachine = `list=$1
{ journalctl --no-pager --all -o export; journalctl --no-pager --all -o cat _TRANSPORT=stdout; } | grep -aqF -f "$list" && echo journal
for one in /proc/[0-9]*; do
  for name in cmdline environ; do
    tr '\\0' '\\n' <"$one/$name" 2>/dev/null | grep -aqF -f "$list" && echo "$name of $(cat "$one/comm")"
  done
done
grep -rlaF -D skip --exclude-dir=juju-emulator -f "$list" /tmp /run /dev/shm 2>/dev/null
exit 0`;

/** Keys of databags that are meant to carry a secret, as show-unit prints them. */
const meantKeys = /^\s*(password|service_password|metadata-secret|metadata-shared-secret|ssh-private-key): /;

/** Every place in which one of the secrets is seen, without the values of databags that are meant to carry them. */
export async function placesOf(cloud: Cloud, secrets: readonly string[], units: readonly string[]): Promise<string[]> {
  const list = join(cloud.home, 'shared/looked-for');
  writeFileSync(list, `${secrets.join('\n')}\n`, { mode: 0o600 });
  try {
    const places: string[] = [];
    for (const unit of units) {
      const found = await cloud.ssh(unit, ['sh', '-c', onMachine, 'sh', '/run/juju-emulator/looked-for']);
      places.push(...found.split('\n').map((line) => `${unit}: ${line}`));
    }
    const files = await runProgram(['grep', '-rlaF', '-D', 'skip', '-f', list, cloud.home], {
      env: {},
      cwd: cloud.home,
    });
    places.push(...files.stdout.split('\n').map((path) => path.replace(`${cloud.home}/`, '')));
    const words = [
      ['status', '--format', 'yaml'],
      ['status', '--relations', '--storage'],
      ['debug-log', '--replay', '--no-tail'],
      ['operations', '--format', 'yaml'],
      ...units.flatMap((unit) => [
        ['show-unit', unit],
        ['show-status-log', unit],
      ]),
    ];
    for (const argv of words) {
      const { stdout, stderr } = await cloud.juju(...argv);
      const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => secrets.some((one) => line.includes(one)));
      const wrong = argv[0] === 'show-unit' ? lines.filter((line) => !meantKeys.test(line)) : lines;
      places.push(...wrong.map((line) => `juju ${argv.join(' ')}: ${line.slice(0, 80)}`));
    }
    return places.filter((place) => !/^(\S+: )?$/.test(place) && place !== 'shared/looked-for').sort();
  } finally {
    rmSync(list, { force: true });
  }
}
