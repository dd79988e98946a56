/** What a charm says of its storage, held against what the user wants of it; in Juju's words. */
import { type CharmMetadata, type CharmPackage, type StorageDirective, storageSize } from '../model/index.ts';
import { goQuote } from '../tools/go-text.ts';
import { refuse } from './controller-error.ts';

type CharmStorage = CharmMetadata['storage'][string];

/** Refuses directives that the charm cannot be deployed with. */
export function checkDirectives(charm: CharmPackage, directives: Readonly<Record<string, StorageDirective>>): void {
  for (const [name, directive] of Object.entries(directives)) checkDirective(charm, name, directive);
}

/** @param directive with the number of instances that there are to be in all */
export function checkDirective({ metadata }: CharmPackage, name: string, directive: StorageDirective): void {
  const wanted = Object.hasOwn(metadata.storage, name) ? metadata.storage[name] : undefined;
  if (wanted === undefined) {
    refuse('not-found', `charm ${goQuote(metadata.name)} has no store called ${goQuote(name)}`);
  }
  const problem = countProblem(wanted, directive.count) ?? sizeProblem(wanted, storageSize(wanted, directive));
  if (problem !== null) refuse('not-valid', `charm ${goQuote(metadata.name)} store ${goQuote(name)}: ${problem}`);
}

function countProblem({ minimumCount: least, maximumCount: most }: CharmStorage, count: number): string | null {
  if (least === 1 && most === 1 && count !== 1) return `storage is singular, ${count} specified`;
  if (count < least) return `${least} instances required, ${count} specified`;
  if (most !== null && count > most) return `at most ${most} instances supported, ${count} specified`;
  return null;
}

function sizeProblem({ minimumSize }: CharmStorage, size: number): string | null {
  if (size >= minimumSize) return null;
  return `minimum storage size is ${decimalSize(minimumSize)}, ${decimalSize(size)} specified`;
}

/** As Juju words sizes in refusals: in steps of a thousand, a decimal below ten. */
function decimalSize(megabytes: number): string {
  const units = ['MB', 'GB', 'TB', 'PB'];
  let size = megabytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size.toFixed(size < 10 ? 1 : 0)} ${units[unit]}`;
}

/** Why a unit cannot have so many instances more, or less; null when it can. */
export function changeProblem(wanted: CharmStorage, present: number, change: number): string | null {
  const word = change < 0 ? 'detach' : 'attach';
  const { minimumCount: least, maximumCount: most } = wanted;
  const total = present + change;
  if (least === 1 && most === 1 && total !== 1) return `cannot ${word}, storage is singular`;
  const amount = Math.abs(change);
  const step = `${word}ing ${amount} storage instance${amount === 1 ? '' : 's'} brings the total to ${total}`;
  if (total < least) return `${step}, which is less than the minimum of ${least}`;
  if (most !== null && total > most) return `${step}, exceeding the maximum of ${most}`;
  return null;
}
