#!/usr/bin/env bash
# Records one Go workload: builds it, runs it under load, captures its profiles with what net/http/pprof serves, and
# writes <outdir>/recording.json beside them. Needs Linux, go, node >= 20, taskset, and root for the raised priority.
#   e2e/workloads/record-go.sh <name> [outdir]      outdir defaults to public/recordings/<name>
set -euo pipefail
outdir=${2:+$(realpath -m "$2")}
cd "$(dirname "$0")"
node go/record.mjs "$1" ${outdir:+"$outdir"}
node index.mjs
