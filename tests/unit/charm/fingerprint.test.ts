import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprint, fingerprintOf, publicFingerprint, renewed } from '../../../src/charm/fingerprint.ts';

describe('a fingerprint', () => {
  it('is the same for the same contents, and of 16 digits', () => {
    expect(fingerprint('a', 'b')).toBe(fingerprint('a', 'b'));
    expect(fingerprint()).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each([
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [['a'], ['a', '']],
    [[], ['']],
    [['","'], ['', '']],
    [['a\u0000'], ['a']],
    [['\ud800'], ['\ufffd']],
  ])('of %j is not that of %j', (one, other) => {
    expect(fingerprint(...one)).not.toBe(fingerprint(...other));
  });

  it('is another with every change of one character, wherever it stands', () => {
    const text = 'connection = mysql+pymysql://astara:secret@10.0.0.40/astara\n'.repeat(40);
    const names = new Set([fingerprint(text)]);
    for (let at = 0; at < text.length; at += 1) {
      for (const unit of ['0', '1', '\u0101']) names.add(fingerprint(text.slice(0, at) + unit + text.slice(at + 1)));
    }
    // Some of the changes change nothing: a 0 or a 1 stood there already.
    const same = [...text].filter((unit) => unit === '0' || unit === '1').length;
    expect(names.size).toBe(3 * text.length - same + 1);
  });

  it('differs for different texts', () => {
    const parts = fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 3 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const equal = JSON.stringify(one) === JSON.stringify(other);
        expect(fingerprint(...one) === fingerprint(...other)).toBe(equal);
      }),
      { numRuns: 1000 },
    );
  });

  it('of keys with values does not depend on their order', () => {
    expect(fingerprintOf({ a: '1', b: '2' })).toBe(fingerprintOf({ b: '2', a: '1' }));
    expect(fingerprintOf({ a: '1', b: '2' })).not.toBe(fingerprintOf({ a: '2', b: '1' }));
  });
});

describe('a public fingerprint', () => {
  it('is the beginning of a digest of all parts with their lengths', () => {
    const digest = createHash('sha256').update('2:ab1:c').digest('hex');
    expect(publicFingerprint('ab', 'c')).toBe(digest.slice(0, 32));
  });

  it('is renewed where an older version of the charm has kept it of the same contents, and only there', () => {
    expect(renewed(publicFingerprint('a', 'b'), 'a', 'b')).toBe(fingerprint('a', 'b'));
    for (const kept of ['', 'not known', fingerprint('a'), publicFingerprint('c')]) {
      expect(renewed(kept, 'a', 'b')).toBe(kept);
    }
  });
});
