/**
 * How a program gets into a machine: a short perl program (perl is on every Debian and Ubuntu) joins the machine's
 * namespaces, enters the cgroup of hooks, gives up what the machine must not have, and becomes the program. nsenter with
 * the shell, setpriv and env that it would need around it starts four programs more for every hook.
 */
import { MachineError } from './machine.ts';

/** Numbers of the system calls setns and prctl; clone3 is 435 everywhere. */
const systemCalls: Readonly<Record<string, readonly [number, number]>> = {
  x64: [308, 157],
  arm64: [268, 167],
};

/**
 * Capabilities that a machine's processes do without, since they reach the host's kernel: CAP_SYS_MODULE, CAP_SYS_RAWIO
 * and CAP_SYS_TIME. A container on LXD has not got them either.
 */
const lostCapabilities = { names: '-sys_module,-sys_rawio,-sys_time', numbers: '16,17,25' } as const;

/** Argument for setpriv that takes the same away from systemd. */
export const boundingSet = `--bounding-set=${lostCapabilities.names}`;

// The parent waits outside the cgroup and ends as the child did. So all children can be killed without it: were it killed
// too, they would fall to the host's first process, and the machine's PID namespace could not end before that one cares
// for them. The child is born in its cgroup, by clone3: to move there afterwards would cost it ten milliseconds of waiting
// in the kernel. The cgroup namespace is joined last, by the child alone, since from inside it could not be born there.
// An emulator that dies before the child is born takes the parent with it: nobody would know of a child born after that.
const script = `
my ($setns, $prctl, $owner, $pid, $inside, $folder, $count) = splice @ARGV, 0, 7;
my @variables = splice @ARGV, 0, $count;
syscall($prctl, 1, 9, 0, 0, 0);
getppid() == $owner or exit 125;
sub fail { my $why = $!; syswrite STDERR, "cannot enter the machine: $_[0]: $why\\n"; exit 125 }
sub join_namespace { syscall($setns, fileno $_[0], 0) == 0 or fail("namespace") }
open my $cgroup, "<", $inside or fail($inside);
my @spaces = map { open my $file, "<", "/proc/$pid/ns/$_" or fail($_); $file } qw(cgroup ipc uts net pid mnt);
my $last = shift @spaces;
open my $members, ">", "$inside/cgroup.procs" or fail($inside);
join_namespace($_) for @spaces;
my $plan = pack "Q11", 1 << 33, 0, 0, 0, 17, 0, 0, 0, 0, 0, fileno $cgroup;
my $child = syscall 435, $plan, length $plan;
if ($child < 0) {
  $child = fork;
  defined $child or fail("fork");
  $child or defined syswrite $members, "0" or fail("cgroup");
}
if ($child == 0) {
  join_namespace($last);
  chdir $folder or fail($folder);
  syscall($prctl, 24, $_, 0, 0, 0) for ${lostCapabilities.numbers};
  %ENV = map { split /=/, $_, 2 } @variables;
  exec { $ARGV[0] } @ARGV;
  my $why = $!;
  syswrite STDERR, "cannot run $ARGV[0]: $why\\n";
  exit 127;
}
syscall($prctl, 1, 0, 0, 0, 0);
$SIG{INT} = $SIG{QUIT} = "IGNORE";
waitpid $child, 0;
my $signal = $? & 127;
if ($signal) {
  $SIG{INT} = $SIG{QUIT} = "DEFAULT";
  kill $signal, $$;
}
exit $? >> 8;
`;

export interface Entrance {
  /** The machine's first process, as the host numbers it. */
  readonly init: number;
  /** The cgroup of the machine's hooks. */
  readonly cgroup: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The command that, started on the host, runs `argv` in a machine. Exit codes 125 and 127 are its own failures. */
export function enterCommand(entrance: Entrance, argv: readonly string[]): [string, ...string[]] {
  const calls = systemCalls[process.arch];
  if (calls === undefined) {
    throw new MachineError(
      'machine-unavailable',
      `cannot enter a machine: no system calls are known for ${process.arch}`,
    );
  }
  const { init, cgroup, cwd, env } = entrance;
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const numbers = [...calls, process.pid, init].map(String);
  return ['/usr/bin/perl', '-e', script, '--', ...numbers, cgroup, cwd, `${variables.length}`, ...variables, ...argv];
}
