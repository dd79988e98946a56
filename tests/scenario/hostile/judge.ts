/** What must be true of whatever a hook works out, whoever has said what. Throws with the reason when it is not. */
import { osloValue, readOsloConfig } from '../../../src/charm/render/oslo-reader.ts';
import { mark } from './grammar.ts';
import { type Said, templates, type Worked } from './pipeline.ts';

class Verdict extends Error {}

export function must(condition: boolean, message: string): void {
  if (!condition) throw new Verdict(message);
}

/** Options by section as the template has them: the only ones there may be, but for the operator's flags. */
function templateOptions(): ReadonlyMap<string, ReadonlySet<string>> {
  const options = new Map<string, Set<string>>();
  let section = '';
  for (const line of templates('astara.conf').split('\n')) {
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) section = header === 'DEFAULT' ? header : header.toLowerCase();
    const name = /^\{([A-Za-z_]+)\}$/.exec(line)?.[1];
    if (name === undefined) continue;
    options.set(section, (options.get(section) ?? new Set()).add(name));
  }
  return options;
}

export const allowed = templateOptions();
/** No control character, no other line, no marks that turn a line around. */
export const oneLine = /^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/;

function judgeConf(worked: Worked): void {
  if (worked.conf === null) return;
  const file = readOsloConfig(worked.conf.text);
  const flags = worked.facts.config.flags;
  const wanted = new Map<string, string>();
  for (const section of worked.conf.sections) {
    for (const { name, value } of section.options) {
      const text =
        typeof value === 'boolean'
          ? value
            ? 'True'
            : 'False'
          : Array.isArray(value)
            ? value.join(',')
            : String(value);
      wanted.set(`${section.name === 'DEFAULT' ? section.name : section.name.toLowerCase()} ${name}`, text);
    }
  }
  for (const [section, options] of file) {
    for (const [name, values] of options) {
      const known = allowed.get(section)?.has(name) === true || (section === 'DEFAULT' && flags.has(name));
      must(known, `astara.conf has an option that nobody wanted: [${section}] ${name}`);
      must(values.length === 1, `astara.conf has [${section}] ${name} twice`);
      const key = `${section} ${name}`;
      must(osloValue(file, section, name) === wanted.get(key), `[${section}] ${name} is not what was meant`);
      wanted.delete(key);
    }
  }
  must(wanted.size === 0, `astara.conf lacks ${[...wanted.keys()].join(', ')}`);
  must(!/[\u0000-\u0008\u000b-\u001f\u007f]/.test(worked.conf.text), 'astara.conf holds a control character');
}

/** The texts that hooks show, or hand to programs, must not hold a secret. */
function judgeSecrets(worked: Worked, said: Said): void {
  const shown = [
    worked.status,
    ...worked.requests.problems,
    ...worked.plan.notes,
    ...worked.endpoints,
    ...worked.host.lines(),
  ].join('\n');
  const open = [...worked.files, ...[...worked.host.contents].map(([path, file]) => ({ path, ...file }))].filter(
    (file) => (file.mode & 0o004) !== 0,
  );
  const secrets = Object.values(said.bags).flatMap((bag) =>
    Object.entries(bag).flatMap(([key, value]) => (/password|secret/.test(key) && value.includes(mark) ? [value] : [])),
  );
  if (secrets.length === 0) return;
  must(!shown.includes(mark), `a secret is shown: ${JSON.stringify(shown).slice(0, 400)}`);
  for (const file of open)
    must(!(file.content ?? '').includes(mark), `a secret is in ${file.path}, which all can read`);
}

export function judge(worked: Worked, said: Said): void {
  judgeConf(worked);
  judgeSecrets(worked, said);
  for (const text of [worked.status, ...worked.requests.problems, ...worked.plan.notes, ...worked.endpoints]) {
    must(oneLine.test(text), `not one printable line: ${JSON.stringify(text).slice(0, 300)}`);
  }
  for (const { bag, endpoint } of worked.requests.requests) {
    for (const [key, value] of Object.entries(bag)) {
      must(!value.includes('\0'), `a NUL is published on ${endpoint}: ${key}`);
      if (key !== 'monitors') must(oneLine.test(value), `${endpoint}: ${key} is not one line`);
    }
  }
  for (const pem of worked.authorities.values()) {
    must(
      /^(\s*-----BEGIN CERTIFICATE-----\r?\n[A-Za-z0-9+/=:,\-\s]*-----END CERTIFICATE-----\s*)+$/.test(pem),
      'an authority is not PEM',
    );
  }
  for (const file of worked.files) {
    if (file.path.endsWith('.pub')) must(/^[^\n]*\n$/.test(file.content ?? ''), 'the public key is not one line');
  }
  for (const [path, file] of worked.host.contents) {
    if (!path.includes('nagios')) continue;
    must(/^\/[A-Za-z0-9_./-]+$/.test(path), `a path for Nagios is not plain: ${path}`);
    must(
      path.includes('/plugins/') || file.content.split('\n').length <= 10,
      `a file for Nagios has other lines: ${path}`,
    );
  }
}
