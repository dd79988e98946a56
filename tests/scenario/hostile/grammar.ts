/**
 * Values that a broken or wicked peer could send, and that an operator could mistype: a grammar of the known traps, drawn
 * from by a generator of our own, for a hundred thousand cases must cost seconds and be the same ones every time.
 */

import type { Chance } from './chance.ts';

/** Stands in every generated secret, so that it can be looked for. */
export const mark = 'hunter2';

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
const pem = (label: string, body: string): string => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;

const controls = [
  ...['\0', '\u0001', '\b', '\t', '\n', '\v', '\f', '\r', '\r\n', '\u001b[31m', '\u001e', '\u007f'],
  ...[
    '\u0085',
    '\u009b',
    '\u061c',
    '\u200f',
    '\u{e0041}',
    'e\u0301',
    '\u00a0',
    '\u00ad',
    '\u200b',
    '\u200e',
    '\u2028',
    '\u2029',
    '\u202e',
    '\u2066',
    '\ufeff',
  ],
  ...['\ud800', '\udc00', '\ufffd', '\u{10ffff}', '\u{1f600}', 'é', 'ß', 'İ', 'ﬁ', '٣', '１２', 'а'],
];

const injections = [
  ...[
    'x\n[DEFAULT]\ndebug = True',
    'x\r\ninjected = 1',
    'x\n    continued',
    '\n[x]',
    ']\n[',
    '[',
    ']',
    '[x]',
    '#',
    ';',
    '# x',
  ],
  ...[
    '=',
    ':',
    'a=b',
    'a = b',
    'debug=True',
    '==',
    ',',
    ',,',
    ', ',
    'a,b',
    'a, b',
    ' a',
    'a ',
    '  ',
    '"',
    "'",
    '""',
    "''",
    '"x"',
  ],
  ...[
    "'x'",
    '"x',
    "x'",
    '\\',
    '\\\\',
    'x\\',
    '\\n',
    '\\$',
    '$',
    '$$',
    '$x',
    '$'.concat('{x}'),
    '$(id)',
    '`id`',
    '%',
    '%%',
    '%s',
    '%(x)s',
    '%0a',
    '%00',
  ],
  ...[
    "'; DROP TABLE users; --",
    '../../etc/passwd',
    '/etc/passwd',
    '~',
    '~root',
    '-rf',
    '--',
    '--config-file=/x',
    '-',
    '*',
    '?',
    '|id',
    '&',
    '&&',
    '>',
    '<',
  ],
  ...[
    '{bin}',
    '{service_name}',
    '{}',
    '{{x}}',
    '<%x%>',
    '!ruby/object',
    '!!python/object/apply:os.system [id]',
    '*a',
    '&a [*a]',
    '<<: *a',
  ],
];

