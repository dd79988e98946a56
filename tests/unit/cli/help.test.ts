/** Help, and the table of commands. */
import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/cli/commands.ts';
import { commandHelp, overview } from '../../../src/cli/help.ts';
import { FlagSet } from '../../../src/emulator/tools/flags.ts';

describe('the commands', () => {
  it('have names and aliases of their own', () => {
    const names = commands.flatMap((command) => [command.name, ...(command.aliases ?? [])]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are all in the overview', () => {
    const text = overview(commands);
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
});
