#!/bin/bash
# Keeps one guest: starts it, passes on control lines, and makes sure that nothing of it outlives its owner.
#   supervise.sh JOB_FOLDER LIMIT_SECONDS linux.uml arguments...
# Standard input comes from the owner: control lines for the guest, "bye" for an orderly end. End of file means that the
# owner died: the guest is killed and the job folder removed. The file "ended" tells why the guest is gone.
set -m # background jobs get process groups of their own
job=$1 limit=$2
shift 2
mkfifo -m 600 "$job/control" && exec 3<>"$job/control" 4<&0 || exit 1

# A killed User-Mode-Linux kernel leaves its guest processes behind, untraced, running on the host. In a process id
# namespace they die with its first process; without the right to make one, killing the whole process group serves.
wrap=(setpriv --pdeathsig KILL --)
if unshare --pid --fork --kill-child=KILL -- true 2>/dev/null; then
  # Not the kernel itself as process 1: process 1 is deaf to the signals by which that kernel ends.
  wrap+=(unshare --pid --fork --kill-child=KILL -- bash -c '"$@"; exit $?' guest)
fi
"${wrap[@]}" "$@" </dev/null >"$job/console" 2>&1 4<&- &
guest=$!

(
  trap '' TERM INT HUP
  end() {
    if [ ! -e "$job/ended" ]; then
      [ "$1" != limit ] || echo limit >"$job/limit"
      kill -KILL -- "-$guest" 2>/dev/null
    fi
  }
  while :; do
    if [ "$SECONDS" -ge "$limit" ]; then
      end limit
      timeout=()
    elif [ -e "$job/ended" ]; then
      timeout=()
    else
      timeout=(-t $((limit - SECONDS)))
    fi
    IFS= read -r "${timeout[@]}" line <&4
    status=$?
    if [ $status -gt 128 ]; then
      continue
    elif [ $status -ne 0 ]; then
      end owner
      for _ in {1..100}; do
        [ -e "$job/ended" ] && break
        sleep 0.05
      done
      rm -rf -- "$job"
      exit
    elif [ "$line" = bye ]; then
      end owner
      exit
    fi
    printf '%s\n' "$line" >&3
  done
) &
reader=$!

wait "$guest"
status=$?
exec 3<&- 4<&-
{ [ ! -e "$job/limit" ] && echo "status $status" || echo limit; } >"$job/ended.new" 2>/dev/null && mv "$job/ended.new" "$job/ended" 2>/dev/null
wait "$reader"
