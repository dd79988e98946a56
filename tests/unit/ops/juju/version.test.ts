import { expect, it } from 'vitest';
import { JujuVersion } from '../../../../src/ops/juju/version.ts';

it.each([
  ['0.0.0', '0.0.0'],
  ['3.6', '3.6.0'],
  ['3.6.14', '3.6.14'],
  ['2.9.0.1', '2.9.0.1'],
  ['4.0-beta2', '4.0-beta2'],
  ['4.0-beta2.3', '4.0-beta2.3'],
  ['123456789.1.1', '123456789.1.1'],
])('reads %s', (text, shown) => {
  expect(String(new JujuVersion(text))).toBe(shown);
});

it.each([
  '',
  'x',
  '3',
  '3.',
  '3.6.',
  '3.6-',
  '3.6-Beta1',
  '3.6-beta',
  '1234567890.1.1',
  '3.6.1.2.3',
  ' 3.6.1',
  '3.6.1 ',
])('refuses %j', (text) => {
  expect(() => new JujuVersion(text)).toThrow(/version/);
});

it('orders versions, tagged ones before their release', () => {
  const ordered = [
    '2.9.51',
    '3.0.2',
    '3.0.3',
    '3.6-alpha9',
    '3.6-beta1',
    '3.6-beta2',
    '3.6.0',
    '3.6.0.1',
    '3.6.1',
    '3.10.0',
    '4.0-rc1',
    '4.0.0',
  ];
  const shuffled = [...ordered].reverse();
  expect(shuffled.sort((left, right) => new JujuVersion(left).compare(right))).toEqual(ordered);
  expect(new JujuVersion('3.6').equals('3.6.0')).toBe(true);
});

it.each([
  ['hasAppData', '2.6.9', '2.7.0'],
  ['isDispatchAware', '2.7.9', '2.8.0'],
  ['hasControllerStorage', '2.7.9', '2.8.0'],
  ['hasSecrets', '3.0.2', '3.0.3'],
  ['hasPartialSecretSet', '3.5.9', '3.6.0'],
  ['hasRelationModelGet', '3.6.1', '3.6.2'],
  ['refusesExtraActionParameters', '3.6.99', '4.0.0'],
] as const)('%s is no before and yes from %s on', (question, before, from) => {
  expect(new JujuVersion(before)[question]).toBe(false);
  expect(new JujuVersion(from)[question]).toBe(true);
});

it.each([
  ['hasLeaderSettings', '3.6.99', '4.0.0'],
  ['hasMetrics', '3.6.10', '3.6.11'],
] as const)('%s is yes until %s', (question, last, gone) => {
  expect(new JujuVersion(last)[question]).toBe(true);
  expect(new JujuVersion(gone)[question]).toBe(false);
});
