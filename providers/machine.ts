/** What the stand-ins do on their machines: packages from Debian's archive, files of root, services of systemd. */
import { type Host, systemHost } from '../src/system/host.ts';

export { type Host, systemHost };

/** A program of the machine failed; its error output is kept out of the message, which ends up in a log. */
function must(host: Host, command: string, args: readonly string[], input?: string): string {
  const result = host.run(command, args, { env: environment, ...(input === undefined ? {} : { input }) });
  if (result.exitCode !== 0) {
    throw new Error(`cannot run ${command}: it exited with ${result.exitCode}: ${result.stderr.trim().slice(-400)}`);
  }
  return result.stdout;
}

const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
};

/** Runs a program to a good end, with its input on standard input, and returns what it printed. */
export function runProgram(host: Host, command: string, args: readonly string[], input?: string): string {
  return must(host, command, args, input);
}

/** Installs the packages whose marker file is missing. */
export function ensurePackages(host: Host, packages: Readonly<Record<string, string>>): void {
  const missing = Object.entries(packages)
    .filter(([, marker]) => !host.files.exists(marker))
    .map(([name]) => name);
  if (missing.length === 0) return;
  must(host, 'apt-get', ['update', '-qq']);
  must(host, 'apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing]);
}

/** Writes a file of root; true when its content changed. */
export function writeFile(host: Host, path: string, content: string, mode = 0o644, group = 'root'): boolean {
  return host.files.write(path, content, { mode, owner: 'root', group });
}

/** Has a systemd service run, and run anew when something that it reads has changed. */
export function ensureService(host: Host, name: string, changed: boolean): void {
  const active = host.run('systemctl', ['is-active', '--quiet', name], { env: environment }).exitCode === 0;
  if (active && !changed) return;
  must(host, 'systemctl', ['daemon-reload']);
  must(host, 'systemctl', ['enable', '--quiet', name]);
  must(host, 'systemctl', [active ? 'restart' : 'start', name]);
}

/** Waits until a check holds; throws when it does not within about so many seconds. */
export async function waitUntil(host: Host, what: string, seconds: number, check: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < seconds * 5; attempt += 1) {
    if (check()) return;
    await host.clock.sleep(200);
  }
  throw new Error(`cannot go on: ${what} within ${seconds} s`);
}
