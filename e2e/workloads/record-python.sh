#!/bin/sh
# Records a Python workload:  record-python.sh payments-api [outdir]
#                             record-python.sh --cost
# Needs root (py-spy reads another process, priority is raised) and, in the environment or at
# its default: WORKLOAD_PYTHON, a CPython 3.11 under a neutral path; PYSPY, py-spy 0.4 or newer.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
python=${WORKLOAD_PYTHON:-/opt/python3.11/bin/python3.11}
case "${1:-}" in
  --cost) exec "$python" "$here/python/record.py" --cost ;;
  payments-api)
    out=${2:-$here/../../public/recordings/payments-api}
    "$python" "$here/python/record.py" "$out" && exec npx --prefix "$here/../.." tsx "$here/pack.ts" --one "$out" ;;
  *) echo "usage: record-python.sh payments-api [outdir] | --cost" >&2; exit 2 ;;
esac
