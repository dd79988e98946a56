/** What depends on the version of Juju that is played. */
import { expect, it } from 'vitest';
import { JujuVersion } from '../../../../src/emulator/model/index.ts';

it.each([
  {
    text: '2.9',
    full: '2.9.51',
    secrets: false,
    leader: true,
    model: false,
    abstract: true,
    tool: 'jujud',
    run: false,
  },
  { text: '3.6', full: '3.6.8', secrets: true, leader: true, model: true, abstract: true, tool: 'jujud', run: true },
  { text: '3.4.1', full: '3.4.1', secrets: true, leader: true, model: false, abstract: true, tool: 'jujud', run: true },
  { text: '4.0', full: '4.0.0', secrets: true, leader: false, model: true, abstract: false, tool: 'jujuc', run: true },
])('plays $text', ({ text, full, secrets, leader, model, abstract, tool, run }) => {
  const version = new JujuVersion(text);
  expect(version.text).toBe(full);
  expect(version.hasSecrets).toBe(secrets);
  expect(version.hasLeaderSettings).toBe(leader);
  expect(version.hasRelationModelGet).toBe(model);
  expect(version.hasAbstractSocket).toBe(abstract);
  expect(version.toolBinary).toBe(tool);
  expect(version.runMeansAction).toBe(run);
});

it.each(['', 'three', '3', '3.6.x'])('refuses %j', (text) => {
  expect(() => new JujuVersion(text)).toThrow(`cannot play Juju "${text}": not a version`);
});
