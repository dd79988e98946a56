/** Kinds of values that carry something else inside their text: identifiers, base64, PEM and JSON. */
import type { StandardSchema } from './charm/value-parser.ts';
import type { Decoded, Field } from './field.ts';
import { decoded, lineField, refused } from './field.ts';
import { controlCharacterProblem, quoted } from './printable.ts';

const UUID = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** A UUID, with its hyphens or, as Keystone writes identifiers, without. Kept as written. */
export function uuid(): Field<string> {
  return lineField(
    'a UUID',
    (text) => (UUID.test(text) ? text : undefined),
    (value) => value,
  );
}

const PEM_BLOCK = /^-----BEGIN ([A-Z0-9 ]+)-----\r?\n(?:[A-Za-z0-9+/=:,\- \t]*\r?\n)+-----END \1-----(?:\r?\n|$)/;

/** The labels of the PEM blocks that the text consists of, or null when it holds anything else. */
function pemLabels(text: string): readonly string[] | null {
  const labels: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const match = PEM_BLOCK.exec(rest);
    if (match?.[1] === undefined) return null;
    labels.push(match[1]);
    rest = rest.slice(match[0].length).trimStart();
  }
  return labels.length === 0 ? null : labels;
}

export interface PemRule {
  /** What every block must be, such as `CERTIFICATE`; `PRIVATE KEY` also admits `RSA PRIVATE KEY` and the like. */
  readonly label?: string;
}

function pemProblem(text: string, rule: PemRule): string | null {
  const label = rule.label;
  const labels = pemLabels(text);
  const expected = label === undefined ? 'PEM' : `PEM of ${label}`;
  if (labels === null) return `expected ${expected}, got text that is not PEM`;
  if (label !== undefined && !labels.every((found) => found === label || found.endsWith(` ${label}`))) {
    return `expected ${expected}, got ${[...new Set(labels)].join(', ')}`;
  }
  return null;
}

/** PEM as it stands, over several lines. The text is never repeated in a problem: it may be a private key. */
export function pem(rule: PemRule = {}): Field<string> {
  return {
    ...(rule.label?.endsWith('PRIVATE KEY') ? { secret: true } : {}),
    decode: (text) => {
      const problem = pemProblem(text, rule);
      return problem === null ? decoded(text) : refused(problem);
    },
    encode: (value) => value,
  };
}

export interface Base64Rule {
  /** The content must be PEM (of this label); otherwise it must be one printable line. */
  readonly pem?: true | string;
}

/** Text in base64, as OpenStack charms send certificates. Reads as the decoded text. */
export function base64(rule: Base64Rule = {}): Field<string> {
  return {
    decode: (text) => {
      const packed = text.replace(/\s+/g, '');
      if (packed === '' || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) {
        return refused('expected base64, got text that is not');
      }
      const bytes = Buffer.from(packed, 'base64');
      const content = bytes.toString('utf8');
      if (Buffer.compare(Buffer.from(content, 'utf8'), bytes) !== 0) return refused('expected base64 of UTF-8 text');
      const problem =
        rule.pem === undefined
          ? controlCharacterProblem(content)
          : pemProblem(content, rule.pem === true ? {} : { label: rule.pem });
      return problem === null ? decoded(content) : refused(`decoded from base64: ${problem}`);
    },
    encode: (value) => Buffer.from(value, 'utf8').toString('base64'),
  };
}

interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

function issueText(issue: StandardIssue): string {
  const path = (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [key, ...textsIn(part)]);
}

export interface JsonRule {
  /** Let strings inside hold line breaks and tabs, as a PEM certificate does. Off by default: see printable.ts. */
  readonly multiline?: boolean;
  readonly secret?: boolean;
}

/** A JSON document, checked by a schema (valibot or any other Standard Schema that answers at once). */
export function json<T>(schema: StandardSchema<T>, rule: JsonRule = {}): Field<T> {
  const check = (value: unknown): Decoded<T> => {
    for (const part of textsIn(value)) {
      const problem = controlCharacterProblem(rule.multiline === true ? part.replace(/[\r\n\t]/g, ' ') : part);
      if (problem !== null) return refused(problem);
    }
    const result = schema['~standard'].validate(value);
    if (result instanceof Promise)
      throw new TypeError('cannot use a schema that answers later: a field is read at once');
    if (result.issues === undefined) return decoded(result.value);
    // A schema's own messages repeat the value that they refuse.
    if (rule.secret === true) return refused('expected another shape of JSON');
    return refused(result.issues.map(issueText).join('; '));
  };
  return {
    ...(rule.secret === undefined ? {} : { secret: rule.secret }),
    decode: (text) => {
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return refused(rule.secret === true ? 'expected JSON' : `expected JSON, got ${quoted(text)}`);
      }
      return check(value);
    },
    decodeValue: check,
    encode: (value) => JSON.stringify(value),
  };
}
