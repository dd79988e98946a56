/**
 * The program behind every hook tool's name on a unit's PATH, where `client.c` could not be compiled. Perl without a
 * single module starts in a tenth of Node's time, is part of every Debian and Ubuntu, and carries any byte.
 *
 * To the server: length and, parted by NUL, context id, working directory, tool and arguments.
 * From the server: `I` and a path whose content is asked for (`-` is standard input), answered with 0 and the content or
 * 1 and the reason; or `R`, exit code, and with their lengths standard output, standard error, and the path and content
 * of a file to write.
 */
export const clientScript = `#!/usr/bin/perl
# A hook tool: has the unit's agent run the command whose name this file was called by.
# Above __END__ is what nearly every call needs, and no more: to compile the rest takes longer than all that it does.
($id, $address, $network) = @ENV{'JUJU_CONTEXT_ID', 'JUJU_AGENT_SOCKET_ADDRESS', 'JUJU_AGENT_SOCKET_NETWORK'};
$cwd = readlink '/proc/self/cwd';
$path = substr $address, '@' eq substr $address, 0, 1;
$request = pack 'N/a*', join "\\0", $id, $cwd, substr($0, 1 + rindex $0, '/'), @ARGV;
if ($network ne '' && $id ne '' && $path ne '' && defined $cwd && length $path < 108
    && socket(S, 1, 1, 0) && connect(S, pack 'S a108', 1, $path)) {
    # 0x4000: an error in place of a signal when the server is gone.
    $sent = send(S, $request, 0x4000) || 0;
    if ($sent == length $request && sysread S, $in, 8192) {
        ($code, $out, $err, $file) = unpack 'x N4', $in;
        if (82 == ord $in && !$file && 21 + $out + $err == length $in) {
            print STDERR substr $in, 21 + $out if $err;
            print substr $in, 21, $out;
            exit $code;
        }
    }
}
eval join '', <DATA>;
die $@;
__END__
sub fail { print STDERR "ERROR $_[0]\\n"; exit 1 }
sub why { lcfirst "$!" }
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
    my ($data, $at) = @_;
    while ($at < length $data) {
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
unless (defined $sent) {
    for ('JUJU_CONTEXT_ID', 'JUJU_AGENT_SOCKET_ADDRESS', 'JUJU_AGENT_SOCKET_NETWORK') {
        fail("$_ not set") unless defined $ENV{$_} && $ENV{$_} ne '';
    }
    $cwd = $ENV{PWD} unless defined $cwd;
    $request = pack 'N/a*', join "\\0", $id, $cwd, $0 =~ m{([^/]*)$}, @ARGV;
    if (length $path > 107) { my ($folder, $name) = $path =~ m{^(.*)/([^/]*)$}; chdir $folder; $path = $name }
    socket S, 1, 1, 0 or fail("dial unix $address: socket: " . why());
    connect S, pack('S a108', 1, $path) or fail("dial unix $address: connect: " . why());
}
send_all($request, $sent);
while ('I' eq take(1)) { send_all(slurp(take(unpack 'N', take(4))), 0) }
($code, @lengths) = unpack 'N5', take(20);
($out, $err, $file, $content) = map { take($_) } @lengths;
if ($file ne '') {
    open F, '>', $file or fail("open $file: " . why());
    print F $content;
    close F or fail("write $file: " . why());
}
print STDERR $err if $err ne '';
print $out;
exit $code;
`;
