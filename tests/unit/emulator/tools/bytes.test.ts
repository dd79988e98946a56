import { describe, expect, it } from 'vitest';
import { wellFormed } from '../../../../src/emulator/context/well-formed.ts';
import { bytesOfText, holdsRawBytes, textOfBytes } from '../../../../src/emulator/tools/bytes.ts';
import { goQuote } from '../../../../src/emulator/tools/go-text.ts';

describe('text of bytes', () => {
  it.each([
    [[]],
    [[...Buffer.from('plain, é, 😀')]],
    [[0xff]],
    [[0x61, 0xc3, 0x28, 0x62]],
    [[0xf0, 0x9f, 0x98]],
    [[0xf0, 0x9f, 0x98, 0x80, 0xed, 0xa0, 0x80, 0x00]],
    [Array.from({ length: 256 }, (_, code) => code)],
  ])('keeps %j', (bytes) => {
    expect([...bytesOfText(textOfBytes(Uint8Array.from(bytes)))]).toEqual(bytes);
  });

  it('tells raw bytes from characters above U+FFFF', () => {
    expect(holdsRawBytes('😀')).toBe(false);
    expect(holdsRawBytes(textOfBytes(Uint8Array.of(0x61, 0xff)))).toBe(true);
    expect(wellFormed(textOfBytes(Uint8Array.of(0x61, 0xff, 0xfe)))).toBe('a\ufffd\ufffd');
  });

  it.each([
    ['plain é', '"plain é"'],
    ['a"b\\', '"a\\"b\\\\"'],
    ['\n\t\r\u0007\u0001\u007f', '"\\n\\t\\r\\a\\x01\\x7f"'],
    ['\u200b\u{e0001}', '"\\u200b\\U000e0001"'],
    ['\udcff', '"\\xff"'],
  ])('quotes %j as Go does', (text, expected) => {
    expect(goQuote(text)).toBe(expected);
  });
});
