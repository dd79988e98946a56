/** Where things are on the host. One list, so that leaving can take away exactly what arriving brought. */

export const paths = {
  configFolder: '/etc/astara',
  /** The file that we write and that the service is started with. */
  config: '/etc/astara/astara.conf',
  /** The only path that astara-ctl and the API look at, whatever the command line says: a link to the above. */
  legacyConfig: '/etc/astara/orchestrator.ini',
  providerRules: '/etc/astara/provider_rules.json',
  sshPublicKey: '/etc/astara/astara.pub',
  rootwrap: '/etc/astara/rootwrap.conf',
  rootwrapFilters: '/etc/astara/rootwrap.d',
  networkFilters: '/etc/astara/rootwrap.d/network.filters',
  certificates: '/etc/astara/ssl',
  databaseAuthority: '/etc/astara/ssl/db-client.ca',
  databaseCertificate: '/etc/astara/ssl/db-client.cert',
  databaseKey: '/etc/astara/ssl/db-client.key',
  messagingAuthority: '/etc/astara/ssl/rabbit-client.ca',
  environment: '/etc/astara/environment',
  installedParts: '/etc/astara/installed.json',
  home: '/var/lib/astara',
  sshFolder: '/var/lib/astara/.ssh',
  sshPrivateKey: '/var/lib/astara/.ssh/id_ed25519',
  logs: '/var/log/astara',
  logFile: 'astara-orchestrator.log',
  logrotate: '/etc/logrotate.d/astara',
  sudoers: '/etc/sudoers.d/astara_sudoers',
  /** Not in /etc/systemd/system: there a pause puts its mask, which would take this file's place. */
  unitFolder: '/usr/local/lib/systemd/system',
  unitFile: '/usr/local/lib/systemd/system/astara-orchestrator.service',
  /** The system's own bundle: a virtual environment brings another one that knows no private authority. */
  trustedAuthorities: '/etc/ssl/certs/ca-certificates.crt',
  binFolder: '/usr/local/bin',
} as const;

export const serviceName = 'astara-orchestrator';
export const serviceUser = 'astara';

/** The metadata proxy listens there whatever the configuration says. */
export const metadataProxyPort = 9697;

/** The console scripts the service and its operators need. */
export const consoleScripts = [
  'astara-orchestrator',
  'astara-dbsync',
  'astara-ctl',
  'astara-rootwrap',
  'astara-debug-router',
] as const;
