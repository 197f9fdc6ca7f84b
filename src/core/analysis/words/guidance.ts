/**
 * What to do when a profile is not there: how to switch it on in that runtime at a safe rate, what it costs, and when
 * not to. Costs are of the defaults named, measured or as their makers state them.
 */
import type { Runtime, ViewKind } from '../../base/vocabulary.ts'
import type { Guidance } from '../../window/absence.ts'

type Guide = Readonly<Partial<Record<Runtime, Readonly<Partial<Record<ViewKind, Guidance>>>>>>

const withoutLocals =
  'Do not add --locals on services that handle tokens or personal data: stacks and local values end up in the file.'

/** Samples, contention, allocations, collections and counters: one recording for all three panes. */
const dotnetTrace =
  'dotnet-trace collect -p PID --duration 00:00:30 --providers Microsoft-DotNETCore-SampleProfiler,Microsoft-Windows-DotNETRuntime:0x14C14FCCBD:5,System.Runtime:0:1:EventCounterIntervalSec=1'

const guides: Guide = {
  go: {
    cpu: {
      text: 'Record 30 s of CPU from net/http/pprof.',
      command: "curl -o cpu.pb.gz 'http://HOST:6060/debug/pprof/profile?seconds=30'",
      cost: 'under 1 % while it runs (100 Hz)',
    },
    heap_live: {
      text: 'Take a heap snapshot after a collection; several of them give the growth.',
      command: "curl -o heap.pb.gz 'http://HOST:6060/debug/pprof/heap?gc=1'",
      cost: 'about 0.3 % at the default of one sample per 512 KiB, plus one collection per snapshot',
      notWhen:
        'Do not set MemProfileRate=1 on a service under GC pressure: recording every allocation costs 30 % and more.',
    },
    heap_alloc: {
      text: 'Take two heap snapshots with some time between them; their difference is what was allocated.',
      command:
        "curl -o heap-1.pb.gz 'http://HOST:6060/debug/pprof/heap?gc=1'; sleep 60; curl -o heap-2.pb.gz 'http://HOST:6060/debug/pprof/heap?gc=1'",
      cost: 'about 0.3 % at the default of one sample per 512 KiB',
      notWhen:
        'Do not set MemProfileRate=1 on a service under GC pressure: recording every allocation costs 30 % and more.',
    },
    lock: {
      text: 'Switch on runtime.SetBlockProfileRate(10000) and runtime.SetMutexProfileFraction(100) at start, then record their difference over 30 s.',
      command: "curl -o block.pb.gz 'http://HOST:6060/debug/pprof/block?seconds=30'",
      cost: 'mutex fraction 100: under 0.5 %; block rate 10000 (waits from 10 µs): about 1 %',
      notWhen: 'Do not set block rate 1 or mutex fraction 1 in production: up to 5 %, more under contention.',
    },
  },
  cpython: {
    cpu: {
      text: 'Record 30 s of the GIL’s holder with py-spy (Python 3.15: python -m profiling.sampling attach -a --gecko PID), and note the process’ CPU seconds before and after (ps -o cputime -p PID): they measure it, the samples show where.',
      command: 'py-spy record --pid PID --duration 30 --rate 100 --gil --threads --format speedscope -o cpu.json',
      cost: 'under 1 % at 100 Hz',
      notWhen: withoutLocals,
    },
    heap_live: {
      text: 'Start tracemalloc with few frames and dump a snapshot now and then; two of them give the growth.',
      command: 'python -X tracemalloc=1 app.py   # then: tracemalloc.take_snapshot().dump("heap.pickle")',
      cost: 'tracemalloc(1) 2–3 %, tracemalloc(8) about 7 %, and memory for its own tables',
      notWhen: 'Do not use deep stacks (25 frames) under memory pressure: its tables can outgrow what they measure.',
    },
    heap_alloc: {
      text: 'Python’s tracemalloc knows only what is held. memray records allocations; its statistics give the rate.',
      command: 'memray run -o run.bin app.py; memray stats --json run.bin',
      cost: 'memray slows allocation-heavy programs noticeably: use it on one replica',
    },
    lock: {
      text: 'Record 60 s of all threads with native frames: without --native lock waits are invisible.',
      command:
        'py-spy record --pid PID --duration 60 --rate 20 --threads --native --idle --format speedscope -o lock.json',
      cost: 'about 1 % at 20 Hz; each sample stops the program for some milliseconds, so keep the rate low',
      notWhen: withoutLocals,
    },
  },
  jvm: {
    cpu: {
      text: 'Record 60 s with async-profiler, or with Flight Recorder.',
      command: 'jcmd PID JFR.start duration=60s settings=profile filename=app.jfr',
      cost: 'about 1–2 % with profile settings',
      notWhen:
        'Not with profile settings on a JVM whose old generation is at 95 %: its buffers and events add to the pressure.',
    },
    heap_live: {
      text: 'Flight Recorder logs the heap after every collection.',
      command: 'jcmd PID JFR.start duration=10m settings=default filename=app.jfr',
      cost: 'under 1 % with default settings',
      notWhen: 'Not path-to-gc-roots=true on a JVM near its limit: it stops the program to walk the heap.',
    },
    heap_alloc: {
      text: 'Flight Recorder samples allocations (JDK 16 and later).',
      command: 'jcmd PID JFR.start duration=60s settings=profile filename=app.jfr',
      cost: 'about 1–2 % with profile settings',
      notWhen: 'Not with profile settings on a JVM whose old generation is at 95 %.',
    },
    lock: {
      text: 'Flight Recorder logs monitor waits from 10 ms (profile) or 20 ms (default); lower the threshold for short critical sections.',
      command:
        'jcmd PID JFR.start duration=60s settings=profile jdk.JavaMonitorEnter#threshold=1ms jdk.ThreadPark#threshold=1ms filename=app.jfr',
      cost: 'about 1–2 %; grows with the number of waits at a threshold of 0',
      notWhen: 'Not with threshold 0 under heavy contention: every wait becomes an event.',
    },
  },
  v8: {
    cpu: {
      text: 'Record with the built-in sampler.',
      command: 'node --cpu-prof --cpu-prof-interval 1000 app.js',
      cost: 'about 1–5 % at 1 ms',
    },
    heap_live: {
      text: 'Record with the sampling heap profiler.',
      command: 'node --heap-prof app.js',
      cost: 'about 1 %',
    },
    heap_alloc: {
      text: 'Let V8 log its collections: they give the allocation rate and the collector’s share.',
      command: 'node --trace-gc app.js > gc.log',
      cost: 'below 1 %',
    },
    lock: {
      text: 'JavaScript’s main thread has no lock waits (workers can, in Atomics.wait). What it waits for is I/O, which none of the three profiles sees.',
    },
  },
  dotnet: {
    cpu: {
      text: 'Collect counters and samples with dotnet-trace; its samples are of wall time, its counters of CPU.',
      command: dotnetTrace,
      cost: 'a few percent',
    },
    heap_live: {
      text: 'Take a GC dump.',
      command: 'dotnet-gcdump collect -p PID',
      notWhen: 'Not while the service is at its limit: it triggers a full collection.',
    },
    heap_alloc: {
      text: 'Collect allocation ticks, one per 100 KB.',
      command: dotnetTrace,
    },
    lock: {
      text: 'Collect contention events.',
      command: dotnetTrace,
      cost: 'grows with the number of waits',
    },
  },
  native: {
    cpu: {
      text: 'Sample with perf.',
      command: 'perf record -F 99 -g -p PID -- sleep 30; perf script > cpu.txt',
      cost: 'under 1 % at 99 Hz',
    },
    heap_live: {
      text: 'Switch on the allocator’s profiler (jemalloc: prof:true,lg_prof_sample:19).',
      cost: 'about 1 %',
    },
    heap_alloc: {
      text: 'Switch on the allocator’s profiler with prof_accum:true and take two dumps.',
      cost: 'about 1 %',
    },
    lock: {
      text: 'Record off-CPU time with BCC’s offcputime.',
      command: 'offcputime-bpfcc -f -p PID 30 > offcpu.txt',
      cost: 'a few percent; grows with context switches',
    },
  },
}

const anyRuntime: Readonly<Record<ViewKind, Guidance>> = {
  cpu: { text: 'Add a CPU profile of the same time.' },
  heap_live: { text: 'Add a heap snapshot of the same time.' },
  heap_alloc: { text: 'Add an allocation profile, or a second heap snapshot.' },
  lock: { text: 'Add a lock or block profile of the same time.' },
}

export function guidanceFor(runtime: Runtime | undefined, view: ViewKind): Guidance {
  return (runtime === undefined ? undefined : guides[runtime]?.[view]) ?? anyRuntime[view]
}
