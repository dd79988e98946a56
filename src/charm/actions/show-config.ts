/** show-config: the file on disk and what it would become now, with secrets masked. */
import { paths } from '../astara/paths.ts';
import { relationFiles } from '../files.ts';
import { decide } from '../plan.ts';
import { readFacts } from '../reading.ts';
import { type OsloFile, readOsloConfig } from '../render/oslo-reader.ts';
import { withIdentity } from '../rivals.ts';
import type { AstaraAction } from './action-run.ts';

export const showConfig: AstaraAction<'show-config'> = async ({ event, run }) => {
  const { host, templates } = run.around;
  const now = host.files.read(paths.config) ?? '';
  const facts = await withIdentity(await readFacts(run.model, host, run.memory, run.reason), run.around);
  const plan = decide(facts);
  const next = relationFiles(facts, plan, templates).find((file) => file.path === paths.config)?.content ?? null;
  const changes = next === null ? [] : differences(readOsloConfig(now), readOsloConfig(next));
  event.setResults({
    config: maskedText(now),
    changes: changes.length === 0 ? 'none' : changes.join('\n'),
    ...(next === null ? { note: 'what the relations say is not complete, so the file stays as it is' } : {}),
  });
};

const secretName = /passw|secret|token|(?<!public)_key$|^connection$|^transport_url$|auth_url/;
const mask = '********';

/** A value fit for eyes: nothing of a password, and of a URL all but its credentials. */
export function maskedValue(name: string, value: string): string {
  const withoutLogin = value.replace(/(\/\/|,)[^/@\s,]*@/g, `$1${mask}@`);
  if (withoutLogin !== value) return withoutLogin;
  const isUrl = /^[a-z+]+:\/\//.test(value);
  return secretName.test(name) && !isUrl ? mask : value;
}

/** The file line by line, comments and all. */
export function maskedText(text: string): string {
  const lines: string[] = [];
  let hidden = false;
  for (const line of text.split('\n')) {
    const option = /^([A-Za-z_][A-Za-z0-9_.-]*) = ?(.*)$/.exec(line);
    if (option === null) {
      // The rest of a value over several lines belongs to what was masked.
      if (!(hidden && /^\s+\S/.test(line))) lines.push(line);
      continue;
    }
    const [, name = '', value = ''] = option;
    const shown = maskedValue(name, value);
    hidden = shown !== value;
    lines.push(`${name} = ${shown}`);
  }
  return lines.join('\n');
}

function differences(now: OsloFile, next: OsloFile): readonly string[] {
  const flat = (file: OsloFile): Map<string, string> =>
    new Map(
      [...file].flatMap(([section, options]) =>
        [...options].map(([name, values]) => [`[${section}] ${name}`, values.join(' ')]),
      ),
    );
  const [before, after] = [flat(now), flat(next)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((key) => {
    const [old, fresh] = [before.get(key), after.get(key)];
    if (old === fresh) return [];
    const name = key.slice(key.indexOf(' ') + 1);
    const show = (value: string | undefined): string => (value === undefined ? '(none)' : maskedValue(name, value));
    return [`${key}: ${show(old)} -> ${show(fresh)}${show(old) === show(fresh) ? ' (another secret)' : ''}`];
  });
}
