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
];
