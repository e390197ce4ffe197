#!/usr/bin/env bash
# Packs the root file system into a repository of Alpine packages with that one package, for apko.
#
#   runtimes/container/apk.sh <root file system> <repository>
#
# SOURCE_DATE_EPOCH sets all timestamps in the package, in seconds since 1970; the default is 0.
set -euo pipefail
root=$1 repository=$2
epoch=${SOURCE_DATE_EPOCH:-0}
architecture=$(uname --machine)
name=takeaways-node version=0-r0

work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
mkdir -p "$repository/$architecture" "$work/control" "$work/index"

# Adds paths to an archive.
add() { # archive directory path…
  tar --append --file "$1" --directory "$2" --format pax --no-recursion --numeric-owner --owner 0 --group 0 \
    --mtime "@$epoch" "${@:3}"
}

# A package is two compressed archives in a row. The second one states the digest of each file.
mapfile -t directories < <(cd "$root" && find app bin data etc lib lib64 usr var -type d | sort)
add "$work/data.tar" "$root" "${directories[@]}"
while read -r file; do
  digest=$(sha1sum "$root/$file" | cut --delimiter ' ' --fields 1)
  add "$work/data.tar" "$root" --pax-option "APK-TOOLS.checksum.SHA1:=$digest" "$file"
done < <(cd "$root" && find app bin data etc lib lib64 usr var -type f | sort)
gzip --no-name <"$work/data.tar" >"$work/data.tar.gz"
size=$(du --bytes --summarize "$root" | cut --fields 1)
cat >"$work/control/.PKGINFO" <<END
pkgname = $name
pkgver = $version
pkgdesc = Node and the server
url = https://nodejs.org
builddate = $epoch
size = $size
arch = $architecture
license = Apache-2.0
datahash = $(sha256sum "$work/data.tar.gz" | cut --delimiter ' ' --fields 1)
END
add "$work/control.tar" "$work/control" .PKGINFO
gzip --no-name <"$work/control.tar" >"$work/control.tar.gz"
package=$repository/$architecture/$name-$version.apk
cat "$work/control.tar.gz" "$work/data.tar.gz" >"$package"

cat >"$work/index/APKINDEX" <<END
C:Q1$(openssl dgst -sha1 -binary "$work/control.tar.gz" | base64)
P:$name
V:$version
A:$architecture
S:$(stat --format %s "$package")
I:$size
T:Node and the server
U:https://nodejs.org
L:Apache-2.0

END
echo "$name" >"$work/index/DESCRIPTION"
add "$work/index.tar" "$work/index" DESCRIPTION APKINDEX
gzip --no-name <"$work/index.tar" >"$repository/$architecture/APKINDEX.tar.gz"
