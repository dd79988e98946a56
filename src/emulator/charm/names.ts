/** Juju's grammar of names, and what it says about names that break it. */
import { isApplicationName } from '../model/names.ts';
import { goQuote } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';

const endpointPattern = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/;
const actionPattern = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;
const machinePattern = /^(0|[1-9][0-9]*)(\/[a-z]+\/(0|[1-9][0-9]*))*$/;

export function isEndpointName(name: string): boolean {
  return endpointPattern.test(name);
}

export function isActionName(name: string): boolean {
  return actionPattern.test(name);
}

export function isMachineId(text: string): boolean {
  return machinePattern.test(text);
}

/** Refuses a name that no application can have; the text says what offends, as Juju's does. */
export function checkApplicationName(name: string): void {
  if (isApplicationName(name)) return;
  throw new CharmError('invalid-name', `invalid application name ${goQuote(name)}${applicationNameProblem(name)}`);
}

function applicationNameProblem(name: string): string {
  if (/[A-Z]/.test(name)) return ', unexpected uppercase character';
  if (/-[0-9]+$/.test(name)) return ', unexpected number(s) found after last hyphen';
  const odd = /[^a-z0-9-]/u.exec(name);
  if (odd !== null) return `, unexpected character ${odd[0]}`;
  return '';
}
