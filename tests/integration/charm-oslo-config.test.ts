/** Our writer judged by the real oslo.config: thousands of hostile values in one file, read by Python. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeOsloConfig } from '../../src/charm/render/oslo-config.ts';
import { osloValue, readOsloConfig } from '../../src/charm/render/oslo-reader.ts';
import { textProblem } from '../../src/charm/render/oslo-text.ts';
import { run } from '../../src/system/process.ts';

/** Prints, as JSON, what oslo.config makes of options o0..oN of [DEFAULT]; an unreadable one becomes null. */
const readWithPython = `
import json, sys
from oslo_config import cfg
conf = cfg.ConfigOpts()
count = int(sys.argv[2])
conf.register_opts([cfg.StrOpt('o%d' % number) for number in range(count)])
conf(args=[], default_config_files=[sys.argv[1]])
def value(number):
    try:
        return conf['o%d' % number]
    except cfg.NoSuchOptError:
        return None
    except cfg.TemplateSubstitutionError:
        return None
print(json.dumps([value(number) for number in range(count)]))
`;

const hostileText = fc.string({
  unit: fc.constantFrom(...'$\\"\'#;=:[]%{}, \tab_\n\u00a0\u2028\u3000\ufeffé'),
  maxLength: 12,
});

describe('the real oslo.config', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'astara-oslo-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function readBack(text: string, count: number): unknown {
    const path = join(folder, 'astara.conf');
    writeFileSync(path, text);
    return JSON.parse(run('/usr/bin/python3', ['-c', readWithPython, path, String(count)], { timeoutMs: 60_000 }));
  }

  it('reads every value that the writer accepts exactly as it was meant', () => {
    const texts = fc.sample(fc.oneof(hostileText, fc.string({ unit: 'grapheme' })), { numRuns: 4000, seed: 7 });
    const values = texts.filter((text) => textProblem(text) === null);
    expect(values.length).toBeGreaterThan(2000);
    const options = values.map((value, index) => ({ name: `o${index}`, value }));
    expect(readBack(writeOsloConfig([{ name: 'DEFAULT', options }]), values.length)).toEqual(values);
  });

  it('reads files of any shape as our reader does', () => {
    const raw = fc.sample(fc.string({ unit: fc.constantFrom(...'$\\"\'#;=:[]%{}, \tab_'), maxLength: 10 }), {
      numRuns: 1500,
      seed: 11,
    });
    const text = `[DEFAULT]\n${raw.map((value, index) => `o${index} = ${value}`).join('\n')}\n`;
    const file = readOsloConfig(text);
    const ours = raw.map((_, index) => {
      try {
        return osloValue(file, 'DEFAULT', `o${index}`) ?? null;
      } catch {
        return null;
      }
    });
    expect(readBack(text, raw.length)).toEqual(ours);
  });
});
