# Takes a backup from standard input, and ends Valkey without saving: it starts again with the backup.
set -eu
cat >restored.rdb
valkey-check-rdb restored.rdb >&2
valkey-cli config set save '' >&2
mv restored.rdb dump.rdb
valkey-cli shutdown nosave
