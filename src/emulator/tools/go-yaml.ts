/** A Go value as YAML. */
import { bytesOfText, holdsRawBytes } from './bytes.ts';
import { goFloat } from './go-number.ts';
import { GoStruct, GoTime, type GoValue, StringList } from './go-value.ts';
import { compareNaturally } from './natural-order.ts';
import { type NodePlace, YamlWriter } from './yaml-writer.ts';

const BINARY = '!!binary';
const BASE64_LINE = 70;

/** Base64 in lines of 70, each ended, when it is longer than one; Go's encoder counts an exact line as too long. */
function base64Lines(bytes: Buffer): string {
  const encoded = bytes.toString('base64');
  if (encoded.length < BASE64_LINE) return encoded;
  return encoded.replace(/.{1,70}/g, '$&\n');
}

function writeFloat(writer: YamlWriter, value: number): void {
  const text = goFloat(value);
  const special: Readonly<Record<string, string>> = { '+Inf': '.inf', '-Inf': '-.inf', NaN: '.nan' };
  writer.word(special[text] ?? text);
}

/** Text as it is written: bytes that are no UTF-8 go as base64 under a tag. */
function scalarOf(text: string): { readonly text: string; readonly tag: string | null } {
  if (!holdsRawBytes(text)) return { text, tag: null };
  return { text: base64Lines(bytesOfText(text)), tag: BINARY };
}

function writeMapping(writer: YamlWriter, entries: readonly (readonly [string, GoValue])[]): void {
  if (entries.length === 0) {
    writer.empty('{}');
    return;
  }
  const written = entries.map(([key, value]) => ({ ...scalarOf(key), value }));
  const tags = new Map(written.map(({ text, tag }) => [text, tag]));
  writer.mapping(
    written.map(({ text, value }) => [text, value] as const),
    (key) => tags.get(key) ?? null,
    (value) => writeNode(writer, value, 'value'),
  );
}

function writeNode(writer: YamlWriter, value: GoValue, place: NodePlace): void {
  if (value === null) writer.word('null');
  else if (typeof value === 'boolean' || typeof value === 'bigint') writer.word(String(value));
  else if (typeof value === 'number') writeFloat(writer, value);
  else if (typeof value === 'string') {
    const { text, tag } = scalarOf(value);
    writer.scalar(text, tag);
  } else if (value instanceof StringList) writeNode(writer, value.items ?? [], place);
  else if (value instanceof GoTime) writer.word(String(value));
  else if (value instanceof GoStruct) {
    const fields = value.fields.filter((field) => field.only !== 'json');
    writeMapping(
      writer,
      fields.map((field) => [field.name, field.value] as const),
    );
  } else if (isList(value)) {
    if (value.length === 0) writer.empty('[]');
    else writer.sequence(value, place, (item) => writeNode(writer, item, 'item'));
  } else {
    writeMapping(
      writer,
      Object.entries(value).sort(([a], [b]) => compareNaturally(a, b)),
    );
  }
}

function isList(value: GoValue): value is readonly GoValue[] {
  return Array.isArray(value);
}

/** The YAML of a value, ended as go-yaml ends it. */
export function goYaml(value: GoValue): string {
  const writer = new YamlWriter();
  writeNode(writer, value, 'root');
  return writer.finish();
}
