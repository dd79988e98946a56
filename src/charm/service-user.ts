/** The user under which the service runs. */
import type { Host } from '../system/host.ts';
import { CommandError } from '../system/process.ts';
import { paths, serviceUser } from './astara/paths.ts';

/** The group first and apart: a useradd that is killed may leave a user without its group, and then refuses to go on. */
export function ensureUser(host: Host): void {
  const make = (command: string, args: readonly string[]): void => {
    const result = host.run(command, [...args, serviceUser]);
    if (result.exitCode !== 0) throw new CommandError(command, args, result);
  };
  if (host.groupId(serviceUser) === null) make('groupadd', ['--system']);
  if (host.userId(serviceUser) !== null) return;
  const place = ['--home-dir', paths.home, '--no-create-home', '--shell', '/bin/false'];
  make('useradd', ['--system', '--gid', serviceUser, ...place]);
}
