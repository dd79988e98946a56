/** The action security-checklist: a few facts that a security audit of any OpenStack service asks for, each passed or failed. */
import type { Host } from '../system/host.ts';

export interface SecurityCheck {
  readonly name: string;
  /** Why it failed, or null when it passed. */
  readonly problem: string | null;
}

export interface ExpectedFile {
  readonly path: string;
  readonly owner: string;
  readonly group: string;
  readonly mode: number;
}

/** Sections of the service's configuration file, each a table of options. */
export type ConfigSections = Readonly<Record<string, Readonly<Record<string, string>>>>;

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}

function joined(problems: readonly string[]): string | null {
  return problems.length === 0 ? null : problems.join('; ');
}

/** Whether files belong to whom they should. A file that is not there passes: nothing of it can be read. */
export function checkFileOwnership(host: Host, files: readonly ExpectedFile[]): SecurityCheck {
  const problems = files.flatMap((file) => {
    const now = host.files.attributes(file.path);
    if (now === null || (now.uid === host.userId(file.owner) && now.gid === host.groupId(file.group))) return [];
    return [`${file.path} is owned by ${now.uid}:${now.gid} instead of ${file.owner}:${file.group}`];
  });
  return { name: 'validate-file-ownership', problem: joined(problems) };
}

/** Whether nobody may do more with files than intended; stricter permissions pass. */
export function checkFilePermissions(host: Host, files: readonly ExpectedFile[]): SecurityCheck {
  const problems = files.flatMap((file) => {
    const now = host.files.attributes(file.path);
    if (now === null || (now.mode & ~file.mode) === 0) return [];
    return [`${file.path} has mode ${octal(now.mode)} instead of ${octal(file.mode)}`];
  });
  return { name: 'validate-file-permissions', problem: joined(problems) };
}

export function checkUsesKeystone(config: ConfigSections): SecurityCheck {
  const strategy = config['DEFAULT']?.['auth_strategy'];
  const problem = strategy === 'keystone' ? null : `auth_strategy is ${strategy ?? 'not set'} instead of keystone`;
  return { name: 'validate-uses-keystone', problem };
}

export function checkUsesTlsForKeystone(config: ConfigSections): SecurityCheck {
  const section = config['keystone_authtoken'] ?? {};
  const problems: string[] = [];
  const authUrl = section['auth_url'] ?? section['auth_uri'];
  if (authUrl?.startsWith('https://') !== true) problems.push('TLS is not used for keystone');
  if (/^(?:true|yes|on|1)$/i.test(section['insecure'] ?? '')) problems.push('insecure mode is on');
  return { name: 'validate-uses-tls-for-keystone', problem: joined(problems) };
}

export interface ChecklistReport {
  /** Result keys of the action. */
  readonly results: Readonly<Record<string, string>>;
  /** The action's failure, or null. */
  readonly failure: string | null;
}

/** The checks as an action's results. */
export function checklistReport(checks: readonly SecurityCheck[]): ChecklistReport {
  const results: Record<string, string> = {};
  for (const check of checks) results[check.name] = check.problem === null ? 'PASS' : `FAIL - ${check.problem}`;
  const failed = checks.some((check) => check.problem !== null);
  return { results, failure: failed ? 'One or more tests failed' : null };
}
