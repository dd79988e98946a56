/** Juju's names for processors. */
const names: Readonly<Record<string, string>> = {
  x64: 'amd64',
  arm64: 'arm64',
  ppc64: 'ppc64el',
  s390x: 's390x',
  riscv64: 'riscv64',
};

/** Juju's word for this machine's processor. */
export const hostArchitecture = names[process.arch] ?? process.arch;
