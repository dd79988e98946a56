/** `juju ssh`: a shell on a machine, or a command there. There is no network login: the program is started on the machine itself. */
import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';
import { reachMachine } from '../reach-machine.ts';

export const ssh: Command = {
  name: 'ssh',
  usage: '<[user@]target> [<command>]',
  summary: 'Starts a shell, or runs a command, on the machine of a unit.',
  examples: ['juju ssh mysql/0', 'juju ssh 0 journalctl -u mysql'],
  leadingOptions: ['--container', '-m', '--model', '--progress', '--pty'],
  prepare(flags) {
    for (const ignored of ['proxy', 'no-host-key-checks', 'remote']) flags.boolean(ignored);
    flags.text('', 'pty');
    flags.text('', 'container');
    return ([given, ...words]) => {
      const target = given?.replace(/^[^@]*@/, '') ?? '';
      if (target === '') throw new UsageError('no target name specified');
      return async (context) => {
        const machine = await reachMachine(context, target);
        const { environment } = context;
        // A plain machine is this host, where we are whoever we are.
        const isPlain = context.read().model.current.machineMode === 'plain';
        const user = isPlain ? (environment['USER'] ?? 'root') : 'root';
        const env = {
          HOME: isPlain ? (environment['HOME'] ?? '/') : '/root',
          USER: user,
          LOGNAME: user,
          SHELL: '/bin/bash',
          LANG: 'C.UTF-8',
          PATH: machine.searchPath,
          TERM: environment['TERM'] ?? 'dumb',
        };
        const argv: [string, ...string[]] = words.length === 0 ? ['bash', '-l'] : ['bash', '-c', words.join(' ')];
        const child = machine.spawn(argv, { env, cwd: '/', terminal: true });
        const { exitCode } = await child.exit;
        // ssh reports a session that a signal ended as 255.
        return exitCode ?? 255;
      };
    };
  },
};
