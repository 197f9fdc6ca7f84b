#!/usr/bin/env bash
# Records the pairs of one service for comparing: one build on two days, one function a fifth slower, a deploy that only renames a
# package. `nightly-slower-again` is `slower` a second time. Every file is as net/http/pprof served it, fetched by `npm run record`. Needs Linux, go, curl, node >= 20, root for the raised priority.
#   e2e/workloads/record-nightly.sh monday|tuesday|slower|renamed [outdir]
set -euo pipefail
name=$1
cd "$(dirname "$0")"
outdir=$(realpath -m "${2:-../../public/recordings/nightly-$name}")
port=${PORT:-6171}
work=$(mktemp -d)
service=
trap '[ -z "$service" ] || kill "$service"; rm -rf "$work" "${bin:-$work}"' EXIT
cp -r go "$work/go"
cd "$work/go"
tags=
case $name in
  monday) version=v1.2.0 title='Monday: a batch pricer at its usual load' ;;
  tuesday) version=v1.2.0 title='Tuesday: the same build once more' ;;
  slower) version=v1.2.1 tags=slow_rules title='One function a fifth slower: the rules of a discount' ;;
  renamed) version=v1.3.0 title='A deploy that only renames a package: api/v1 is api/v2'
    mkdir nightly/api/v2
    mv nightly/api/v1/api.go nightly/api/v2/api.go
    sed -i 's/^package v1/package v2/; s/^\/\/ Package v1/\/\/ Package v2/' nightly/api/v2/api.go
    sed -i 's#nightly/api/v1#nightly/api/v2#' nightly/main.go ;;
  *) echo 'usage: record-nightly.sh monday|tuesday|slower|renamed [outdir]' >&2; exit 2 ;;
esac
# Its path is in every profile: one that says nothing of whoever records.
bin=/srv/nightly
mkdir -p "$bin"
CGO_ENABLED=0 go build -trimpath -buildvcs=false -tags "$tags" -o "$bin/$name" ./nightly
cd - > /dev/null
# A session of its own: where the kernel groups processes by session, a priority counts only inside its group.
GOMAXPROCS=1 setsid nice -n -19 "$bin/$name" -ops "127.0.0.1:$port" &
service=$!
sleep 1
[ ! -w "/proc/$service/autogroup" ] || echo -19 > "/proc/$service/autogroup"
sleep 5
served() { curl -fsS "http://127.0.0.1:$port/served"; }
# A service that is kept from the processor answers less, and catches up later: not what a day looks like.
keeps_pace() {
  pace=$(( ($(served) - before) * 1000 / ($(date +%s%3N) - began) ))
  [ "$pace" -gt 2425 ] && [ "$pace" -lt 2575 ] && return
  echo "nightly-$name: $pace orders per second instead of 2500; record it again" >&2
  return 1
}
before=$(served) began=$(date +%s%3N)
sleep 5
keeps_pace
npm --prefix ../.. run --silent record -- --go "http://127.0.0.1:$port" --for "${LENGTH:-180s}" --every "${EVERY:-45s}" \
  --service nightly --cores 1 --out "$outdir"
if ! keeps_pace; then
  rm -r "$outdir"
  exit 1
fi
node nightly-titles.mjs "$outdir" "$version" "$(go env GOVERSION)" "$title"
node index.mjs
