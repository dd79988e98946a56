/** Templates: order and comments are theirs, values are ours, and neither can smuggle anything into the other. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillOsloTemplate, fillTemplate, TemplateError } from '../../../../src/charm/render/template.ts';

const template = [
  '# Head.',
  '',
  '[DEFAULT]',
  '# One.',
  '{one}',
  '',
  '# Two.',
  '{two}',
  '{three}',
  '',
  '{config-flags}',
  '',
  '[other]',
  '{one}',
  '',
].join('\n');

describe('fillOsloTemplate', () => {
  it('leaves out what has no value, with its comment and its section', () => {
    const text = fillOsloTemplate(template, [{ name: 'DEFAULT', options: [{ name: 'one', value: 1 }] }]);
    expect(text).toBe('# Head.\n\n[DEFAULT]\n# One.\none = 1\n');
  });

  it('gives the same bytes for the same values in any order', () => {
    const options = ['one', 'two', 'three'].map((name) => ({ name, value: name }));
    const sections = [
      { name: 'DEFAULT', options },
      { name: 'other', options: options.slice(0, 1) },
    ];
    const reversed = [...sections]
      .reverse()
      .map((section) => ({ ...section, options: [...section.options].reverse() }));
    expect(fillOsloTemplate(template, reversed)).toBe(fillOsloTemplate(template, sections));
  });

  it('puts flags where they belong, in place of an option of the same name', () => {
    const sections = [
      {
        name: 'DEFAULT',
        options: [
          { name: 'one', value: 1 },
          { name: 'two', value: 2 },
        ],
      },
    ];
    const text = fillOsloTemplate(template, sections, [
      { name: 'two', value: '22' },
      { name: 'extra', value: 'x' },
    ]);
    expect(text).toBe('# Head.\n\n[DEFAULT]\n# One.\none = 1\n\ntwo = 22\nextra = x\n');
  });

  it('refuses an option that it has no place for', () => {
    const sections = [{ name: 'other', options: [{ name: 'two', value: 2 }] }];
    expect(() => fillOsloTemplate(template, sections)).toThrow(TemplateError);
  });

  it('keeps the section of an option that is not in the first paragraph', () => {
    const sections = [{ name: 'DEFAULT', options: [{ name: 'two', value: 2 }] }];
    expect(fillOsloTemplate(template, sections)).toContain('[DEFAULT]');
  });
});

describe('fillTemplate', () => {
  it('fills words and refuses what could start a line of its own', () => {
    expect(fillTemplate('Exec={bin}/x\n', { bin: '/usr/bin' })).toBe('Exec=/usr/bin/x\n');
    expect(() => fillTemplate('Exec={bin}\n', { bin: 'x\nUser=root' })).toThrow(TemplateError);
    expect(() => fillTemplate('Exec={bin}\n', {})).toThrow(TemplateError);
  });

  it('is given every word that our own templates hold', () => {
    const root = new URL('../../../../templates/', import.meta.url);
    const words = (name: string): string[] =>
      [...readFileSync(new URL(name, root), 'utf8').matchAll(/\{([a-z-]+)\}/g)].map((found) => found[1] ?? '');
    expect(words('astara-orchestrator.service')).toEqual(['bin', 'stop-seconds', 'restart-seconds']);
    expect(words('environment')).toEqual(['authorities', 'authorities']);
    expect(words('sudoers')).toEqual(['rootwrap']);
  });
});
