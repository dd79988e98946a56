/** `juju integrate` (`add-relation`, `relate`), `remove-relation`, `suspend-relation`, `resume-relation`. */
import {
  integrate as addRelation,
  removeRelation as endRelation,
  suspendRelation as suspend,
} from '../../emulator/index.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';

export const integrate: Command = {
  name: 'integrate',
  aliases: ['add-relation', 'relate'],
  usage: '<application>[:<endpoint>] <application>[:<endpoint>]',
  summary: 'Integrate two applications.',
  options: [
    { spelling: '--via (= "")', text: 'For cross model integrations, specify the egress subnets for outbound traffic' },
  ],
  examples: ['juju integrate wordpress mysql', 'juju integrate wordpress:db mysql:server'],
  prepare(flags) {
    const via = flags.text('', 'via');
    return (args) => {
      if (args.length !== 2) throw new UsageError('an integration must involve two applications');
      return async (context) => {
        const session = await context.openExisting();
        const subnets = via.value.split(',').filter((subnet) => subnet !== '');
        addRelation(session.store, args, subnets);
        await session.settle();
        return 0;
      };
    };
  },
};

export const removeRelation: Command = {
  name: 'remove-relation',
  usage: '<application1>[:<relation name1>] <application2>[:<relation name2>] | <relation-id>',
  summary: 'Removes an existing relation between two applications.',
  examples: ['juju remove-relation wordpress mysql', 'juju remove-relation 4'],
  prepare(flags) {
    flags.boolean('force');
    return (args) => {
      const isId = args.length === 1 && /^\d+$/.test(args[0] ?? '');
      if (!isId && args.length !== 2) {
        throw new UsageError(
          args.length === 1
            ? `relation ID ${JSON.stringify(args[0])} not valid`
            : 'a relation must involve two applications',
        );
      }
      return async (context) => {
        const session = await context.openExisting();
        endRelation(session.store, args);
        await session.settle();
        return 0;
      };
    };
  },
};

function suspension(name: string, summary: string, suspended: boolean): Command {
  return {
    name,
    usage: '<relation-id>[,<relation-id>]',
    summary,
    options: suspended ? [{ spelling: '--message (= "")', text: 'Reason for suspension' }] : [],
    examples: [`juju ${name} 4`],
    prepare(flags) {
      const message = suspended ? flags.text('', 'message') : { value: '' };
      return (args) => {
        const ids = args.flatMap((each) => each.split(','));
        if (ids.length === 0) throw new UsageError('no relation ids specified');
        const wrong = ids.find((id) => !/^\d+$/.test(id));
        if (wrong !== undefined) throw new UsageError(`relation ID ${JSON.stringify(wrong)} not valid`);
        return async (context) => {
          const session = await context.openExisting();
          for (const id of ids) suspend(session.store, [id], suspended, message.value);
          await session.settle();
          return 0;
        };
      };
    },
  };
}

export const suspendRelation = suspension('suspend-relation', 'Suspends a relation to an application offer.', true);
export const resumeRelation = suspension(
  'resume-relation',
  'Resumes a suspended relation to an application offer.',
  false,
);
