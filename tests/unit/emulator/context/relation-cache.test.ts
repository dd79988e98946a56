import { beforeEach, describe, expect, it } from 'vitest';
import { RelationCache } from '../../../../src/emulator/context/relation-cache.ts';

let reads: string[];
let cache: RelationCache;

beforeEach(() => {
  reads = [];
  const read = (name: string) => {
    reads.push(name);
    return { name };
  };
  cache = new RelationCache({ unitSettings: read, applicationSettings: read });
});

describe('what an agent remembers of a relation', () => {
  it('reads a member once, over any number of hooks', () => {
    for (let hook = 0; hook < 3; hook++) {
      cache.prune(['u/0', 'u/1']);
      expect(cache.unitSettings('u/0')).toEqual({ name: 'u/0' });
    }
    expect(reads).toEqual(['u/0']);
  });

  it('reads a member again after a hook about it', () => {
    cache.prune(['u/0']);
    cache.unitSettings('u/0');
    cache.prune(['u/0']);
    cache.invalidate('u/0');
    cache.unitSettings('u/0');
    expect(reads).toEqual(['u/0', 'u/0']);
  });

  it('reads applications and units that are no members once for each hook', () => {
    for (let hook = 0; hook < 2; hook++) {
      cache.prune([]);
      for (let call = 0; call < 2; call++) {
        cache.unitSettings('u/9');
        cache.applicationSettings('u');
      }
    }
    expect(reads).toEqual(['u/9', 'u', 'u/9', 'u']);
  });

  it('counts whoever joins as a member, and no longer whoever departs', () => {
    cache.prune(['u/1']);
    cache.invalidate('u/0');
    expect(cache.memberNames()).toEqual(['u/1', 'u/0']);
    cache.remove('u/1');
    expect(cache.memberNames()).toEqual(['u/0']);
    cache.prune(['u/2']);
    expect(cache.memberNames()).toEqual(['u/2']);
  });
});
