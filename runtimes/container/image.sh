#!/usr/bin/env bash
# Makes an OCI image (image-spec 1.0) out of the root file system, without Docker. The same files make the
# same image, bit by bit, whoever builds it.
#
#   runtimes/container/image.sh <root file system> <OCI layout>
#
# SOURCE_DATE_EPOCH is the time that everything in the image bears, in seconds since 1970; 0 where it is not set.
set -euo pipefail
root=$1 layout=$2
epoch=${SOURCE_DATE_EPOCH:-0}
created=$(date --utc --date "@$epoch" +%Y-%m-%dT%H:%M:%SZ)

rm -rf "$layout"
mkdir -p "$layout/blobs/sha256"
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT

digest() { sha256sum "$1" | cut --delimiter ' ' --fields 1; }
# blob <file> <media type>: takes the file into the layout, and prints its descriptor.
blob() {
  local sha256 size
  sha256=$(digest "$1") size=$(stat --format %s "$1")
  install --mode 644 "$1" "$layout/blobs/sha256/$sha256"
  echo "{\"mediaType\":\"application/vnd.oci.image.$2\",\"digest\":\"sha256:$sha256\",\"size\":$size}"
}
# archive <file> <user> <paths…>
archive() {
  tar --create --file "$1" --directory "$root" --format gnu --sort name --numeric-owner \
    --owner "$2" --group "$2" --mtime "@$epoch" "${@:3}"
}
# layer <archive>: prints its descriptor. Registries and nodes keep layers as they are sent, so the best gzip pays.
layer() {
  gzip --best --no-name < "$1" > "$1.gz"
  blob "$1.gz" layer.v1.tar+gzip
}

# What changes with every version of ours comes last, so that nodes have the rest already.
archive "$work/base" 0 bin etc lib lib64 usr var
archive "$work/data" 65532 data
tar --concatenate --file "$work/base" "$work/data"
archive "$work/app" 0 app

cat > "$work/config" <<JSON
{"created":"$created","architecture":"$(dpkg --print-architecture)","os":"linux",
"config":{"User":"65532:65532","WorkingDir":"/data","Entrypoint":["/bin/node","/app/server.mjs"],
"Env":["TAKEAWAYS_LISTEN=0.0.0.0:8080","TAKEAWAYS_STORE=sqlite:/data/takeaways.db"],
"ExposedPorts":{"8080/tcp":{}},"Volumes":{"/data":{}},"StopSignal":"SIGTERM",
"Labels":{"org.opencontainers.image.title":"takeaways","org.opencontainers.image.licenses":"Apache-2.0"}},
"rootfs":{"type":"layers","diff_ids":["sha256:$(digest "$work/base")","sha256:$(digest "$work/app")"]},
"history":[{"created":"$created","created_by":"Node and the libraries that it loads"},
{"created":"$created","created_by":"the server"}]}
JSON
cat > "$work/manifest" <<JSON
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
"config":$(blob "$work/config" config.v1+json),
"layers":[$(layer "$work/base"),$(layer "$work/app")]}
JSON
manifest=$(blob "$work/manifest" manifest.v1+json)
cat > "$layout/index.json" <<JSON
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",
"manifests":[${manifest%\}},"annotations":{"org.opencontainers.image.ref.name":"latest"}}]}
JSON
echo '{"imageLayoutVersion":"1.0.0"}' > "$layout/oci-layout"
