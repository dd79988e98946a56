/** `juju scp`: files to and from machines, straight through their file systems. */
import { cpSync, existsSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { goQuote } from '../../emulator/tools/go-text.ts';
import type { Command, CommandContext } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { reachMachine } from '../reach-machine.ts';

/** `mysql/0:/etc/hosts`, `0:file`, or a path on this host. */
interface Place {
  readonly target: string | null;
  readonly path: string;
}

function placeOf(text: string): Place {
  const parts = /^(?:[^@/]*@)?([a-z][a-z0-9-]*\/(?:\d+|leader)|\d+(?:\/[a-z]+\/\d+)*):(.*)$/.exec(text);
  return parts === null ? { target: null, path: text } : { target: parts[1] ?? null, path: parts[2] ?? '' };
}

async function hostPath(place: Place, context: CommandContext): Promise<string> {
  if (place.target === null) return resolve(context.workingDirectory, place.path);
  const machine = await reachMachine(context, place.target);
  // ssh would start in the user's home.
  return machine.hostPath(isAbsolute(place.path) ? place.path : join('/root', place.path));
}

export const scp: Command = {
  name: 'scp',
  usage: '<source> <destination>',
  summary: 'Securely transfer files within a model.',
  options: [{ spelling: '-r, --recursive  (= false)', text: 'Accepted: folders are copied whole anyway' }],
  examples: ['juju scp mysql/0:/var/log/syslog .', 'juju scp ./dump.sql mysql/leader:/tmp/'],
  prepare(flags) {
    for (const ignored of ['r', 'recursive', 'proxy', 'no-host-key-checks']) flags.boolean(ignored);
    return (args) => {
      const destination = args.at(-1);
      const sources = args.slice(0, -1);
      if (destination === undefined || sources.length === 0) throw new UsageError('at least two arguments required');
      return async (context) => {
        const to = await hostPath(placeOf(destination), context);
        for (const source of sources) {
          const from = await hostPath(placeOf(source), context);
          if (!existsSync(from)) throw new CommandFailure(`cannot copy ${goQuote(source)}: no such file or directory`);
          const isInto = destination.endsWith('/') || (statSync(to, { throwIfNoEntry: false })?.isDirectory() ?? false);
          cpSync(from, isInto ? join(to, basename(from)) : to, { recursive: true, verbatimSymlinks: true });
        }
        return 0;
      };
    };
  },
};
