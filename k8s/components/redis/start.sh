# Starts Valkey in the working directory. The password is passed on standard input, to keep it out of process lists.
set -eu
: "${REDISCLI_AUTH:?The Secret takeaways-redis has no password}"
exec valkey-server - <<CONFIG
include $(dirname "$0")/valkey.conf
requirepass $REDISCLI_AUTH
CONFIG
