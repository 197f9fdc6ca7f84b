#!/usr/bin/env bash
# Records the four CPU profiles of e2e/samples/pairs: one build on two days, one function a fifth slower, a deploy that only renames a
# package. Needs go; about ten minutes of one core.
set -euo pipefail
cd "$(dirname "$0")/.."
into=$(realpath -m "${1:-../../samples/pairs}")
mkdir -p "$into"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build() { CGO_ENABLED=0 go build -trimpath -buildvcs=false -tags "$2" -o "$work/$1" ./nightly; }
build nightly ''
build slower slow_rules
# The same sources with their package moved, built and put back.
cp -r . "$work/moved"
( cd "$work/moved" && mkdir nightly/api/v2
  mv nightly/api/v1/api.go nightly/api/v2/api.go
  sed -i 's/^package v1/package v2/' nightly/api/v2/api.go
  sed -i 's#nightly/api/v1#nightly/api/v2#' nightly/main.go
  CGO_ENABLED=0 go build -trimpath -buildvcs=false -o "$work/renamed" ./nightly )
record() { GOMAXPROCS=1 "$work/$1" -out "$into/$2.pb.gz" -for "${LENGTH:-150s}" 2> /dev/null; }
record nightly monday
record slower slower
record nightly tuesday
record renamed renamed
