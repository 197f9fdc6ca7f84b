#!/bin/sh
# Records the Node workload:  record-node.sh node-render [outdir]
# Needs root (priority is raised) and Node 20 or newer, in WORKLOAD_NODE or at /usr/bin/node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
case "${1:-}" in
  node-render)
    out=${2:-$here/../../public/recordings/node-render}
    "${WORKLOAD_NODE:-/usr/bin/node}" "$here/node/record.mjs" "$out" && exec npx --prefix "$here/../.." tsx "$here/pack.ts" "$out" ;;
  *) echo "usage: record-node.sh node-render [outdir]" >&2; exit 2 ;;
esac
