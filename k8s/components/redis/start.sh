# Starts Valkey with the password of the URL, which reaches it by standard input: no argument shows it.
password=${REDIS_URL#redis://:}
password=${password%%@*}
[ -n "$password" ] && [ "$password" != "$REDIS_URL" ] || {
  echo 'The Secret takeaways-redis needs url=redis://:PASSWORD@takeaways-redis:6379' >&2
  exit 1
}
exec valkey-server - <<CONFIG
include $(dirname "$0")/valkey.conf
requirepass $password
CONFIG
