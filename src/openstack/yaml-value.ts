/**
 * YAML that an operator wrote into an option. The parser is loaded when there is some: most hooks never need it.
 */
import type { Decoded } from '../ops/index.ts';

/** The value of a YAML text, or what is wrong with it and where. Aliases are refused: they can grow without bound. */
export async function parseYamlValue(text: string): Promise<Decoded<unknown>> {
  const yaml = await import('yaml');
  const document = yaml.parseDocument(text, { prettyErrors: false, version: '1.1', logLevel: 'error' });
  const error = document.errors[0];
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length;
    return { ok: false, problem: `line ${line} is not YAML: ${error.code.toLowerCase().replaceAll('_', ' ')}` };
  }
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 0 }) };
  } catch {
    return { ok: false, problem: 'aliases are not allowed' };
  }
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
