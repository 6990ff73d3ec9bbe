# Before a backend begins, its own jail is tried out from inside, by whoever is to become the backend: each attempt must
# fail. What came of it is the first line on stderr, before anything of the backend's can be. Where an attempt succeeds
# the backend is never started. Words of the shell alone, and one program: it stands before every run.
#
# probe.sh OUTSIDE KEYS AGENT NAMESPACES PROGRAM [ARGUMENT…]; an empty word is an attempt that would prove nothing here
outside=$1 keys=$2 agent=$3 namespaces=$4
shift 4
tried= open=
attempt() {
  tried="$tried $1"
  [ "$2" -ne 0 ] || open="$open $1"
}
few() { [ $# -le 4 ]; }

[ ! -r "$outside" ]; attempt reads-outside $((! $?))
{ command : >>"$outside"; } 2>/dev/null; attempt writes-outside $?
{ [ -w / ] || [ -w /usr ] || [ -w /etc ]; }; attempt writes-system $?
[ -z "$keys" ] || { [ -e "$keys" ]; attempt reads-keys $?; }
[ -z "$agent" ] || { [ -e "$agent" ] || [ -n "${SSH_AUTH_SOCK:-}" ]; attempt reaches-ssh-agent $?; }
{ environ=; read -r environ; } 2>/dev/null </proc/1/environ; [ -n "${environ:-}" ]; attempt reads-environment $?
few /proc/[0-9]*; attempt sees-processes $((! $?))
device=1 loop=1
{ while IFS=: read -r name rest; do
  case $name in *' lo') loop=0 ;; Inter-* | ' face'*) ;; *) device=0 ;; esac
done; } 2>/dev/null </proc/net/dev
# What cannot be read says nothing: that is no failed attempt.
[ "$loop" -eq 0 ] || device=0
attempt reaches-network $device
shared=1 own=
for one in $(PATH=/usr/bin:/bin readlink /proc/self/ns/ipc /proc/self/ns/mnt /proc/self/ns/net /proc/self/ns/pid /proc/self/ns/user /proc/self/ns/uts); do
  own=$one
  case " $namespaces " in *" $one "*) shared=0 ;; esac
done
[ -n "$own" ] || shared=0
attempt shares-a-namespace $shared
power=0
while read -r name value; do
  case $name-$value in CapEff:-0000000000000000) power=$((power + 1)) ;; NoNewPrivs:-1) power=$((power + 1)) ;; Seccomp:-2) power=$((power + 1)) ;; esac
done 2>/dev/null </proc/self/status
[ "$power" -ne 3 ]; attempt has-power $?

printf 'writ-probe tried%s; open%s\n' "$tried" "$open" >&2
[ -z "$open" ] || exit 97
exec "$@"
