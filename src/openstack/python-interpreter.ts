/**
 * Which Python builds and runs an installation from git. OpenStack's code of 2016 runs on Python 2.7 only, and newer
 * hosts have none: that is found out before anything is built.
 */
import type { Host } from '../system/host.ts';
import { CommandError } from '../system/process.ts';
import { commandEnvironment } from './command-environment.ts';

export interface Interpreter {
  readonly command: string;
  /** Major and minor number, for example "2.7". */
  readonly version: string;
}

export type InterpreterChoice =
  | { readonly kind: 'found'; readonly interpreter: Interpreter }
  /** What is missing and what the operator can do. */
  | { readonly kind: 'blocked'; readonly reason: string };

const versionProgram = 'import sys; sys.stdout.write("%d.%d" % sys.version_info[:2])';

/** The version of an interpreter, or null when there is no such program or it is none. */
export function interpreterVersion(host: Host, command: string): string | null {
  try {
    const result = host.run(command, ['-c', versionProgram], { env: commandEnvironment(), timeoutMs: 30_000 });
    return result.exitCode === 0 && /^\d+\.\d+$/.test(result.stdout) ? result.stdout : null;
  } catch (error) {
    if (error instanceof CommandError) return null;
    throw error;
  }
}

/**
 * Chooses the interpreter: the one the operator names, whatever its version, for a fork may run anywhere;
 * otherwise the first of `candidates` that is there.
 */
export function chooseInterpreter(
  host: Host,
  wanted: { readonly named: string | null; readonly candidates: readonly string[]; readonly project: string },
): InterpreterChoice {
  if (wanted.named !== null) {
    const version = interpreterVersion(host, wanted.named);
    if (version !== null) return { kind: 'found', interpreter: { command: wanted.named, version } };
    return { kind: 'blocked', reason: `openstack-origin-git: there is no interpreter "${wanted.named}" on this host` };
  }
  for (const command of wanted.candidates) {
    const version = interpreterVersion(host, command);
    if (version !== null) return { kind: 'found', interpreter: { command, version } };
  }
  const names = wanted.candidates.join(' or ');
  return {
    kind: 'blocked',
    reason:
      `openstack-origin-git: ${wanted.project} needs ${names}, which this host does not have; use a series that has it, ` +
      'or a repository for another Python, named by the key python',
  };
}

/** Releases of the tools that still know this Python; none for a Python that today's tools support. */
export function toolPins(version: string): {
  readonly pip: string;
  readonly setuptools: string;
  readonly virtualenv: string;
} {
  if (version.startsWith('2.')) {
    return { pip: 'pip<=20.3.4', setuptools: 'setuptools<=44.1.1', virtualenv: 'virtualenv<20.22' };
  }
  return { pip: 'pip', setuptools: 'setuptools', virtualenv: 'virtualenv' };
}
