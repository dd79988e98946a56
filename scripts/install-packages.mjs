/**
 * Installs the Debian packages that the project needs and this host lacks (scripts/debian-packages.json), all in one go.
 *
 *   node scripts/install-packages.mjs [--check] [group ...]
 *
 * `--check` only tells what is missing, by its exit code too. Services that come with a package are neither started nor
 * left enabled on this host: tests and machines start instances of their own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const listFile = join(dirname(fileURLToPath(import.meta.url)), 'debian-packages.json');
/** Names of what the packages bring that would run by itself. */
const services = ['epmd.socket', 'epmd', 'keystone', 'mariadb', 'memcached', 'rabbitmq-server'];
/** Debian's way to say that no package may start a service. */
const policyFile = '/usr/sbin/policy-rc.d';
const environment = {
  PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin',
  DEBIAN_FRONTEND: 'noninteractive',
  LC_ALL: 'C.UTF-8',
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(https?|no)_proxy$/i.test(name))),
};

function fail(message) {
  throw new Error(`cannot install packages: ${message}`);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { env: environment, encoding: 'utf8', ...options });
}

/** Packages of the wanted groups that are not installed. */
function missingPackages(groups) {
  const list = JSON.parse(readFileSync(listFile, 'utf8'));
  for (const group of groups) if (!(group in list)) fail(`there is no group "${group}"`);
  const wanted = [...new Set((groups.length === 0 ? Object.keys(list) : groups).flatMap((group) => list[group]))];
  const listing = run('dpkg-query', ['--show', `--showformat=\${db:Status-Abbrev} \${Package}\n`, ...wanted]);
  if (listing.error !== undefined) fail('this is no Debian or Ubuntu (there is no dpkg-query)');
  const installed = new Set(
    listing.stdout
      .split('\n')
      .filter((line) => line.startsWith('ii'))
      .map((line) => line.replace(/^ii\s+/, '').trim()),
  );
  return wanted.filter((name) => !installed.has(name)).sort();
}

function install(packages) {
  if (process.getuid?.() !== 0) fail(`it needs root; as root: apt-get install ${packages.join(' ')}`);
  const isEnabled = (service) => run('systemctl', ['is-enabled', '--quiet', service]).status === 0;
  const before = new Set(services.filter(isEnabled));
  const ownPolicy = !existsSync(policyFile);
  if (ownPolicy) writeFileSync(policyFile, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    for (const args of [
      ['update', '-qq'],
      ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', '--', ...packages],
    ]) {
      const result = run('apt-get', args, { maxBuffer: 64 * 1024 * 1024 });
      if (result.status !== 0) fail(`apt-get ${args[0]} failed\n${result.stdout ?? ''}${result.stderr ?? ''}`);
    }
  } finally {
    if (ownPolicy) rmSync(policyFile, { force: true });
  }
  const enabled = services.filter((service) => !before.has(service) && isEnabled(service));
  if (enabled.length > 0) run('systemctl', ['disable', '--quiet', ...enabled]);
}

try {
  const words = process.argv.slice(2);
  const missing = missingPackages(words.filter((word) => !word.startsWith('--')));
  if (words.includes('--check')) {
    if (missing.length > 0) console.log(missing.join('\n'));
    process.exitCode = missing.length === 0 ? 0 : 1;
  } else if (missing.length > 0) {
    console.log(`Installing ${missing.length} Debian packages: ${missing.join(' ')}`);
    install(missing);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
