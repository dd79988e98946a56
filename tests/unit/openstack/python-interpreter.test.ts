import { describe, expect, it } from 'vitest';
import { chooseInterpreter, toolPins } from '../../../src/openstack/python-interpreter.ts';
import { FakeHost } from '../../fakes/fake-host.ts';

const program = 'import sys; sys.stdout.write("%d.%d" % sys.version_info[:2])';
const notStarted = { exitCode: null };
const wanted = { named: null, candidates: ['python2.7'], project: 'astara' };

describe('the interpreter', () => {
  it('is the first candidate that is there', () => {
    const host = new FakeHost();
    host.announce(`python2.7 -c ${program}`, notStarted).announce(`python2 -c ${program}`, { stdout: '2.7' });

    expect(chooseInterpreter(host, { ...wanted, candidates: ['python2.7', 'python2'] })).toEqual({
      kind: 'found',
      interpreter: { command: 'python2', version: '2.7' },
    });
  });

  it('is the one the operator names, whatever its version', () => {
    const host = new FakeHost().announce(`python3.12 -c ${program}`, { stdout: '3.12' });

    expect(chooseInterpreter(host, { ...wanted, named: 'python3.12' })).toMatchObject({
      interpreter: { version: '3.12' },
    });
  });

  it('named but not there blocks by its name', () => {
    const host = new FakeHost().announce(`python9 -c ${program}`, notStarted);

    expect(chooseInterpreter(host, { ...wanted, named: 'python9' })).toEqual({
      kind: 'blocked',
      reason: 'openstack-origin-git: there is no interpreter "python9" on this host',
    });
  });

  it('missing blocks and names the cure', () => {
    const host = new FakeHost().announce(`python2.7 -c ${program}`, { exitCode: 127, stderr: 'pyenv: not found' });

    expect(chooseInterpreter(host, wanted)).toMatchObject({
      kind: 'blocked',
      reason: expect.stringMatching(/astara needs python2\.7.*key python/),
    });
  });

  it('of version 2 needs the last tools that knew it', () => {
    expect(toolPins('2.7')).toEqual({
      pip: 'pip<=20.3.4',
      setuptools: 'setuptools<=44.1.1',
      virtualenv: 'virtualenv<20.22',
    });
    expect(toolPins('3.12').pip).toBe('pip');
  });
});
