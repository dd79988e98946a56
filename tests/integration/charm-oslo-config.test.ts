/** Our writer judged by the real oslo.config: thousands of hostile values in one file, read by Python. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownOption } from '../../src/charm/astara/options.ts';
import { writeOsloConfig } from '../../src/charm/render/oslo-config.ts';
import { osloValue, readOsloConfig } from '../../src/charm/render/oslo-reader.ts';
import { textProblem } from '../../src/charm/render/oslo-text.ts';
import { run } from '../../src/system/process.ts';
import { Cloud, cloudRelations, zookeeper } from '../scenario/charm/cloud.ts';

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

/** Registers Astara's option table and prints, as JSON, every option of the file with the type it was read as. */
const readWithTable = `
import json, sys
from oslo_config import cfg
kinds = {'text': cfg.StrOpt, 'integer': cfg.IntOpt, 'boolean': cfg.BoolOpt, 'list': cfg.ListOpt, 'number': cfg.FloatOpt}
table = json.load(sys.stdin)
conf = cfg.ConfigOpts()
for option in table:
    group = None if option['section'] == 'DEFAULT' else option['section']
    conf.register_opt(kinds[option['kind']](option['name']), group=group)
conf(args=[], default_config_files=[sys.argv[1]])
def read(option):
    return conf[option['name']] if option['section'] == 'DEFAULT' else conf[option['section']][option['name']]
print(json.dumps([read(option) for option in table]))
`;

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

  it("reads the whole file of a unit as meant, with Astara's option table", async () => {
    const cloud = new Cloud({ relations: [...Object.values(cloudRelations()), zookeeper()] });
    await cloud.configChanged({
      'metadata-shared-secret': 'pa$$ #w"ord;',
      'enabled-drivers': 'router,loadbalancer',
      'boot-timeout': 900,
      'config-flags': 'hotplug_timeout=30,log_format=%(message)s $x',
    });
    const text = cloud.machine.conf();
    const written = [...readOsloConfig(text)].flatMap(([section, options]) =>
      [...options.keys()].map((name) => ({ section: section === 'agent' ? 'AGENT' : section, name })),
    );
    const table = written.map(({ section, name }) => {
      const option = knownOption(section, name);
      if (option === null) throw new Error(`the charm writes [${section}] ${name}, which Astara does not know`);
      return { section, name, kind: option.kind };
    });
    const path = join(folder, 'whole.conf');
    writeFileSync(path, text);
    const read: unknown[] = JSON.parse(
      run('/usr/bin/python3', ['-c', readWithTable, path], { input: JSON.stringify(table), timeoutMs: 60_000 }),
    );
    const values = Object.fromEntries(table.map((option, index) => [`${option.section}.${option.name}`, read[index]]));
    expect(values).toMatchObject({
      'DEFAULT.host': 'node1',
      'DEFAULT.neutron_metadata_proxy_shared_secret': 'pa$$ #w"ord;',
      'DEFAULT.enabled_drivers': ['router', 'loadbalancer'],
      'DEFAULT.boot_timeout': 900,
      'DEFAULT.hotplug_timeout': 30,
      'DEFAULT.log_format': '%(message)s $x',
      'DEFAULT.debug': false,
      'coordination.enabled': true,
      'coordination.url': 'kazoo://10.0.0.60:2181,10.0.0.61:2181,10.0.0.62:2181?timeout=10',
      'keystone_authtoken.auth_plugin': 'password',
      'database.connection': 'mysql+pymysql://astara:mysql-secret@10.0.0.40/astara',
      'loadbalancer.instance_flavor': '66666666-6666-4666-8666-666666666666',
    });
    expect(Object.values(values)).not.toContain(null);
  });
});
