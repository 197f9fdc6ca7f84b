#!/bin/sh
# Records what holders of locks do, where that is known by construction:  record-locks.sh [outdir]
# Needs a JDK 17 or newer (java, javac, jfr) in PATH. Writes NAME.jfr.gz and NAME.truth.json, three seconds each.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../samples/jfr/locks}
work=/srv/locks
mkdir -p "$work" "$out"
javac -d "$work" "$here/jvm/locks/LockTruth.java"
cd "$work"
with() { for event in "$@"; do printf ' +jdk.%s#enabled=true' "$event"; done; }
# Nothing of the machine: no environment, properties, other processes or libraries.
# shellcheck disable=SC2046
jfr configure --input none --output waits.jfc \
  $(with ActiveSetting CPULoad CPUInformation ContainerConfiguration JavaThreadStatistics ThreadStart ThreadEnd \
    GarbageCollection GCPhasePause GCHeapSummary ExecutionSample JavaMonitorEnter JavaMonitorWait ThreadPark ThreadSleep \
    FileForce FileWrite FileRead SocketRead SocketWrite) \
  +jdk.ExecutionSample#period='10 ms' +jdk.CPULoad#period='1000 ms' +jdk.JavaThreadStatistics#period='1000 ms' \
  $(for event in JavaMonitorEnter ThreadPark FileForce FileWrite FileRead SocketRead SocketWrite; do
      printf ' +jdk.%s#threshold=0ns +jdk.%s#stackTrace=true' $event $event; done) \
  +jdk.ExecutionSample#stackTrace=true > /dev/null
for name in disk network fair cpu chain relay idle; do
  java -Xmx128m -XX:StartFlightRecording=settings=waits.jfc,dumponexit=true,filename="$name.jfr" -Xlog:jfr*=off \
    LockTruth "$name" 3 "$work" | grep '^{' > "$out/$name.truth.json"
  gzip -9n < "$name.jfr" > "$out/$name.jfr.gz"
done
