/** Storage as users ask for it. */
import { describe, expect, it } from 'vitest';
import { storageDirective, storageDirectives, storageFlag, storageIds } from '../../../src/cli/storage-directives.ts';

describe('a storage directive', () => {
  it.each([
    ['ebs,2,5G', { pool: 'ebs', count: 2, size: 5120 }],
    ['0.5T,3,p-ool', { pool: 'p-ool', count: 3, size: 512 * 1024 }],
    ['3', { pool: '', count: 3, size: 0 }],
    ['100MiB', { pool: '', count: 1, size: 100 }],
    ['p,1M,', { pool: 'p', count: 1, size: 1 }],
  ])('%s is a pool, a count and a size, in any order', (text, directive) => {
    expect(storageDirective(text)).toEqual(directive);
  });

  it.each([
    ['p,0,100M', 'cannot parse count: count must be greater than zero, got "0"'],
    ['-676', 'cannot parse count: count must be greater than zero, got "-676"'],
    ['p,-100M', 'cannot parse size: expected a non-negative number, got "-100M"'],
    ['pool1,pool2', 'pool name is already set to "pool1", new value "pool2" not valid'],
    ['p,100M database-b', 'unrecognized storage constraint "100M database-b" not valid'],
    ['', 'storage constraints require at least one field to be specified'],
    [',', 'storage constraints require at least one field to be specified'],
  ])('%j is refused', (text, message) => {
    expect(() => storageDirective(text)).toThrow(message);
  });

  it('without anything but its name is one instance', () => {
    expect(storageDirectives(['data', 'logs=2'])).toEqual({
      data: { pool: '', count: 1, size: 0 },
      logs: { pool: '', count: 2, size: 0 },
    });
  });

  it.each([
    [['data', 'data'], 'storage "data" specified more than once'],
    [['=2'], 'expected "name=constraints" or "name", got "=2"'],
    [['a=b=c'], 'expected "name=constraints" or "name", got "a=b=c"'],
    [['data='], 'cannot parse constraints for storage "data": storage constraints require at least one field'],
  ])('%j is refused as a whole', (given, message) => {
    expect(() => storageDirectives(given)).toThrow(message);
  });
});

describe('a flag about storage', () => {
  it('--storage names the store, in a bundle with its application', () => {
    expect(storageFlag('db:data=ebs')).toEqual(['db:data', { pool: 'ebs', count: 1, size: 0 }]);
    expect(() => storageFlag('data')).toThrow('expected [<application>:]<store>=<constraints>');
    expect(() => storageFlag('data=')).toThrow('cannot parse disk constraints: storage constraints require');
  });

  it('--attach-storage takes ids', () => {
    expect(storageIds('data/0,logs/1')).toEqual(['data/0', 'logs/1']);
    expect(() => storageIds('data')).toThrow('storage ID "data" not valid');
  });
});
