/** `juju trust`, `expose`, `unexpose`, `bind`, `attach-resource`, `resources`: settings of an application beside its config. */
import { resolve } from 'node:path';
import { applicationNamed, attachResource as attach, setBindings, setExposed, setTrust } from '../../emulator/index.ts';
import { resourcesTable } from '../../emulator/report/charm-tables.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { checkApplicationNames, onlyArgument } from '../arguments.ts';
import type { Command } from '../command.ts';
import { CommandFailure, UsageError } from '../errors.ts';
import { tableText } from '../output.ts';
import { bindingsOf } from '../settings.ts';

export const trust: Command = {
  name: 'trust',
  usage: '<application name>',
  summary: 'Sets the trust status of a deployed application to true.',
  options: [{ spelling: '--remove  (= false)', text: 'Remove trusted access from a trusted application' }],
  examples: ['juju trust mysql', 'juju trust mysql --remove'],
  prepare(flags) {
    const remove = flags.boolean('remove');
    flags.text('', 'scope');
    return (args) => {
      const name = onlyArgument(args, 'no application name specified');
      return async (context) => {
        const session = await context.openExisting();
        setTrust(session.store, name, !remove.value);
        await session.settle();
        return 0;
      };
    };
  },
};

function exposure(name: string, summary: string, exposed: boolean): Command {
  return {
    name,
    usage: '<application name>',
    summary,
    options: [
      { spelling: '--endpoints (= "")', text: 'Only the ports that charms have opened for these endpoints' },
      ...(exposed
        ? [{ spelling: '--to-spaces, --to-cidrs (= "")', text: 'Kept and shown; nothing is blocked here' }]
        : []),
    ],
    examples: [`juju ${name} mysql`, `juju ${name} mysql --endpoints server`],
    prepare(flags) {
      const endpoints = flags.text('', 'endpoints');
      const toSpaces = exposed ? flags.text('', 'to-spaces') : { value: '' };
      const toCidrs = exposed ? flags.text('', 'to-cidrs') : { value: '' };
      return (args) => {
        const application = onlyArgument(args, 'no application name specified');
        const split = (text: string): readonly string[] => text.split(',').filter((each) => each !== '');
        const details = { toSpaces: split(toSpaces.value), toCidrs: split(toCidrs.value) };
        const named = split(endpoints.value);
        const hasDetails = details.toSpaces.length + details.toCidrs.length > 0;
        const given = named.length === 0 && hasDetails ? [''] : named;
        return async (context) => {
          const session = await context.openExisting();
          setExposed(session.store, application, exposed, Object.fromEntries(given.map((each) => [each, details])));
          await session.settle();
          return 0;
        };
      };
    },
  };
}

export const expose = exposure('expose', 'Makes an application publicly available over the network.', true);
export const unexpose = exposure('unexpose', 'Removes public availability over the network for an application.', false);

export const bind: Command = {
  name: 'bind',
  usage: '<application> [<default-space>] [<endpoint-name>=<space> ...]',
  summary: 'Change bindings for a deployed application.',
  options: [{ spelling: '--force  (= false)', text: 'Accepted: machines have an address in every space' }],
  details: 'A space alone becomes the default, and takes along the endpoints that were bound to the old one.',
  examples: ['juju bind mysql internal', 'juju bind mysql alpha server=internal'],
  prepare(flags) {
    flags.boolean('force');
    return ([name, ...words]) => {
      if (name === undefined) throw new UsageError('no application specified');
      checkApplicationNames([name]);
      return async (context) => {
        const bindings = bindingsOf(words.join(' '));
        if (Object.keys(bindings).length === 0) throw new CommandFailure('no bindings specified');
        const session = await context.openExisting();
        for (const line of setBindings(session.store, name, bindings)) session.say(line);
        await session.settle();
        return 0;
      };
    };
  },
};

export const attachResource: Command = {
  name: 'attach-resource',
  usage: '<application> <resource name>=<resource>',
  summary: 'Update a resource for an application.',
  examples: ['juju attach-resource mysql tool=./tool.tgz'],
  prepare() {
    return ([name, ...pairs]) => {
      if (name === undefined) throw new UsageError('missing application name');
      if (pairs.length === 0) throw new UsageError('no resource specified');
      if (pairs.length > 1) throw new UsageError(`unrecognized args: [${pairs.slice(1).map(goQuote).join(' ')}]`);
      const [pair = ''] = pairs;
      const [resource = '', path] = pair.split(/=(.*)/s);
      const problem =
        path === undefined ? 'expected name=path format' : resource === '' ? 'missing resource name' : null;
      if (path === undefined || problem !== null) throw new UsageError(`bad resource arg ${goQuote(pair)}: ${problem}`);
      return async (context) => {
        const session = await context.openExisting();
        attach(session.store, name, resource, resolve(context.workingDirectory, path));
        await session.settle();
        return 0;
      };
    };
  },
};

export const resources: Command = {
  name: 'resources',
  aliases: ['list-resources'],
  usage: '<application>',
  summary: 'Show the resources for an application.',
  examples: ['juju resources mysql'],
  prepare(flags) {
    flags.boolean('details');
    return (args) => {
      const name = onlyArgument(args, 'missing application or unit name');
      return (context) => {
        const { model } = context.read();
        if (name.includes('/'))
          throw new CommandFailure(`resources of a unit are those of its application: ${name.split('/')[0]}`);
        context.terminal.stdout(tableText(resourcesTable(model, applicationNamed(model, name))));
        return 0;
      };
    };
  },
};
