#!/usr/bin/env bash
# Builds an OCI image (image-spec 1.0) from the root file system, without Docker, reproducibly.
#
#   runtimes/container/image.sh <root file system> <OCI layout>
#
# SOURCE_DATE_EPOCH sets all timestamps in the image, in seconds since 1970; the default is 0.
set -euo pipefail
root=$1 layout=$2
epoch=${SOURCE_DATE_EPOCH:-0}
created=$(date --utc --date "@$epoch" +%Y-%m-%dT%H:%M:%SZ)

rm -rf "$layout"
mkdir -p "$layout/blobs/sha256"
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT

digest() { sha256sum "$1" | cut --delimiter ' ' --fields 1; }
# blob <file> <media type>: adds the file to the layout, and prints its descriptor.
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
# layer <archive>: adds the archive as a layer, and prints its descriptor. Layers are stored and pulled compressed.
layer() {
  gzip --best --no-name < "$1" > "$1.gz"
  blob "$1.gz" layer.v1.tar+gzip
}

# The layer that changes with every version comes last, so that nodes can reuse the other one.
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
