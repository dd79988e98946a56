/** What the stand-ins do on their machines: packages from Debian's archive, files of root, services of systemd. */
import { type Host, systemHost } from '../src/system/host.ts';

export { type Host, systemHost };

const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
};

/** Runs a program to a good end, with its input on standard input, and returns what it printed. */
export function runProgram(host: Host, command: string, args: readonly string[], input?: string): string {
  const result = host.run(command, args, { env: environment, ...(input === undefined ? {} : { input }) });
  if (result.exitCode !== 0) {
    throw new Error(`cannot run ${command}: it exited with ${result.exitCode}: ${result.stderr.trim().slice(-400)}`);
  }
  return result.stdout;
}

/** Installs the packages whose marker file is missing. */
export function ensurePackages(host: Host, packages: Readonly<Record<string, string>>): void {
  const missing = Object.entries(packages)
    .filter(([, marker]) => !host.files.exists(marker))
    .map(([name]) => name);
  if (missing.length === 0) return;
  runProgram(host, 'apt-get', ['update', '-qq']);
  runProgram(host, 'apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing]);
}

/** Writes a file of root; true when its content changed. */
export function writeFile(host: Host, path: string, content: string, mode = 0o644, group = 'root'): boolean {
  return host.files.write(path, content, { mode, owner: 'root', group });
}

/** Has a systemd service run, and run anew when something that it reads has changed. */
export function ensureService(host: Host, name: string, changed: boolean): void {
  const active = host.run('systemctl', ['is-active', '--quiet', name], { env: environment }).exitCode === 0;
  if (active && !changed) return;
  runProgram(host, 'systemctl', ['daemon-reload']);
  runProgram(host, 'systemctl', ['enable', '--quiet', name]);
  runProgram(host, 'systemctl', [active ? 'restart' : 'start', name]);
}

/** Waits until a check holds; throws when it does not within about so many seconds. */
export async function waitUntil(
  host: Host,
  what: string,
  seconds: number,
  check: () => boolean | Promise<boolean>,
): Promise<void> {
  for (let attempt = 0; attempt < seconds * 5; attempt += 1) {
    if (await check()) return;
    await host.clock.sleep(200);
  }
  throw new Error(`cannot go on: ${what} within ${seconds} s`);
}
