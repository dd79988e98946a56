/** What a charm gets from its base: names from its files, and itself from a class or a function. */
import { expect, it } from 'vitest';
import { CharmBase, type Framework } from '../../../../src/ops/index.ts';
import { hookEnvironment, runHook } from '../scripted-tools.ts';

it('names events by property and by endpoint, storage and action', async () => {
  const run = await runHook(class extends CharmBase {}, hookEnvironment('install'));
  const on = run.charm?.on;
  expect(on?.['webSiteRelationChanged']).toBe(on?.relation('web-site').changed);
  expect(on?.['dbRelationBroken']).toBe(on?.relation('db').broken);
  expect(on?.['myDataStorageAttached']).toBe(on?.storage('my-data').attached);
  expect(on?.['doItAction']).toBe(on?.action('do-it'));
  expect(() => on?.relation('nosuch')).toThrow(/db, queue, web-site, cluster/);
  expect([...(on?.events().keys() ?? [])]).toContain('web_site_relation_changed');
});

it('refuses two endpoints whose events have one name', async () => {
  const metadata = { name: 'c', requires: { 'a-b': 'x', a_b: 'y' } };
  const run = await runHook(class extends CharmBase {}, hookEnvironment('install'), { files: { metadata } });
  expect(run.error).toMatchObject({ code: 'framework' });
});

it('is made by a function as well as by its class', async () => {
  class Given extends CharmBase {
    readonly given: string;

    constructor(framework: Framework, given: string) {
      super(framework);
      this.given = given;
    }
  }
  const run = await runHook((framework: Framework) => new Given(framework, 'a host'), hookEnvironment('install'));
  expect(run.charm?.given).toBe('a host');
  expect([run.charm?.meta.name, run.charm?.charmDir, run.charm?.app.name]).toEqual(['c', '/charm', 'c']);
});
