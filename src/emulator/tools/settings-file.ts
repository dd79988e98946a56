/** The YAML or JSON file of `--file`: a map of texts, read as go-yaml reads one into `map[string]string`. */
import { isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import { textOfBytes } from './bytes.ts';
import { ToolError } from './tool-error.ts';

const SHOWN = 7;

function shown(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

function describe(node: Node): string {
  if (isMap(node)) return '!!map';
  if (isSeq(node)) return '!!seq';
  if (!isScalar(node)) return '!!null';
  const { value } = node;
  const kind = typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float') : typeof value;
  const tag = kind === 'boolean' ? 'bool' : kind === 'string' ? 'str' : kind;
  return `!!${tag} \`${shown(node.source ?? String(value))}\``;
}

function mismatch(line: number, node: Node, wanted: string): Error {
  return new Error(`yaml: unmarshal errors:\n  line ${line}: cannot unmarshal ${describe(node)} into ${wanted}`);
}

/** A scalar's text as it stands in the file: `5` and `true` are texts here. */
function scalarText(node: Node | null, line: number): string {
  if (node === null) return '';
  if (!isScalar(node)) throw mismatch(line, node, 'string');
  const { value, source, tag } = node;
  if (value instanceof Uint8Array) return textOfBytes(value);
  if (tag === 'tag:yaml.org,2002:binary') return textOfBytes(Buffer.from(String(value), 'base64'));
  if (typeof value === 'string') return value;
  return value === null ? '' : (source ?? String(value));
}

/**
 * Reads the first document; none or an empty one is no settings at all.
 *
 * @param exitCode with which a tool ends when it cannot be read
 */
export function readSettingsFile(text: string, exitCode: 1 | 2 = 1): Map<string, string> {
  try {
    return readFirstDocument(text);
  } catch (error) {
    throw new ToolError(error instanceof Error ? error.message : String(error), exitCode);
  }
}

function readFirstDocument(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  const documents = parseAllDocuments(text, { version: '1.1', uniqueKeys: false });
  const document = Array.isArray(documents) ? documents[0] : undefined;
  if (document === undefined) return settings;
  const [problem] = document.errors;
  if (problem !== undefined) throw new Error(`yaml: ${problem.message.split('\n')[0] ?? ''}`);
  const root = document.contents;
  const lineOf = (node: Node): number => text.slice(0, node.range?.[0] ?? 0).split('\n').length;
  if (root === null || (isScalar(root) && root.value === null)) return settings;
  if (!isMap(root)) throw mismatch(lineOf(root), root, 'map[string]string');
  for (const { key, value } of root.items) {
    const keyNode = isNode(key) ? key : null;
    const valueNode = isNode(value) ? value : null;
    const resolved = isAlias(valueNode) ? (valueNode.resolve(document) ?? null) : valueNode;
    const line = keyNode === null ? 1 : lineOf(keyNode);
    settings.set(scalarText(keyNode, line), scalarText(resolved, resolved === null ? line : lineOf(resolved)));
  }
  return settings;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'toJSON' in value;
}
