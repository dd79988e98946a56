/** `juju add-space`, `spaces`, `show-space` and `subnets`. */
import { isIP } from 'node:net';
import { annotated } from '../../emulator/controller/controller-error.ts';
import { addSpace as add, type Space, spaceNamed } from '../../emulator/index.ts';
import { printDocument } from '../../emulator/report/document.ts';
import {
  spaceDocument,
  spacesDocument,
  spacesOf,
  spacesTable,
  subnetsDocument,
} from '../../emulator/report/space-view.ts';
import { goQuote } from '../../emulator/tools/go-text.ts';
import { refuseSurplus } from '../arguments.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../errors.ts';
import { declareOutput, outputOptions, writeResult, writeText } from '../output.ts';

const formats = ['tabular', 'json', 'yaml'] as const;
const documentFormats = ['yaml', 'json'] as const;

function invalid(why: string): never {
  throw new UsageError(`invalid arguments specified: ${why}`);
}

/** The network that an address with a prefix length lies in: `10.9.0.7/24` is `10.9.0.0/24`. */
function networkOf(text: string): string {
  const [address = '', length = '', ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || !/^\d+$/.test(length) || rest.length > 0 || Number(length) > (version === 4 ? 32 : 128))
    invalid(`${goQuote(text)} is not a valid CIDR`);
  if (version === 6) return text;
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(length));
  const first = Math.floor(number / size) * size;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`;
}

function readCidrs(texts: readonly string[]): readonly string[] {
  const cidrs = new Set<string>();
  for (const text of texts) {
    const cidr = networkOf(text);
    if (cidrs.has(cidr))
      invalid(
        cidr === text
          ? `duplicate subnet ${goQuote(cidr)} specified`
          : `subnet ${goQuote(text)} overlaps with ${goQuote(cidr)}`,
      );
    cidrs.add(cidr);
  }
  return [...cidrs].sort();
}

export const addSpace: Command = {
  name: 'add-space',
  usage: '<name> [<CIDR1> <CIDR2> ...]',
  summary: 'Add a new network space.',
  details: 'The subnets need not be there: every machine is given an address in each, present ones at once.',
  examples: ['juju add-space internal 10.9.0.0/24'],
  prepare() {
    return ([name, ...given]) => {
      if (name === undefined) return invalid('space name is required');
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) invalid(`${goQuote(name)} is not a valid space name`);
      const cidrs = readCidrs(given);
      return async (context) => {
        const session = await context.open();
        annotated(`cannot add space ${goQuote(name)}`, () => add(session.store, name, cidrs));
        session.say(
          `added space ${goQuote(name)} with ${cidrs.length === 0 ? 'no subnets' : `subnets ${cidrs.join(', ')}`}`,
        );
        await session.settle();
        return 0;
      };
    };
  },
};

export const spaces: Command = {
  name: 'spaces',
  aliases: ['list-spaces'],
  usage: '[--short] [--format yaml|json] [--output <path>]',
  summary: 'List known spaces, including associated subnets.',
  options: [...outputOptions(formats), { spelling: '--short  (= false)', text: 'Only display spaces' }],
  examples: ['juju spaces', 'juju spaces --short'],
  prepare(flags) {
    const output = declareOutput(flags, formats);
    const short = flags.boolean('short');
    return (args) => {
      refuseSurplus(args);
      return (context) => {
        const { model } = context.read();
        const names = spacesOf(model).map(({ name }) => name);
        writeResult(
          context,
          output,
          () => (short.value ? { spaces: names } : spacesDocument(model)),
          () => (short.value ? `${['Space', ...names.sort()].join('\n')}\n` : spacesTable(model)),
        );
        return 0;
      };
    };
  },
};

export const showSpace: Command = {
  name: 'show-space',
  usage: '<name>',
  summary: 'Shows information about the network space.',
  options: outputOptions(documentFormats),
  examples: ['juju show-space alpha'],
  prepare(flags) {
    const output = declareOutput(flags, documentFormats);
    return (args) => {
      const [name = ''] = args;
      if (args.length !== 1) throw new UsageError(`expected exactly 1 space name, got ${args.length} arguments`);
      return (context) => {
        const { model } = context.read();
        const fetching = `cannot retrieve space ${goQuote(name)}: fetching space "space-${name}"`;
        const space: Space = annotated(fetching, () => spaceNamed(model, name));
        writeResult(
          context,
          output,
          () => spaceDocument(model, space),
          () => '',
        );
        return 0;
      };
    };
  },
};

export const subnets: Command = {
  name: 'subnets',
  aliases: ['list-subnets'],
  usage: '[--space <name>] [--zone <name>] [--format yaml|json] [--output <path>]',
  summary: 'List subnets known to Juju.',
  options: [
    ...outputOptions(documentFormats),
    { spelling: '--space (= "")', text: 'Filter results by space name' },
    { spelling: '--zone (= "")', text: 'Filter results by zone name: no subnet here is in one' },
  ],
  examples: ['juju subnets', 'juju subnets --space internal'],
  prepare(flags) {
    const output = declareOutput(flags, documentFormats);
    const space = flags.text('', 'space');
    const zone = flags.text('', 'zone');
    return (args) => {
      refuseSurplus(args);
      return (context) => {
        const { model } = context.read();
        const found = zone.value === '' ? subnetsDocument(model, space.value) : null;
        if (found === null) {
          const isFiltered = space.value !== '' || zone.value !== '';
          context.terminal.stderr(
            isFiltered ? 'No subnets found matching requested criteria.\n' : 'No subnets to display.\n',
          );
        } else writeText(context, output, printDocument(output.format.value === 'json' ? 'json' : 'yaml', found));
        return 0;
      };
    };
  },
};
