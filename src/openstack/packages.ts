/**
 * Debian packages, as a guest installs them: only those named, nothing else upgraded, and no service of another
 * charm restarted on the way.
 */
import type { Host } from '../system/host.ts';
import type { RunResult } from '../system/process.ts';
import { commandEnvironment, type Proxies } from './command-environment.ts';
import type { KeyStep, OriginDecision } from './guest-origin.ts';
import { lastWords } from './program-output.ts';

const attempts = 10;
const pauseMs = 10_000;

/** apt, dpkg or a helper of theirs failed for good. What it printed is in `output`, not in the message. */
export class PackageError extends Error {
  readonly code = 'package-failed';
  readonly output: string;

  constructor(doing: string, result: RunResult) {
    const end = result.timedOut ? 'it ran out of time' : `it exited with ${result.exitCode ?? result.signal}`;
    // add-apt-repository complains on standard output.
    super(`cannot ${doing}: ${lastLine(result.stderr) ?? lastLine(result.stdout) ?? end}`);
    this.name = 'PackageError';
    this.output = `${result.stdout}\n${result.stderr}`;
  }
}

/** apt prints its reason last, with "E:" before it. */
function lastLine(text: string): string | null {
  const complaints = text.split('\n').filter((line) => line.startsWith('E:'));
  return lastWords(complaints.at(-1)?.replace(/^E:\s*/, '') ?? text);
}

/** needrestart would restart the principal's services after our packages; it may only list them. */
function aptEnvironment(proxies: Proxies): Readonly<Record<string, string>> {
  return commandEnvironment(proxies, {
    DEBIAN_FRONTEND: 'noninteractive',
    NEEDRESTART_MODE: 'l',
    NEEDRESTART_SUSPEND: '1',
  });
}

/** dpkg was killed at work, with its hook or by a reboot: until that is mended nothing can be installed on this host. */
function mendInterrupted(host: Host, result: RunResult, env: Readonly<Record<string, string>>): boolean {
  if (!result.stderr.includes('dpkg --configure -a')) return false;
  return host.run('dpkg', ['--force-confold', '--configure', '-a'], { env }).exitCode === 0;
}

/** Runs a program again while it fails, for mirrors and locks are busy at times. */
async function insist(
  host: Host,
  doing: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RunResult> {
  for (let attempt = 1; ; attempt += 1) {
    const result = host.run(command, args, { env });
    if (result.exitCode === 0) return result;
    if (attempt === attempts) throw new PackageError(doing, result);
    if (mendInterrupted(host, result, env)) continue;
    await host.clock.sleep(pauseMs);
  }
}

const aptOptions = [
  '--assume-yes',
  '--option',
  'Dpkg::Options::=--force-confold',
  '--option',
  'DPkg::Lock::Timeout=300',
];

/** Installed version of a package, or null. */
export function installedVersion(host: Host, name: string): string | null {
  const result = host.run('dpkg-query', ['--show', `--showformat=\${Status}\t\${Version}\n`, name]);
  if (result.exitCode !== 0) return null;
  const match = /^install ok installed\t(\S+)$/m.exec(result.stdout);
  return match?.[1] ?? null;
}

/** Those of the packages that are not installed. */
export function missingPackages(host: Host, names: readonly string[]): readonly string[] {
  return names.filter((name) => installedVersion(host, name) === null);
}

/** Version that an installation would bring, or null when no source has the package. */
export function candidateVersion(host: Host, name: string): string | null {
  const result = host.run('apt-cache', ['policy', name], { env: commandEnvironment() });
  const version = /^\s*Candidate:\s*(\S+)/m.exec(result.stdout)?.[1];
  return result.exitCode !== 0 || version === undefined || version === '(none)' ? null : version;
}

/** The part of a package's version that its upstream gave: no epoch, no Debian revision. */
export function upstreamVersion(version: string): string {
  return version.replace(/^\d+:/, '').replace(/-[^-]*$/, '');
}

export async function updatePackageIndex(host: Host, proxies: Proxies = {}): Promise<void> {
  await insist(host, 'update the package index', 'apt-get', ['update', ...aptOptions], aptEnvironment(proxies));
}

/** Installs what is not there yet; returns the names of those. Packages that are there stay at their version. */
export async function installPackages(
  host: Host,
  names: readonly string[],
  proxies: Proxies = {},
): Promise<readonly string[]> {
  const missing = missingPackages(host, names);
  if (missing.length === 0) return [];
  const args = ['install', '--no-install-recommends', ...aptOptions, '--', ...missing];
  await insist(host, `install ${missing.join(', ')}`, 'apt-get', args, aptEnvironment(proxies));
  return missing;
}

/** Brings our own packages, and what they need, to the newest version of the sources. Never a dist-upgrade. */
export async function upgradePackages(host: Host, names: readonly string[], proxies: Proxies = {}): Promise<void> {
  const args = ['install', '--only-upgrade', '--no-install-recommends', ...aptOptions, '--', ...names];
  await insist(host, `upgrade ${names.join(', ')}`, 'apt-get', args, aptEnvironment(proxies));
}

/** Removes packages with their configuration; those that are not there are passed over. Returns what was removed. */
export async function purgePackages(
  host: Host,
  names: readonly string[],
  proxies: Proxies = {},
): Promise<readonly string[]> {
  const present = names.filter((name) => installedVersion(host, name) !== null);
  if (present.length === 0) return [];
  const args = ['purge', ...aptOptions, '--', ...present];
  await insist(host, `purge ${present.join(', ')}`, 'apt-get', args, aptEnvironment(proxies));
  return present;
}

const readableByAll = { mode: 0o644, owner: 'root', group: 'root' } as const;

async function placeKey(host: Host, key: KeyStep, proxies: Proxies): Promise<boolean> {
  if (key.kind === 'write') return host.files.write(key.path, key.content, readableByAll);
  if (host.files.exists(key.path)) return false;
  const args = ['--fail', '--silent', '--show-error', '--location', '--proto', '=https', '--max-time', '60', key.url];
  const result = await insist(host, 'fetch the key of openstack-origin', 'curl', args, commandEnvironment(proxies));
  if (!result.stdout.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----')) {
    throw new PackageError('use the key of openstack-origin', { ...result, stderr: 'the key server sent no key' });
  }
  return host.files.write(key.path, result.stdout, readableByAll);
}

/**
 * Carries out what was decided about openstack-origin; returns whether the package index must be read again.
 * A blocked decision changes nothing: showing it is up to the charm.
 */
export async function applyOrigin(host: Host, decision: OriginDecision, proxies: Proxies = {}): Promise<boolean> {
  if (decision.kind === 'nothing' || decision.kind === 'blocked') return false;
  const keyPlaced = decision.key !== null && (await placeKey(host, decision.key, proxies));
  if (decision.kind === 'write') {
    await installPackages(host, decision.packages, proxies);
    return host.files.write(decision.path, decision.content, readableByAll) || keyPlaced;
  }
  await installPackages(host, ['software-properties-common'], proxies);
  const args = ['--yes', decision.spec];
  await insist(host, 'add the repository of openstack-origin', 'add-apt-repository', args, aptEnvironment(proxies));
  return true;
}
