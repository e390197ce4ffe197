# Reads a backup from standard input, and stops Valkey without saving, so that it restarts with the backup.
set -eu
cat >restored.rdb
valkey-check-rdb restored.rdb >&2
valkey-cli config set save '' >&2
mv restored.rdb dump.rdb
valkey-cli shutdown nosave
