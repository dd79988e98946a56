/**
 * One repository as a checkout. A login in its URL would stand in git's arguments, which everybody on the host can read,
 * and for good in the checkout's own configuration: git gets it from a file that only root can read, while it runs.
 */
import type { Host } from '../system/host.ts';
import { CommandError, type RunResult } from '../system/process.ts';
import type { GitRepository } from './git-origin.ts';

export interface Checkout {
  readonly repository: GitRepository;
  readonly directory: string;
  /** Where the login lies while git runs: a path of plain names in a folder of root's. */
  readonly loginFile: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A URL without its login, and the login as git's credential store keeps it; null where there is none to hide. */
export function splitLogin(repository: string): { readonly bare: string; readonly login: string | null } {
  const url = /^https?:/i.test(repository) && URL.canParse(repository) ? new URL(repository) : null;
  if (url === null || (url.username === '' && url.password === '')) return { bare: repository, login: null };
  const login = `${url.protocol}//${url.username}:${url.password}@${url.host}\n`;
  return { bare: repository.replace(/^([a-z]+:\/\/)[^/]*@/i, '$1'), login };
}

/** Brings a checkout to the wanted branch or tag, also when it is there already with another one. */
export function checkOut(host: Host, checkout: Checkout): void {
  const { repository, directory, loginFile, environment } = checkout;
  const { bare, login } = splitLogin(repository.repository);
  const options =
    login === null ? [] : ['-c', 'credential.helper=', '-c', `credential.helper=store --file=${loginFile}`];
  const git = (args: readonly string[]): RunResult => host.run('git', [...options, ...args], { env: environment });
  const must = (args: readonly string[]): void => {
    const result = git(args);
    if (result.exitCode !== 0) throw new CommandError('git', args, result);
  };
  if (login !== null) host.files.write(loginFile, login, { mode: 0o600, owner: 'root', group: 'root' });
  try {
    const depth = ['--depth', String(repository.depth)];
    if (host.files.exists(`${directory}/.git`)) {
      const origin = git(['-C', directory, 'remote', 'get-url', 'origin']);
      if (origin.exitCode === 0 && origin.stdout.trim() === bare) {
        const fetch = ['-C', directory, 'fetch', ...depth, 'origin', repository.branch];
        const fetched = git(fetch);
        // A git that was killed leaves its locks behind, or half of what it wrote: only a new checkout is rid of that.
        const locked = fetched.exitCode !== 0 && fetched.stderr.includes('.lock');
        if (fetched.exitCode !== 0 && !locked) throw new CommandError('git', fetch, fetched);
        if (!locked && git(['-C', directory, 'checkout', '--force', '--detach', 'FETCH_HEAD']).exitCode === 0) return;
      }
    }
    host.files.removeTree(directory);
    must(['clone', '--branch', repository.branch, ...depth, '--', bare, directory]);
  } finally {
    if (login !== null) host.files.remove(loginFile);
  }
}
