import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIpv4, isIpv6, parseIp, sharesPrefix } from '../../../src/system/ip-address.ts';

const hex = (text: string): string | null =>
  parseIp(text)
    ?.bytes.map((byte) => byte.toString(16).padStart(2, '0'))
    .join('') ?? null;

describe('an IPv6 address', () => {
  // The examples of RFC 4291, section 2.2, and the edges of its grammar.
  it.each([
    ['ABCD:EF01:2345:6789:ABCD:EF01:2345:6789', 'abcdef0123456789abcdef0123456789'],
    ['2001:DB8:0:0:8:800:200C:417A', '20010db80000000000080800200c417a'],
    ['2001:DB8::8:800:200C:417A', '20010db80000000000080800200c417a'],
    ['FF01:0:0:0:0:0:0:101', 'ff010000000000000000000000000101'],
    ['FF01::101', 'ff010000000000000000000000000101'],
    ['0:0:0:0:0:0:0:1', '00000000000000000000000000000001'],
    ['::1', '00000000000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['0:0:0:0:0:0:13.1.68.3', '0000000000000000000000000d014403'],
    ['::13.1.68.3', '0000000000000000000000000d014403'],
    ['0:0:0:0:0:FFFF:129.144.52.38', '00000000000000000000ffff81903426'],
    ['::FFFF:129.144.52.38', '00000000000000000000ffff81903426'],
    ['fe80::', 'fe800000000000000000000000000000'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
    ['::2:3:4:5:6:7:8', '00000002000300040005000600070008'],
    ['1::3:4:5:6:7:8', '00010000000300040005000600070008'],
    ['1:2:3:4:5:6:255.255.255.255', '000100020003000400050006ffffffff'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
    ['0000:0000:0000:0000:0000:FFFF:129.144.152.138', '00000000000000000000ffff8190988a'],
  ])('is %s', (text, bytes) => {
    expect(hex(text)).toBe(bytes);
    expect([isIpv6(text), isIpv4(text)]).toEqual([true, false]);
  });
});

describe('an IPv4 address', () => {
  it.each([
    ['0.0.0.0', '00000000'],
    ['10.0.0.9', '0a000009'],
    ['255.255.255.255', 'ffffffff'],
  ])('is %s', (text, bytes) => {
    expect(hex(text)).toBe(bytes);
    expect([isIpv4(text), isIpv6(text)]).toEqual([true, false]);
  });
});

describe('no address', () => {
  it.each([
    '',
    ':',
    ':::',
    '::::',
    '1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '1:2:3:4::5:6:7:8',
    '1::2::3',
    ':1::2',
    '1::2:',
    ':1:2:3:4:5:6:7:8',
    '1:2:3:4:5:6:7:',
    '12345::',
    'g::',
    '::1 ',
    ' ::1',
    '::1\n',
    '::1%eth0',
    'fe80::1%25eth0',
    '[::1]',
    '::1/128',
    '::ffff:1.2.3',
    '::ffff:1.2.3.256',
    '::1.2.3.4:5',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:1.2.3.4',
    '::0x1',
    '::+1',
    '::-1',
    '::1e1e1',
    '\uff11::',
    '::\u0661',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.',
    '.1.2.3',
    '01.2.3.4',
    '1.2.3.00',
    '256.1.1.1',
    '1.2.3.4 ',
    '1.2.3.4\0',
    '0x7f.0.0.1',
    '2130706433',
    '1e1.0.0.1',
    '1.2.3.-4',
    '1,2,3,4',
    'localhost',
    'None',
    'constructor',
    ':'.repeat(100_000),
    '0'.repeat(100_000),
    `::${'0'.repeat(100_000)}1`,
    '1.'.repeat(100_000),
  ])('is %j', (text) => {
    expect(parseIp(text)).toBeNull();
  });

  it('is anything that Node does not take for one, and the other way round', () => {
    const pieces = fc.constantFrom(
      ':',
      '::',
      '.',
      '0',
      '1',
      '9',
      '25',
      '255',
      '256',
      '01',
      'f',
      'FFFF',
      'fffff',
      'g',
      ' ',
    );
    const group = fc.oneof(
      fc.constantFrom('0', '1', 'ab', 'ffff', '00001', '', '1.2.3.4'),
      fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), maxLength: 5 }),
    );
    const jumbled = fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join(''));
    const likely = fc.array(group, { minLength: 1, maxLength: 9 }).map((groups) => groups.join(':'));
    fc.assert(
      fc.property(fc.oneof(jumbled, likely, fc.ipV4(), fc.ipV6()), (text) => {
        expect(parseIp(text)?.family ?? 0).toBe(isIP(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a common prefix', () => {
  it('is found as Node finds it, whatever its length', () => {
    const pair = (address: fc.Arbitrary<string>, bits: number) =>
      fc.tuple(address, fc.oneof(address, fc.constant(null)), fc.integer({ min: 0, max: bits }));
    fc.assert(
      fc.property(fc.oneof(pair(fc.ipV4(), 32), pair(fc.ipV6(), 128)), ([text, second, length]) => {
        const [one, other] = [parseIp(text), parseIp(second ?? text)];
        if (one === null || other === null) throw new Error('an address was expected');
        const list = new BlockList();
        const family = one.family === 4 ? 'ipv4' : 'ipv6';
        list.addSubnet(second ?? text, length, family);
        expect(sharesPrefix(one, other, length)).toBe(list.check(text, family));
      }),
      { numRuns: 1000 },
    );
  });

  it('is none of two families', () => {
    const [fourth, sixth] = [parseIp('0.0.0.0'), parseIp('::')];
    if (fourth === null || sixth === null) throw new Error('an address was expected');
    expect(sharesPrefix(fourth, sixth, 0)).toBe(false);
  });
});
