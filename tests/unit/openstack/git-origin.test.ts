import { describe, expect, it } from 'vitest';
import { checkoutName, parseGitOrigin } from '../../../src/openstack/git-origin.ts';

const project = { name: 'astara', repository: 'https://github.com/openstack-archive/astara.git' };

async function parse(text: string) {
  const origin = await parseGitOrigin(text, project);
  return origin.ok ? origin.value : origin.problem;
}

const repositories = `
repositories:
  - {name: requirements, repository: 'https://opendev.org/openstack/requirements', branch: newton-eol}
  - {name: neutron-lib, repository: 'https://opendev.org/openstack/neutron-lib.git', branch: '1.0', depth: 5}
  - {name: astara, repository: 'file:///srv/git/astara.git', branch: stable/newton}
`;

describe('openstack-origin-git', () => {
  it('empty means no git', async () => {
    expect(await parse(' \n')).toBeNull();
  });

  it.each([
    ['liberty', 'liberty', 'liberty-eol', 'liberty-eol'],
    ['mitaka', 'mitaka', 'mitaka-eol', 'mitaka-eol'],
    ['newton', 'newton', 'newton-eol', 'newton-eol'],
    ['master', 'ocata', 'master', 'ocata-eol'],
  ])(
    '%s alone stands for the repositories of that release, where they are today',
    async (word, release, core, reqs) => {
      expect(await parse(word)).toEqual({
        repositories: [
          {
            name: 'requirements',
            repository: 'https://opendev.org/openstack/requirements.git',
            branch: reqs,
            depth: 1,
          },
          { name: 'astara', repository: project.repository, branch: core, depth: 1 },
        ],
        release,
        directory: '/mnt/openstack-git',
        python: null,
        httpProxy: null,
        httpsProxy: null,
        useConstraints: true,
      });
    },
  );

  it('in YAML keeps the order', async () => {
    expect(await parse(repositories)).toMatchObject({
      repositories: [
        { name: 'requirements', depth: 1 },
        { name: 'neutron-lib', branch: '1.0', depth: 5 },
        { name: 'astara', repository: 'file:///srv/git/astara.git', branch: 'stable/newton' },
      ],
      release: null,
    });
  });

  it('takes its other keys', async () => {
    const text = `${repositories}
release: newton
directory: /srv/astara-git/
python: /root/.pyenv/versions/2.7.18/bin/python2.7
http_proxy: http://user:pw@proxy:3128
https_proxy: http://proxy:3128
use_constraints: "False"
`;

    expect(await parse(text)).toMatchObject({
      release: 'newton',
      directory: '/srv/astara-git',
      python: '/root/.pyenv/versions/2.7.18/bin/python2.7',
      httpProxy: 'http://user:pw@proxy:3128',
      httpsProxy: 'http://proxy:3128',
      useConstraints: false,
    });
  });

  const with2 = (first: string, last: string) => `repositories:\n  - {${first}}\n  - {${last}}\n`;
  const requirements = 'name: requirements, repository: "https://x/r", branch: b';
  const astara = 'name: astara, repository: "https://x/a", branch: b';

  it.each([
    ['release: newton', "openstack-origin-git key 'repositories' is missing"],
    [with2('repository: "https://x/r", branch: b', astara), "openstack-origin-git key 'name' is missing"],
    [with2('name: requirements, branch: b', astara), "openstack-origin-git key 'repository' is missing"],
    [with2('name: requirements, repository: "https://x/r"', astara), "openstack-origin-git key 'branch' is missing"],
    [with2(astara, requirements), 'requirements git repo must be specified first'],
    [with2(requirements, requirements.replace('requirements', 'neutron')), 'astara git repo must be specified last'],
    ['repositories: []', 'requirements git repo must be specified first'],
    [with2(requirements, astara.replace('/a"', '/r"')), 'two repositories would be checked out into r'],
    [
      with2(requirements, astara.replace('branch: b', 'branch: 7.0')),
      "key 'branch': expected text; put it into quotes",
    ],
    [with2(requirements, `${astara}, depth: 0`), "key 'depth': expected a whole number"],
    [
      with2(requirements, astara.replace('branch: b', 'branch: --upload-pack=x')),
      "key 'branch': expected a branch or tag",
    ],
    [with2(requirements, astara.replace('https://x/a', 'ext::sh -c id')), "key 'repository': expected a URL"],
    [with2(requirements, astara.replace('https://x/a', '--upload-pack=x')), "key 'repository': expected a URL"],
    [`${repositories}directory: ../../etc`, "key 'directory': expected an absolute path"],
    [`${repositories}directory: /srv/../etc`, "key 'directory': expected an absolute path"],
    [`${repositories}directory: /srv/./x`, "key 'directory': expected an absolute path"],
    [`${repositories}directory: /`, "key 'directory': expected an absolute path"],
    [`${repositories}python: ../python`, "key 'python': expected a Python interpreter"],
    [`${repositories}python: "python; id"`, "key 'python': expected a Python interpreter"],
    [`${repositories}http_proxy: nonsense`, "key 'http_proxy': expected a URL"],
    [`${repositories}use_constraints: perhaps`, "key 'use_constraints': expected true or false"],
    [`${repositories}release: trusty`, "key 'release': expected the name of an OpenStack release"],
    [`${repositories}branch: x`, 'openstack-origin-git key "branch" is not known'],
    ['kilo', 'expected liberty, mitaka, newton, master or a YAML mapping'],
    ['repositories: [', 'openstack-origin-git: line'],
  ])('refuses %j', async (text, problem) => {
    expect(await parse(text)).toContain(problem);
  });

  it('never repeats a URL that it refuses', async () => {
    expect(await parse(with2(requirements, astara.replace('https://x/a', 'ftp://u:topsecret@x/a')))).not.toContain(
      'topsecret',
    );
  });

  it('checks out into the last part of the URL, .git kept', () => {
    const named = (repository: string) => checkoutName({ name: 'n', repository, branch: 'b', depth: 1 });

    expect(named('https://opendev.org/openstack/requirements.git')).toBe('requirements.git');
    expect(named('https://opendev.org/openstack/requirements/')).toBe('requirements');
    expect(named('https://x/a?b=c')).toBe('n');
  });
});
