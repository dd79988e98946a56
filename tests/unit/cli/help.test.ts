/** Help, and the table of commands. */
import { describe, expect, it } from 'vitest';
import { whyAbsent } from '../../../src/cli/absent-words.ts';
import { readCommandLine } from '../../../src/cli/command-line.ts';
import { commandGroups, commands } from '../../../src/cli/commands.ts';
import { commandHelp, flagSpellings, overview } from '../../../src/cli/help.ts';
import { FlagSet } from '../../../src/emulator/tools/flags.ts';

/** Words as a shell makes them: quotes are taken away. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
}

describe('the commands', () => {
  it('have names and aliases of their own', () => {
    const names = commands.flatMap((command) => [command.name, ...(command.aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are none of the words that are said to be absent', () => {
    const names = commands.flatMap((command) => [command.name, ...(command.aliases ?? [])]);
    expect(names.filter((name) => whyAbsent(name) !== null)).toEqual([]);
  });

  it('are all in the overview', () => {
    const text = overview(commandGroups);
    for (const command of commands) expect(text).toContain(`    ${command.name} `);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    '%s declares every option of its help',
    (_, command) => {
      const flags = new FlagSet();
      command.prepare(flags);
      const spellings = (command.options ?? []).flatMap(({ spelling }) => spelling.match(/--?[a-z][a-z-]*/g) ?? []);
      for (const spelling of spellings) {
        let complaint = '';
        try {
          flags.parse([`${spelling}=`]);
        } catch (error) {
          complaint = String(error);
        }
        expect(complaint).not.toContain('not defined');
      }
      expect(commandHelp(command)).toContain(`Usage: juju ${command.name} [options]`);
    },
  );

  it.each(commands.map((command) => [command.name, command] as const))(
    '%s names in its help every option that it takes',
    (_, command) => {
      const flags = new FlagSet();
      command.prepare(flags);
      const words = commandHelp(command).split(/[\s,]+/);
      expect(words).toEqual(expect.arrayContaining([...flagSpellings(flags)]));
    },
  );

  it.each(commands.map((command) => [command.name, command] as const))(
    '%s has examples, which are understood',
    (_, command) => {
      expect(command.examples).toBeDefined();
      for (const example of command.examples ?? []) {
        const [juju, name, ...args] = shellWords(example);
        expect([juju, name]).toEqual(['juju', command.name]);
        expect(readCommandLine(command, args, {}).work, example).toBeTypeOf('function');
      }
    },
  );
});
