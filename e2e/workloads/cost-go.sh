#!/usr/bin/env bash
# Measures what collecting each profile costs a Go workload and enters it in go/cost.json and the recordings made of it.
#   e2e/workloads/cost-go.sh <name>
set -euo pipefail
cd "$(dirname "$0")"
node go/cost.mjs "$@"
