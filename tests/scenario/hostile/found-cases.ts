/** Cases that the generated tests have found wrong at some time; they are tried for ever. */

export interface FoundChange {
  /** `options`, or a bag such as `amqp unit`. */
  readonly where: string;
  readonly key: string;
  /** Null takes the key away. */
  readonly value: string | number | boolean | null;
}

export interface FoundCase {
  readonly name: string;
  readonly changes: readonly FoundChange[];
}

export const foundCases: readonly FoundCase[] = [
  {
    name: 'blanks between the service groups of Nagios',
    changes: [{ where: 'options', key: 'nagios_servicegroups', value: 'a, b' }],
  },
  {
    name: 'a control character in an unknown word of a list',
    changes: [{ where: 'options', key: 'enabled-drivers', value: 'router\u202e' }],
  },
  {
    name: 'half a character of Unicode, which no file can hold',
    changes: [{ where: 'identity-service unit', key: 'service_tenant', value: 'services\ud800' }],
  },
  {
    name: 'credentials in a URL where a word was meant',
    changes: [{ where: 'options', key: 'enabled-drivers', value: 'http://u:hunter2@k/' }],
  },
  {
    name: 'a host name that a URL takes for a broken IPv4 address',
    changes: [{ where: 'identity-service unit', key: 'auth_host', value: 'keystone.1' }],
  },
  {
    name: 'a host name that is an address in hexadecimal',
    changes: [{ where: 'shared-db unit', key: 'db_host', value: '0x7f.1' }],
  },
  {
    name: 'a secret id that Juju would refuse',
    changes: [{ where: 'identity-service app', key: 'service-credentials', value: 'secret:abc 1,000' }],
  },
  {
    name: 'a secret id that would be an option',
    changes: [{ where: 'identity-service app', key: 'service-credentials', value: '--file=/etc/shadow' }],
  },
  {
    name: 'line breaks in what is no name of a flag',
    changes: [{ where: 'options', key: 'config-flags', value: 'x\r\ninjected = 1x\r\ninjected = 1' }],
  },
  {
    name: 'marks of right-to-left text in a flag',
    changes: [{ where: 'options', key: 'config-flags', value: 'debug=\u200fTrue' }],
  },
];
