/**
 * YAML as Juju's go-yaml v2 reads it: the syntax is left to the yaml package, but what a plain scalar means is
 * decided here, because neither of that package's modes agrees with Go about `yes`, `010` or `1_000`.
 */

import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments, Scalar } from 'yaml';
import { goQuote } from '../tools/go-text.ts';
import { keyText, type YamlValue } from './yaml-value.ts';

/** Text is not YAML. `line` counts from 1. */
export class YamlError extends Error {
  readonly line: number;
  constructor(line: number, problem: string) {
    super(`yaml: line ${line}: ${problem}`);
    this.name = 'YamlError';
    this.line = line;
  }
}

const yes = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const no = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const nothing = new Set(['', '~', 'null', 'Null', 'NULL']);
const infinities: Readonly<Record<string, number>> = {
  '.inf': Number.POSITIVE_INFINITY,
  '.Inf': Number.POSITIVE_INFINITY,
  '.INF': Number.POSITIVE_INFINITY,
  '+.inf': Number.POSITIVE_INFINITY,
  '+.Inf': Number.POSITIVE_INFINITY,
  '+.INF': Number.POSITIVE_INFINITY,
  '-.inf': Number.NEGATIVE_INFINITY,
  '-.Inf': Number.NEGATIVE_INFINITY,
  '-.INF': Number.NEGATIVE_INFINITY,
  '.nan': Number.NaN,
  '.NaN': Number.NaN,
  '.NAN': Number.NaN,
};

/** What a scalar without quotes and without a tag means. */
function plainScalar(text: string): YamlValue {
  if (nothing.has(text)) return { kind: 'null' };
  if (yes.has(text)) return { kind: 'bool', value: true, text };
  if (no.has(text)) return { kind: 'bool', value: false, text };
  const special = infinities[text];
  if (special !== undefined) return { kind: 'float', value: special, text };
  if (/^[-+.0-9]/.test(text)) return number(text) ?? { kind: 'string', value: text };
  return { kind: 'string', value: text };
}

function number(text: string): YamlValue | null {
  const bare = text.replaceAll('_', '');
  const integer = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(bare);
  if (integer !== null) {
    const [, sign, hexadecimal, binary, octal, decimal] = integer;
    const digits =
      hexadecimal !== undefined
        ? `0x${hexadecimal}`
        : binary !== undefined
          ? `0b${binary}`
          : octal !== undefined
            ? `0o${octal}`
            : (decimal ?? '0');
    const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
    if (value >= -(2n ** 63n) && value < 2n ** 64n) return { kind: 'int', value, text };
    return { kind: 'float', value: Number(value), text };
  }
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(bare))
    return { kind: 'float', value: Number(bare), text };
  return null;
}

function scalarValue(node: Scalar): YamlValue {
  const text = typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
  switch (node.tag) {
    case undefined:
    case '!':
      return node.type === Scalar.PLAIN ? plainScalar(node.source ?? text) : { kind: 'string', value: text };
    case 'tag:yaml.org,2002:str':
    case 'tag:yaml.org,2002:timestamp':
      return { kind: 'string', value: text };
    case 'tag:yaml.org,2002:binary':
      return { kind: 'string', value: Buffer.from(text, 'base64').toString('utf8') };
    default:
      return plainScalar(text);
  }
}

function convert(node: unknown, document: Document, line: (node: Node) => number): YamlValue {
  if (isAlias(node)) return convert(node.resolve(document), document, line);
  if (isScalar(node)) return scalarValue(node);
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => convert(item, document, line)) };
  if (!isMap(node)) return { kind: 'null' };
  const merged: [YamlValue, YamlValue][] = [];
  const own = new Map<string, [YamlValue, YamlValue]>();
  for (const pair of node.items) {
    const key = convert(pair.key, document, line);
    const value = convert(pair.value, document, line);
    if (key.kind === 'string' && key.value === '<<' && isScalar(pair.key) && pair.key.type === Scalar.PLAIN) {
      const sources = value.kind === 'list' ? value.items : [value];
      for (const source of sources)
        if (source.kind === 'map') merged.push(...source.entries.map(([k, v]): [YamlValue, YamlValue] => [k, v]));
      continue;
    }
    const identity = `${key.kind}:${keyText(key)}`;
    if (own.has(identity)) {
      const at = isScalar(pair.key) ? line(pair.key) : 1;
      throw new YamlError(at, `key ${goQuote(keyText(key))} already set in map`);
    }
    own.set(identity, [key, value]);
  }
  for (const [key, value] of merged) {
    const identity = `${key.kind}:${keyText(key)}`;
    if (!own.has(identity)) own.set(identity, [key, value]);
  }
  return { kind: 'map', entries: [...own.values()] };
}

/** Reads the documents of a YAML text; throws {@link YamlError}. */
export function parseYamlDocuments(text: string): readonly YamlValue[] {
  const line = (offset: number): number => text.slice(0, offset).split('\n').length;
  const documents = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const list: readonly Document[] = Array.isArray(documents) ? documents : [];
  return list.map((document) => {
    const problem = document.errors[0];
    if (problem !== undefined) throw new YamlError(line(problem.pos[0]), lowerFirst(problem.message));
    return convert(document.contents, document, (node) => line(node.range?.[0] ?? 0));
  });
}

/** Reads a YAML text's first document; an empty text is null. */
export function parseYaml(text: string): YamlValue {
  return parseYamlDocuments(text)[0] ?? { kind: 'null' };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
