# Runs inside the jail: begins what hands on bytes, in Perl where there is one, and else in Node, which takes five times
# the memory and longer to begin. Usage: carry.sh NODE PROGRAM ARGS…, of which the last are told to whichever it is.
node=$1
program=$2
shift 2
carry=${0%/*}/carry.pl
if [ -x /usr/bin/perl ] && /usr/bin/perl -c "$carry" 2>/dev/null; then exec /usr/bin/perl "$carry" "$@"; fi
exec "$node" "$program" "$@"
