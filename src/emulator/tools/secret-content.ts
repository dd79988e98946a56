/** The content of a secret as secret-add and secret-set are given it: keys checked, values in base64. */
import { bytesOfText, textOfBytes } from './bytes.ts';
import { goQuote } from './go-text.ts';
import { readSettingsFile } from './settings-file.ts';
import { UsageError } from './tool-error.ts';

const KEY = /^([a-z](?:-?[a-z0-9]){2,})$/;
const BASE64 = '#base64';
const FILE = '#file';
const mostBytes = 1_000_000;

/** Puts a value into base64 unless its key says that it is so already. */
function encode(key: string, value: Buffer): readonly [string, string] {
  const isEncoded = key.endsWith(BASE64);
  const name = isEncoded ? key.slice(0, -BASE64.length) : key;
  if (!KEY.test(name)) throw new UsageError(`key ${goQuote(name)} not valid`);
  return [name, isEncoded ? value.toString('utf8') : value.toString('base64')];
}

/** Where the files are that a command line names. */
export interface ContentFiles {
  read(path: string, exitCode: 1 | 2): Buffer;
}

function readArgument(argument: string, files: ContentFiles): readonly [string, string] {
  // Padding at the end is no sign that parts a key from its value.
  const equals = argument.replace(/=+$/, '').indexOf('=');
  if (equals < 1) throw new UsageError(`key value ${goQuote(argument)} not valid`);
  const key = argument.slice(0, equals);
  const value = argument.slice(equals + 1);
  if (!key.endsWith(FILE)) return encode(key, bytesOfText(value));
  return encode(key.slice(0, -FILE.length), files.read(value, 2));
}

/** @param file a YAML file whose entries go over those of the arguments; empty for none */
export function readSecretContent(files: ContentFiles, args: readonly string[], file: string): Record<string, string> {
  const content = new Map(args.map((argument) => readArgument(argument, files)));
  if (file !== '') {
    for (const [key, value] of readSettingsFile(textOfBytes(files.read(file, 2)), 2)) {
      const [name, encoded] = encode(key, bytesOfText(value));
      content.set(name, encoded);
    }
  }
  const size = [...content.values()].reduce((sum, value) => sum + value.length, 0);
  if (size > mostBytes) throw new UsageError(`secret content too large: ${size} bytes`);
  return Object.fromEntries(content);
}
