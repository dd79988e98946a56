/** The part of MessagePack that tooz writes into memcached: nested maps of short texts, numbers and lists. */

export type Packed = null | boolean | number | string | Uint8Array | readonly Packed[] | ReadonlyMap<string, Packed>;

/** Reads one value; throws a RangeError when the bytes end early or hold something tooz does not write. */
export function unpack(bytes: Uint8Array): Packed {
  return new Reader(Buffer.from(bytes)).value(0);
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(depth: number): Packed {
    if (depth > 16) throw new RangeError('nested too deeply');
    const tag = this.#number(1);
    if (tag <= 0x7f) return tag;
    if (tag <= 0x8f) return this.#map(tag & 0x0f, depth);
    if (tag <= 0x9f) return this.#list(tag & 0x0f, depth);
    if (tag <= 0xbf) return this.#text(tag & 0x1f);
    if (tag >= 0xe0) return tag - 0x100;
    switch (tag) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#take(this.#number(1));
      case 0xc5:
        return this.#take(this.#number(2));
      case 0xc7:
        return this.#extension(this.#number(1));
      case 0xcc:
        return this.#number(1);
      case 0xcd:
        return this.#number(2);
      case 0xce:
        return this.#number(4);
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(2 ** (tag - 0xd4));
      case 0xd9:
        return this.#text(this.#number(1));
      case 0xda:
        return this.#text(this.#number(2));
      case 0xdc:
        return this.#list(this.#number(2), depth);
      case 0xde:
        return this.#map(this.#number(2), depth);
      default:
        throw new RangeError(`unexpected tag ${tag}`);
    }
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('the bytes end early');
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  #number(length: number): number {
    return this.#take(length).readUIntBE(0, length);
  }

  #text(length: number): string {
    return this.#take(length).toString('utf8');
  }

  /** oslo.serialization packs sets and the like as extensions; their content is of no use to us. */
  #extension(length: number): Uint8Array {
    return this.#take(length + 1);
  }

  #list(length: number, depth: number): readonly Packed[] {
    return Array.from({ length }, () => this.value(depth + 1));
  }

  #map(length: number, depth: number): ReadonlyMap<string, Packed> {
    const map = new Map<string, Packed>();
    for (let index = 0; index < length; index += 1) {
      const key = this.value(depth + 1);
      map.set(key instanceof Uint8Array ? Buffer.from(key).toString('utf8') : String(key), this.value(depth + 1));
    }
    return map;
  }
}
