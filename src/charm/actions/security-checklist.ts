/** security-checklist: this unit held against OpenStack's security guide. */
import {
  type ConfigSections,
  checkFileOwnership,
  checkFilePermissions,
  checklistReport,
  checkUsesTlsForKeystone,
  type SecurityCheck,
} from '../../openstack/security-checklist.ts';
import { paths, serviceUser } from '../astara/paths.ts';
import { folders } from '../files.ts';
import { readOsloConfig } from '../render/oslo-reader.ts';
import type { AstaraAction } from './action-run.ts';

const guarded = { owner: 'root', group: serviceUser, mode: 0o640 } as const;
const files = [
  { path: paths.config, ...guarded },
  { path: paths.environment, ...guarded },
  { path: paths.databaseKey, ...guarded },
  { path: paths.sudoers, owner: 'root', group: 'root', mode: 0o440 },
  { path: paths.sshPrivateKey, owner: serviceUser, group: serviceUser, mode: 0o600 },
  ...folders,
];

export const securityChecklist: AstaraAction<'security-checklist'> = ({ event, run }) => {
  const { host } = run.around;
  const config = sections(host.files.read(paths.config) ?? '');
  const report = checklistReport([
    checkFileOwnership(host, files),
    checkFilePermissions(host, files),
    usesKeystone(config),
    checkUsesTlsForKeystone(config),
    usesTls('validate-uses-tls-for-messaging', config['oslo_messaging_rabbit']?.['ssl'] === 'True'),
    usesTls('validate-uses-tls-for-database', (config['database']?.['connection'] ?? '').includes('ssl_ca=')),
    apiIsPrivate(config),
  ]);
  event.setResults(report.results);
  if (report.failure !== null) event.fail(report.failure);
};

function sections(text: string): ConfigSections {
  return Object.fromEntries(
    [...readOsloConfig(text)].map(([name, options]) => [
      name,
      Object.fromEntries([...options].map(([option, values]) => [option, values.at(-1) ?? ''])),
    ]),
  );
}

/** Astara has no switch for it: it logs in to Keystone when it is told where. */
function usesKeystone(config: ConfigSections): SecurityCheck {
  const told = config['keystone_authtoken']?.['auth_url'] !== undefined;
  return { name: 'validate-uses-keystone', problem: told ? null : 'no Keystone is configured' };
}

function usesTls(name: string, used: boolean): SecurityCheck {
  return { name, problem: used ? null : 'TLS is not used' };
}

/** Astara's API asks nobody who they are, so where it listens is all the protection it has. */
function apiIsPrivate(config: ConfigSections): SecurityCheck {
  const listen = config['DEFAULT']?.['api_listen'] ?? '0.0.0.0';
  const open = listen === '0.0.0.0' || listen === '::';
  return { name: 'validate-api-not-public', problem: open ? `the API listens on every network (${listen})` : null };
}
