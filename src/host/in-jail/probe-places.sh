# As probe.sh, for a jail that shows the places of this machine and forbids them. What only Linux has is not asked for.
#
# probe-places.sh OUTSIDE KEYS AGENT HARNESS PROGRAM [ARGUMENT…]; HARNESS is the process that stands outside
outside=$1 keys=$2 agent=$3 harness=$4
shift 4
tried= open=
attempt() {
  tried="$tried $1"
  [ "$2" -ne 0 ] || open="$open $1"
}

{ command : <"$outside"; } 2>/dev/null; attempt reads-outside $?
# One of the same name elsewhere, in memory, is not what lies outside.
{ [ -w "$outside" ] || { [ -e "$outside" ] && { command : >>"$outside"; } 2>/dev/null; }; }; attempt writes-outside $?
{ [ -w / ] || [ -w /usr ] || [ -w /usr/local ] || [ -w /opt/homebrew ]; }; attempt writes-system $?
# That a folder is there may be known; what is in it may not.
[ -z "$keys" ] || { [ -n "$(PATH=/usr/bin:/bin ls -A "$keys" 2>/dev/null)" ]; attempt reads-keys $?; }
[ -z "$agent" ] || { [ -e "$agent" ] || [ -n "${SSH_AUTH_SOCK:-}" ]; attempt reaches-ssh-agent $?; }
{ kill -0 "$harness"; } 2>/dev/null; attempt signals-others $?
[ -n "$(PATH=/usr/bin:/bin ps -p "$harness" -o pid= 2>/dev/null)" ]; attempt sees-processes $?
# Nobody listens there: who may not ask is told so, who may is told that nobody answers.
device=0
if [ -r /proc/net/dev ]; then
  device=1
  while IFS=: read -r name rest; do
    case $name in *' lo' | Inter-* | ' face'*) ;; *) device=0 ;; esac
  done </proc/net/dev
else
  case $(PATH=/usr/bin:/bin /bin/bash -c ': <>/dev/tcp/127.0.0.1/1' 2>&1) in *'not permitted'*) device=1 ;; esac
fi
attempt reaches-network $device

printf 'writ-probe tried%s; open%s\n' "$tried" "$open" >&2
[ -z "$open" ] || exit 97
exec "$@"