const words = [
  ...[
    'None',
    'none',
    'null',
    'Null',
    'NULL',
    'nil',
    '__null__',
    'undefined',
    'NaN',
    'Infinity',
    '-Infinity',
    'inf',
    'nan',
    '.inf',
    '.nan',
  ],
  ...['true', 'True', 'TRUE', 'false', 'False', 'yes', 'no', 'on', 'off', 'y', 'n', 'Yes', 'On'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf', 'then', 'length'],
  ...[
    '[]',
    '{}',
    '[[]]',
    '[null]',
    '[1]',
    '["a"]',
    '{"a":1}',
    '{"__proto__":{"x":1}}',
    '{"a":',
    '"a"',
    '[[[[',
    '{"cert":1}',
    '"\\ud800"',
  ],
  ...['secret:', 'secret:abc', 'secret://x/y', 'astara-orchestrator/0', 'astara-orchestrator/1', 'a/0', '/0', '0/'],
];

const numbers = [
  ...[
    '0',
    '-0',
    '-1',
    '1',
    '01',
    '007',
    '+5',
    ' 5',
    '5 ',
    '5\n',
    '0x10',
    '0o17',
    '0b1',
    '1e3',
    '1E400',
    '1_000',
    '1,000',
    '1.0',
    '.5',
    '5.',
  ],
  ...[
    '65535',
    '65536',
    '99999',
    '3306',
    '2147483648',
    '4294967296',
    '9007199254740993',
    '18446744073709551616',
    '１２',
    '٣٣',
    '½',
    '1/2',
    '1:30',
    '0777',
    '2001-01-01',
    '1e999',
    '٠x١٠',
    '۱۲',
    '5\u00a0',
  ],
];

const hosts = [
  ...[
    '10.0.0.1',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.1',
    '1',
    '0',
    '0.0.0.0',
    '127.0.0.1',
    '255.255.255.255',
    '10.0.0.1:80',
    '10.0.0.1/24',
    '10.0.0.1/33',
  ],
  ...[
    '::',
    '::1',
    '[::1]',
    '[::1]:80',
    'fe80::1%eth0',
    '::ffff:10.0.0.1',
    'fd00::/8',
    'fd00::1/129',
    '1::2::3',
    'fd00:0:0:0:0:0:0:1',
    'g::1',
    '[',
    '[]',
    '::1]',
    '::ffff:0:0/96',
    'fe80::1%25eth0',
    '[fd00::1%eth0]',
    '1:2:3:4:5:6:7::',
    '::ffff:1.2.3.256',
    '0x7f.1',
    '٣.٣.٣.٣',
  ],
  ...[
    'localhost',
    'a.b',
    'a..b',
    '.a',
    'a.',
    '-a',
    'a-',
    'a_b',
    'x'.repeat(64),
    `${'a.'.repeat(127)}a`,
    `${'a.'.repeat(200)}a`,
    'xn--nxasmq6b',
    'bücher',
    'a b',
    'a@b',
    'u:p@h',
    'h/p',
  ],
  ...[
    'http://k:5000',
    'http://k:5000/v3',
    'http://u:hunter2@k/',
    'https://[::1]:5000',
    'HTTP://K',
    'ftp://x',
    'javascript:1',
    'file:///etc/passwd',
    '//k',
    'http:',
    'http://',
    'http://k:99999',
    'http://k:5000/?x=y#z',
  ],
];

const documents = [
  base64('x'),
  base64('x\n[DEFAULT]\ndebug = True'),
  base64(pem('CERTIFICATE', 'AAAA')),
  base64(pem('PRIVATE KEY', 'AAAA')),
  base64(`${pem('CERTIFICATE', 'AAAA')}[DEFAULT]\ndebug = True\n`),
  base64(pem('CERTIFICATE', 'AA\0AA')),
  base64(pem('CERTIFICATE', 'AAAA').replaceAll('\n', '\r\n')),
  base64(`${pem('CERTIFICATE', 'AAAA')}${pem('CERTIFICATE', 'BBBB')}`),
  pem('CERTIFICATE', 'AAAA'),
  pem('CERTIFICATE', ''),
  pem('RSA PRIVATE KEY', 'AAAA'),
  pem('OPENSSH PRIVATE KEY', 'AAAA'),
  '-----BEGIN CERTIFICATE-----',
  '////',
  'AAA',
  '=',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample a b',
  'ssh-ed25519 AAAA\nssh-rsa BBBB',
  'ssh-rsa AAAA= x" y',
  JSON.stringify({ 'a b': { cert: pem('CERTIFICATE', 'AAAA'), key: pem('PRIVATE KEY', 'AAAA') } }),
  JSON.stringify({ __proto__: 1, x: { cert: null } }),
  JSON.stringify({ x: { cert: 'x\n[DEFAULT]', key: 'y' } }),
  'debug=True,max_retries=3',
  'debug: true\nmax_retries: 3',
  'a: [1, 2]',
  'a: {b: c}',
  'a: !!binary AAAA',
  'a: &x 1\nb: *x',
  'max_retries=ten',
  'transport_url=rabbit://x\n[x]',
  'repositories: []',
  'repositories:\n- {name: requirements, repository: "x", branch: y}\n- {name: astara, repository: "--upload-pack=id", branch: "-b"}',
  '[',
  '? [a, b]\n: c',
  '--- a\n--- b',
  '%YAML 9.9\n---\na: b',
  'a: |\n  b\n  [DEFAULT]\n  c = d',
  'a: >-\n  b',
  'a: ~',
  'a: .nan',
  'y: n',
  'a: 1_000',
  'a: 1:30',
  '"a\\u0000b": c',
  '{"a": 1, "a": 2}',
  '{"a": NaN}',
  '{"a": 1e999}',
  '\ufeff{}',
  '[DEFAULT]\nhost = x',
  'repositories: [{name: requirements, repository: "ext::sh -c id", branch: x}]',
  'repositories: [{name: requirements, repository: "ssh://-oProxyCommand=id/x", branch: x}]',
  'deb [trusted=yes] http://x y main',
  'deb https://u:typed@x/ y main',
  'deb http://x y main\ndeb http://z y main',
  'deb http://x y main|KEY',
  'ppa:a/b',
  'ppa:../..',
  'cloud:jammy-updates/caracal',
  'cloud:$(id)/x',
];

/** Every fixed trap. */
export const traps: readonly string[] = ['', ...controls, ...injections, ...words, ...numbers, ...hosts, ...documents];

/** A value: a trap, a trap in a good value, a huge one, or noise. */
export function wickedValue(chance: Chance, good: string): string {
  const kind = chance.below(100);
  if (kind < 45) return chance.one(traps);
  if (kind < 60) return good + chance.one(traps);
  if (kind < 75) return chance.one(traps) + good;
  if (kind < 85) {
    const at = chance.below(good.length + 1);
    return good.slice(0, at) + chance.one(traps) + good.slice(at);
  }
  if (kind < 87)
    return chance
      .one(traps)
      .repeat(1 + chance.below(5000))
      .slice(0, 70_000);
  let noise = '';
  for (let length = chance.below(24); length > 0; length -= 1) {
    const unit = chance.below(4);
    noise += String.fromCodePoint(
      unit === 0 ? chance.below(32) : unit === 1 ? chance.below(0x10ffff) : 32 + chance.below(95),
    );
  }
  return noise;
}

/** A password: as wicked, and found again by its mark. */
export function wickedSecret(chance: Chance): string {
  return wickedValue(chance, `${mark}-${chance.below(1000)}`) + (chance.often(50) ? mark : '');
}
