/** `assumes` of metadata.yaml: what the charm needs of the model, and whether a model has it. */

import type { JsonValue } from '../model/json.ts';
import { goQuote } from '../tools/go-text.ts';
import { CharmError } from './charm-error.ts';
import { isJsonObject } from './json-object.ts';
import { compareVersions } from './version.ts';
import { toJson, type YamlValue } from './yaml-value.ts';

interface Feature {
  readonly kind: 'feature';
  readonly name: string;
  readonly comparison?: '>=' | '<';
  readonly version?: string;
}
interface AllOf {
  readonly kind: 'all-of';
  readonly of: readonly Expression[];
}
interface AnyOf {
  readonly kind: 'any-of';
  readonly of: readonly Expression[];
}
type Expression = Feature | AllOf | AnyOf;

const feature = /^([a-z][a-z0-9-]*?[a-z0-9]+)$/;
const versioned = /^([a-z][a-z0-9-]*?[a-z0-9]+)\s*(>=|<)\s*([0-9.]+[a-zA-Z0-9.-]*)$/;

function invalid(message: string): never {
  throw new CharmError('invalid-charm', message);
}

/** Checks the block and returns it as it stands, which is what the model keeps. */
export function readAssumes(value: YamlValue): readonly JsonValue[] {
  if (value.kind !== 'list') return invalid('malformed "assumes" block; expected an expression list');
  const block = value.items.map(toJson);
  parseList(block, 'top level "assumes" block');
  return block;
}

function parseList(items: readonly JsonValue[], where: string): readonly Expression[] {
  return items.map((item, index) => {
    const problem = (text: string): never => invalid(`parsing expression ${index + 1} in ${where}: ${text}`);
    if (typeof item === 'string') return parseFeature(item, problem);
    const [kind, of] = (isJsonObject(item) ? Object.entries(item) : [])[0] ?? [];
    if (!isJsonObject(item) || Object.keys(item).length !== 1 || (kind !== 'any-of' && kind !== 'all-of'))
      return problem('expected a feature, "any-of" or "all-of" expression');
    if (!Array.isArray(of)) return problem(`malformed ${goQuote(kind)} expression; expected an expression list`);
    return { kind, of: parseList(of, `${goQuote(kind)} expression`) };
  });
}

function parseFeature(text: string, problem: (text: string) => never): Feature {
  const trimmed = text.trim();
  const plain = feature.exec(trimmed);
  if (plain?.[1] !== undefined) return { kind: 'feature', name: plain[1] };
  const [, name, comparison, version] = versioned.exec(trimmed) ?? [];
  if (name === undefined || version === undefined || (comparison !== '>=' && comparison !== '<'))
    return problem(`malformed feature expression ${goQuote(text)}`);
  const parts = version.split('.');
  while (parts.length < 3 && parts.every((part) => /^\d+$/.test(part))) parts.push('0');
  return { kind: 'feature', name, comparison, version: parts.join('.') };
}

/** Features a model offers, by name; the version is null for features that have none. */
export type ModelFeatures = Readonly<Record<string, string | null>>;

/** Null when the model has what the charm assumes; else Juju's many-lined refusal. */
export function unmetAssumptions(assumes: readonly JsonValue[], features: ModelFeatures): string | null {
  const all: Expression = { kind: 'all-of', of: parseList(assumes, 'top level "assumes" block') };
  if (isMet(all, features)) return null;
  const lines = describe(all, features, 1);
  return `Charm feature requirements cannot be met:\n${lines.join('\n')}`;
}

function isMet(expression: Expression, features: ModelFeatures): boolean {
  if (expression.kind === 'any-of') return expression.of.some((each) => isMet(each, features));
  if (expression.kind === 'all-of') return expression.of.every((each) => isMet(each, features));
  const offered = features[expression.name];
  if (offered === undefined) return false;
  if (expression.version === undefined || offered === null) return true;
  const order = compareVersions(offered, expression.version);
  return expression.comparison === '<' ? order < 0 : order >= 0;
}

function describe(expression: Expression, features: ModelFeatures, depth: number): readonly string[] {
  const indent = '  '.repeat(depth);
  if (expression.kind === 'feature') {
    const wanted = expression.version === undefined ? '' : ` (version ${expression.comparison} ${expression.version})`;
    const offered = features[expression.name];
    const have =
      offered === undefined || offered === null
        ? 'but model does not support it'
        : `but model currently supports version ${offered}`;
    return [`${indent}- charm requires feature ${goQuote(expression.name)}${wanted} ${have}`];
  }
  const unmet = expression.of.filter((each) => !isMet(each, features));
  const words = expression.kind === 'all-of' ? 'all of the following' : 'at least one of the following';
  return [`${indent}- charm requires ${words}:`, ...unmet.flatMap((each) => describe(each, features, depth + 1))];
}
