/** What must be true of a whole hook or action, whoever has said what: of its files, log, status, arguments and databags. */
import { readOsloConfig } from '../../../src/charm/render/oslo-reader.ts';
import type { Outcome } from '../../../src/ops/testing/index.ts';
import type { Cloud } from '../charm/cloud.ts';
import { mark } from './grammar.ts';
import { allowed, must, oneLine } from './judge.ts';

/** What an option of astara.conf may hold, by its name: the rest is one line of text. */
const kinds: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(debug|verbose|use_syslog|enabled|ssl|rabbit_use_ssl|ipsec_vpn|enable_byonf|.*_extension_enabled)$/,
    /^(True|False)$/,
  ],
  [/^(api_port|nova_metadata_port|num_worker_.*|network_device_mtu|asn|neighbor_asn|.*_timeout|.*_period)$/, /^\d+$/],
  [
    /^(management|external)_(network|subnet)_id$|^image_uuid$/,
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{32}$/i,
  ],
  [/_prefix$/, /^[0-9a-fA-F.:]+\/\d{1,3}$/],
  [/^transport_url$/, /^rabbit:\/\/[!-~]+$/],
  [/^connection$/, /^mysql\+pymysql:\/\/[!-~]+$/],
  [/^auth_url$/, /^https?:\/\/[!-~]+$/i],
  [/^url$/, /^(kazoo|memcached):\/\/[!-~]+$/],
  [/^(instance_flavor|ovs_integration_bridge|group_id)$/, /^[A-Za-z0-9][A-Za-z0-9_.-]*$|^[A-Za-z0-9_.-]+$/],
  [/^(log_dir|log_file|ssh_public_key|provider_rules_path|interface_driver|control_exchange)$/, /^[A-Za-z0-9_./-]+$/],
  [/^root_helper$/, /^sudo \/usr(\/local)?\/bin\/astara-rootwrap \/etc\/astara\/rootwrap\.conf$/],
  [/^enabled_drivers$/, /^(router|loadbalancer)(,(router|loadbalancer))?$/],
  [/^(host|nova_metadata_ip|api_listen)$/, /^[A-Za-z0-9_.:-]+$/],
];

/** Programs that a hook may start. */
const programs =
  /^(systemctl|groupadd|useradd|userdel|dpkg|dpkg-query|apt-get|apt-cache|add-apt-repository|ssh-keygen|setpriv|runuser|git|curl|update-ca-certificates|update-alternatives|python[0-9.]*|\/mnt\/openstack-git\/[a-z./]+|\/usr(\/local)?\/bin\/astara-[a-z]+)$/;

function judgeConf(cloud: Cloud, flags: ReadonlySet<string>): void {
  const file = readOsloConfig(cloud.machine.conf());
  for (const [section, options] of file) {
    for (const [name, values] of options) {
      const isFlag = section === 'DEFAULT' && flags.has(name);
      must(
        isFlag || allowed.get(section)?.has(name) === true,
        `astara.conf has [${section}] ${name}, which nobody wanted`,
      );
      must(values.length === 1, `astara.conf has [${section}] ${name} ${values.length} times`);
      const [value = ''] = values;
      must(oneLine.test(value), `[${section}] ${name} is not one line`);
      const kind = isFlag ? undefined : kinds.find(([names]) => names.test(name));
      must(
        kind === undefined || kind[1].test(value),
        `[${section}] ${name} is no value for it: ${value.slice(0, 100)}`,
      );
    }
  }
}

/** Judges; throws with the reason. `flags`: names of options that the operator has asked for. */
export function judgeHook(cloud: Cloud, out: Outcome, flags: ReadonlySet<string>): void {
  const { host } = cloud.machine;
  must(out.error === null, `the hook falls: ${out.error?.stack?.split('\n').slice(0, 6).join('\n')}`);
  judgeConf(cloud, flags);
  const shown: (readonly [where: string, text: string])[] = [
    ...out.statusHistory.map((one) => ['status', one.message] as const),
    ['application status', out.state.appStatus.message],
    ...out.logs.map((line) => ['log', line.message] as const),
    ['failure', out.actionFailure ?? ''],
  ];
  for (const [where, text] of shown)
    must(oneLine.test(text), `${where} is not one printable line: ${JSON.stringify(text)}`);
  for (const { command, args } of host.commands) {
    must(programs.test(command), `an unknown program is started: ${command}`);
    // Line breaks stand in dpkg-query's format alone.
    const strange = args.find((arg) => !oneLine.test(arg.replace(/^--showformat=.*$/s, '')));
    must(strange === undefined, `an argument of ${command} is not one line: ${JSON.stringify(strange)}`);
  }
  for (const { endpoint, localUnitData, localAppData } of out.state.relations) {
    // The leader's decisions are where the generated tests have put theirs.
    const written = { ...localUnitData, ...(endpoint === 'cluster' ? {} : localAppData) };
    for (const [key, value] of Object.entries(written)) {
      must(key === 'monitors' || oneLine.test(value), `${endpoint}: ${key} is not one line`);
    }
  }
  for (const [path, file] of host.contents) {
    must(/^\/[A-Za-z0-9_./@-]+$/.test(path) && !path.includes('/../'), `a strange path is written: ${path}`);
    must((file.mode & 0o004) === 0 || !file.content.includes(mark), `a secret is in ${path}, which all can read`);
  }
  const hidden = [
    ...shown.map(([, text]) => text),
    ...out.calls.flatMap((call) => call.args),
    ...host.commands.flatMap(({ args, options }) => [...args, JSON.stringify(options.env ?? {})]),
    JSON.stringify([out.actionResults, out.actionLogs, out.state.storedStates]),
  ];
  const leak = hidden.find((text) => text.includes(mark));
  must(leak === undefined, `a secret is shown: ${leak?.slice(0, 300)}`);
}
