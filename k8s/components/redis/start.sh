# Starts Valkey in the working directory. The password comes by standard input: no list of processes shows it.
set -eu
: "${REDISCLI_AUTH:?The Secret takeaways-redis needs a password}"
exec valkey-server - <<CONFIG
include $(dirname "$0")/valkey.conf
requirepass $REDISCLI_AUTH
CONFIG
