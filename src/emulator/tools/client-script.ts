/**
 * The program behind every hook tool's name on a unit's PATH. Perl without a single module starts in a tenth of Node's
 * time, is part of every Debian and Ubuntu, and carries any byte.
 *
 * To the server: length and, parted by NUL, context id, working directory, tool and arguments.
 * From the server: `I` and a path whose content is asked for (`-` is standard input), answered with 0 and the content or
 * 1 and the reason; or `R`, exit code, and with their lengths standard output, standard error, and the path and content
 * of a file to write.
 */
export const clientScript = `#!/usr/bin/perl
# A hook tool: has the unit's agent run the command whose name this file was called by.
sub fail { print STDERR "ERROR $_[0]\\n"; exit 1 }
sub wanted { my $v = $ENV{$_[0]}; defined $v && $v ne '' ? $v : fail("$_[0] not set") }
sub why { lcfirst "$!" }
our $in = '';
sub take {
    my $want = $_[0];
    while (length $in < $want) {
        my $n = sysread S, $in, 65536, length $in;
        next if !defined $n && $! == 4;
        fail('unexpected EOF') unless $n;
    }
    substr $in, 0, $want, '';
}
sub send_all {
    my ($data, $at) = ($_[0], 0);
    while ($at < length $data) {
        # 0x4000: an error in place of a signal when the server is gone.
        my $n = send S, $at ? substr($data, $at) : $data, 0x4000;
        next if !defined $n && $! == 4;
        fail('write unix ' . $address . ': write: ' . why()) unless defined $n;
        $at += $n;
    }
}
sub slurp {
    my ($path, $got) = ($_[0], '');
    if ($path eq '-') { *F = *STDIN } else { open F, '<', $path or return pack 'C N/a*', 1, why() }
    while (1) {
        my $n = sysread F, $got, 65536, length $got;
        next if !defined $n && $! == 4;
        return pack 'C N/a*', 1, why() if !defined $n && $path ne '-';
        last unless $n;
    }
    pack 'C N/a*', 0, $got;
}
my $id = wanted('JUJU_CONTEXT_ID');
our $address = wanted('JUJU_AGENT_SOCKET_ADDRESS');
wanted('JUJU_AGENT_SOCKET_NETWORK');
my $cwd = readlink '/proc/self/cwd';
$cwd = $ENV{PWD} unless defined $cwd;
my ($tool) = $0 =~ m{([^/]*)$};
my $path = $address;
$path =~ s/^@//;
if (length $path > 107) { my ($folder, $file) = $path =~ m{^(.*)/([^/]*)$}; chdir $folder; $path = $file }
socket S, 1, 1, 0 or fail("dial unix $address: socket: " . why());
connect S, pack('S a108', 1, $path) or fail("dial unix $address: connect: " . why());
send_all(pack 'N/a*', join "\\0", $id, $cwd, $tool, @ARGV);
while (1) {
    if (take(1) eq 'I') { send_all(slurp(take(unpack 'N', take(4)))); next }
    my ($code, @lengths) = unpack 'N5', take(20);
    my ($out, $err, $file, $content) = map { take($_) } @lengths;
    if ($file ne '') {
        open F, '>', $file or fail("open $file: " . why());
        print F $content;
        close F or fail("write $file: " . why());
    }
    print STDERR $err if $err ne '';
    print $out;
    exit $code;
}
`;
