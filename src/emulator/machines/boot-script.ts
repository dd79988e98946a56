/**
 * The script that becomes a machine's first process. It starts in fresh namespaces with the host's files still in view,
 * lays the machine's root file system over them, waits for the network, changes roots and turns into systemd.
 */
import { boundingSet } from './enter.ts';
import { agentPath } from './layout.ts';

/** Appears below the machine's root when it is up. */
export const readyFile = 'run/juju-machine-ready';

/** Slow, and about hardware or first boots: nothing a charm could notice. */
const maskedUnits = [
  'systemd-udevd.service',
  'systemd-udevd-control.socket',
  'systemd-udevd-kernel.socket',
  'systemd-udev-trigger.service',
  'systemd-hwdb-update.service',
  'systemd-journal-catalog-update.service',
  'ldconfig.service',
  'modprobe@.service',
  'dev-hugepages.mount',
  'sys-fs-fuse-connections.mount',
];

/**
 * Arguments: 1 the machine's folder, 2 its name, then further file systems of the host to lay out likewise (an overlay
 * does not look through mounts). The lines for `ip -batch` come on standard input after the word "go", which says
 * that eth0 is there. First output line: the process id on the host.
 *
 * - The host's enabled services are links in *.wants and rc?.d; a new machine has none, so that systemd starts none.
 *   What is enabled later, in the machine, is in multi-user.target.wants, which the machine's own target borrows.
 * - policy-rc.d and fstab are the host's business: the first would keep packages from starting their services.
 * - "volatile" saves apt and databases their syncs; after a power cut the machine would be lost, and is not worth more.
 */
export const bootScript = `set -eu
read -r pid rest </proc/self/stat
echo "$pid"
folder=$1 name=$2 root=$1/root
shift 2
lay() {
  rm -rf "$3"
  mkdir -p "$2" "$3"
  mount -t overlay juju-machine -o "lowerdir=$1,upperdir=$2,workdir=$3,volatile" "$4" 2>/dev/null ||
    mount -t overlay juju-machine -o "lowerdir=$1,upperdir=$2,workdir=$3" "$4"
}
mkdir -p "$root" "$folder/juju"
lay / "$folder/upper" "$folder/work" "$root"
for path; do lay "$path" "$folder/mounts$path/upper" "$folder/mounts$path/work" "$root$path"; done
if [ ! -e "$folder/prepared" ]; then
  for links in "$root"/etc/systemd/system/*.wants "$root"/etc/systemd/system/*.requires "$root"/etc/rc[0-6S].d; do
    if [ -d "$links" ]; then find "$links" -mindepth 1 -delete; fi
  done
  rm -f "$root/usr/sbin/policy-rc.d"
  mkdir -p "$root/etc/systemd/system/multi-user.target.wants" "$root/var/lib/juju" "$root/mnt"
  : > "$folder/prepared"
fi
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount -o remount,bind,rw "$root/proc/sys/net"
if [ -e "$root/proc/sysrq-trigger" ]; then
  mount --bind "$root/proc/sysrq-trigger" "$root/proc/sysrq-trigger"
  mount -o remount,bind,ro "$root/proc/sysrq-trigger"
fi
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"
mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755,nosuid dev "$root/dev"
for node in null zero full random urandom tty; do
  : > "$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
if [ -c /dev/net/tun ]; then
  mkdir "$root/dev/net"
  : > "$root/dev/net/tun"
  mount --bind /dev/net/tun "$root/dev/net/tun"
fi
mkdir -m 755 "$root/dev/pts"
mkdir -m 1777 "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777,nosuid,nodev shm "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s fd/0 "$root/dev/stdin"
ln -s fd/1 "$root/dev/stdout"
ln -s fd/2 "$root/dev/stderr"
mount -t tmpfs -o mode=755,nosuid,nodev run "$root/run"
mount -t tmpfs -o mode=1777,nosuid,nodev tmp "$root/tmp"
units=$root/run/systemd/system
mkdir -p "$units/juju-machine.target.d" "$root/run/juju-emulator"
mount --bind "$folder/juju" "$root/var/lib/juju"
mount --bind "$folder/../../shared" "$root/run/juju-emulator"
cat > "$units/juju-machine.target" <<END
[Unit]
Description=A machine of the Juju emulator
Requires=basic.target
Wants=juju-machine-ready.service
After=basic.target
AllowIsolate=yes
END
cat > "$units/juju-machine-ready.service" <<END
[Unit]
Description=Tell the Juju emulator that the machine is up
After=basic.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/bin/touch /${readyFile}
END
ln -s /etc/systemd/system/multi-user.target.wants "$units/juju-machine.target.wants"
for unit in ${maskedUnits.join(' ')}; do ln -s /dev/null "$units/$unit"; done
read -r word
[ "$word" = go ]
ip -batch -
hostname "$name"
cd "$root"
pivot_root . mnt
exec </dev/null >/dev/null 2>&1
umount -l /mnt
exec env -i container=juju-emulator PATH=${agentPath} LANG=C.UTF-8 \\
  setpriv ${boundingSet} /lib/systemd/systemd --system --unit=juju-machine.target
`;
