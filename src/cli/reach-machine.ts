/** A machine for what the user himself does there. */
import { type Machine, openMachines, unitNamed } from '../emulator/index.ts';
import { goQuote } from '../emulator/tools/go-text.ts';
import type { CommandContext } from './command.ts';
import { CommandFailure } from './errors.ts';

/**
 * The machine of a unit, or the one with this id. When it is up, a command that is at work is not waited for; one that
 * is not up yet is started, or made, in that command's turn.
 */
export async function reachMachine(context: CommandContext, target: string): Promise<Machine> {
  const { model, home } = context.read();
  const id = target.includes('/') && !model.machines.has(target) ? unitNamed(model, target).machine : target;
  if (!model.machines.has(id)) throw new CommandFailure(`machine ${goQuote(id)} not found`);
  const found = openMachines(home.path, model.current.machineMode === 'plain' ? 'plain' : 'namespaces').find(id);
  return found ?? (await context.openExisting()).emulator.pool.ensure(id);
}
