# Runs a server in a session of its own, and ends it when standard input ends: when the bench closes
# the pipe, or is killed. Exits with the server's status.
# Arguments: seconds from SIGTERM to SIGKILL, then the server's command.
# Prints the server's process id, and at the end two lines of CPU times: user and system time of
# this shell, and those of the server with all that it waited for. The server's output goes to
# standard error.

# The server does not inherit this script.
unset BENCH_GUARD

# Ctrl-C in a terminal reaches the bench and this shell, and so does a signal to their process group.
# The bench decides what ends when.
trap '' INT QUIT HUP TERM

grace=$1
shift
exec 3<&0

# All processes of a session share a group, so that one signal ends them all. macOS has no setsid.
exec_in_session() {
  trap - HUP TERM
  if command -v setsid >/dev/null; then
    exec setsid "$@"
  elif command -v perl >/dev/null; then
    exec perl -e 'use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or print STDERR "$ARGV[0]: $!\n"; exit 127' "$@"
  else
    exec "$@"
  fi
}

exec_in_session "$@" </dev/null >&2 3<&- &
server=$!
echo "$server"

# The log holds what the server prints, not what this shell says about its end.
exec 2>/dev/null

{
  while read -r line <&3; do :; done
  kill -s TERM "$server"
  while [ "$grace" -gt 0 ]; do
    sleep 1
    grace=$((grace - 1))
  done
  kill -s KILL -- "-$server" || kill -s KILL "$server"
} </dev/null >/dev/null 2>&1 &
watcher=$!

wait "$server"
status=$?
# Processes that the server leaves behind.
kill -s KILL -- "-$server"
kill -s KILL "$watcher"
# Last, because it ends this shell if the bench is gone and nobody reads.
times
exit "$status"
