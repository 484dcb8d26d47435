#!/bin/bash
# First process of the guest: makes it usable, then runs the commands that the host names on the serial line.
# JOBDIR is the job folder on the host, which the guest sees at the same path.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TMPDIR=/tmp
. "$JOBDIR/programs"
PATH=$JOBDIR/bin:$PATH # modprobe that finds this kernel's modules
mount -t proc proc /proc
mount -t sysfs sys /sys
[ -c /dev/null ] || mount -t devtmpfs dev /dev
mkdir -p /dev/shm /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /run # the guest's own: names of network namespaces stay off the host
mkdir /run/lock
echo localhost >/proc/sys/kernel/hostname # resolves everywhere, without a name server

# The kernel's own module requests (schedulers, iptables matches, device kinds) go through this helper.
echo "$JOBDIR/bin/modprobe" >/proc/sys/kernel/modprobe
. "$JOBDIR/modules"
ip link set lo up

job() {
  local folder=$JOBDIR/jobs/$1
  setsid bash "$folder/script" <"$folder/input" >"$folder/output" 2>"$folder/errors" 9<&- &
  echo "$!" >"$folder/pid"
  wait "$!"
  echo "status $?" >"$folder/ended"
}

send_signal() {
  local folder=$JOBDIR/jobs/$1 pid=
  for _ in {1..100}; do
    [ -s "$folder/pid" ] && read -r pid <"$folder/pid" && break
    sleep 0.05
  done
  [ -n "$pid" ] && [ ! -s "$folder/ended" ] && kill -s "$2" -- "-$pid"
}

exec 9</dev/ttyS0
stty -F /dev/ttyS0 raw -echo
echo up >"$JOBDIR/up"
while read -r verb id argument <&9; do
  case $verb in
    run) job "$id" & ;;
    signal) send_signal "$id" "$argument" 2>/dev/null & ;;
    end) break ;;
  esac
done
dmesg >"$JOBDIR/dmesg"
echo o >/proc/sysrq-trigger
sleep 10 # were the first process to end before the power does, the kernel would panic
