import { describe, expect, it } from 'vitest'
import { Head } from './head.ts'
import { expectErrorOrValue } from '../testing/drawStacks.ts'
import { readers } from './readers.ts'

const options = { fileName: 'hostile.txt', maxInflatedBytes: 1e9 }

/** Each reader's own beginning, so that it is the one asked, and then what makes careless patterns run for hours. */
const beginnings = [
  '# ========\n# captured on\n',
  '# event : name = a, sample_freq } = 1 ',
  'a 1 1.0: 5 cpu-clock:\n\t1 ',
  'heap profile: 1: 1 [1: 1] @ heap/1048576\n1: 1 [1: 1] @ 0x1\n#\t0x1\t',
  'goroutine 1 [',
  'goroutine 1 [running]:\n',
  'goroutine 1 [running]:\nmain.f(',
  'Full thread dump x\n"',
  'Full thread dump x\n"a" #1 prio=5 tid=0x1 nid=0x1 runnable\n   java.lang.Thread.State: RUNNABLE\n\tat ',
  'Full thread dump x\n"a" #1 prio=5 tid=0x1 nid=0x1 runnable\n   java.lang.Thread.State: RUNNABLE\n\t- ',
  '7\n2026-11-28T06:52:23.98Z\n25\n\n#3 "main" WAITING 2026-11-28T06:52:24Z\n    at a.b(c)\n    - ',
  'Thread 1 (Thread 0x1 (LWP 1)):\n#0  ',
  'TID 1:\n#0  0x00007f97998a412b ',
  'Thread 1 (Thread 0x1 (LWP 1) "',
  'Thread (0x1):\n  ',
  '# austin: 3.7.0\nP1;T0:1;',
  'Process 1: x\nThread 1 (idle): "a"\n    ',
  'thread (1): a;f (a.py:1) 1\nthread (1): ',
  'main;work ',
  'Recorded: 1  Samples: 1\nDuration: 3.007     CPU time: 0.201\n',
  'Recorded: 1  Samples: 1\nDuration: 3.007     CPU time: 0.201\n└─ 3.006 ',
  '{"flamebearer":{"names":["a"],"levels":[[0,1,1,0]]},"metadata":{"units":"bytes","name":"',
  '{"traceEvents":[{"name":"ProfileChunk","ph":"P","pid":1,"id":"0x1","args":{"data":{"a":"',
  '{"head":{"callFrame":{"functionName":"","url":"',
  '{"shared":{"frames":[{"name":"a"}]},"exporter":"py-spy@1","profiles":[{"type":"sampled","name":"Thread ',
  '[0.003s][info][gc] GC(0) Pause Young (Normal) ',
  '0.522: [GC pause (G1 Evacuation Pause) (young) ',
  'gc 1 @0.001s 2%: 0.017+0.48+0.008 ms clock, ',
  '[967:0x38313270]       72 ms: Scavenge ',
  '# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total{',
  'Type: cpu\n      flat  flat%   sum%        cum   cum%\n     400ms 50.00% 50.00% ',
  ' num     #instances         #bytes  class name\n   1:          8868 ',
  ' S0C S1C S0U S1U EC EU OC OU MC MU CCSC CCSU YGC YGCT FGC FGCT CGC CGCT GCT\n 1 ',
  'CONTAINER ID   NAME       CPU %     MEM USAGE / LIMIT\n6b1c5d2f3a4e   shop-1     31.25%  ',
  'NAME        CPU(cores)   MEMORY(bytes)\n',
  '  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n14571 ',
  '  PID   RSS NLWP     TIME     ELAPSED COMMAND\n 4242 ',
  '<svg width="1"><g><title>a (1 samples, 100%)</title><rect x="1" y="1" width="',
  '<svg width="1"><text id="title">py-spy record ',
  '<svg width="1"><g><title>a (1 samples, 1%)</title><rect x="1" y="1" width="1"/></g><g><title>b (',
  "<!DOCTYPE html><h1>CPU profile</h1>async-profiler function f(\nconst cpool = [\n'all',\n'",
  '<!DOCTYPE html><h1>CPU profile</h1>async-profiler function f(\n<li><div>[1] ',
  'Timestamp,Provider,Counter Name,Counter Type,Mean/Increment\n11/28/2026 04:13:53,System.Runtime,',
  '/srv/a.py:41: size=4855 KiB, count=1\n/srv/a.py',
  '#1: a.py:41: 4855.3 KiB\n#1: a.py:',
  'tid:1;a.py:f:1 1\ntid:1;a.py:',
  '# callgrind format\nevents: Ir\nfn=(1) ',
  '# callgrind format\nevents: Ir\nfn=(1) a\n1 ',
  'v 10400 3\nX ./a\ns ',
  'v 10400 3\nX ./a\ni 1 1 ',
  'heap_v2/1\n@ 0x1',
  '@[\n    main+10\n]: 5\n@[\n    ',
  '    main\n    -                a (1)\n        8\n    -                ',
  '{"type": "map", "data": {"@": {"\\n    main+10\\n": 1}}}\n@x[',
  'heap_v2/1\n@ 0x1\n  t*: ',
  'heap_v2/1\n@ 0x1\n  t*: 1: 1 [0: 0]\n\nMAPPED_LIBRARIES:\n1-2 r-xp 0 0:0 1 ',
  'heap profile: 1: 1 [1: 1] @ heapprofile\n 1: 1 [1: 1] @ 0x1',
  'heap profile: 1: 1 [1: 1] @ heapprofile\n ',
  '--- symbol\n0x1 operator new(\n---\n--- heap\nheap_v2/1\n@ 0x1\n  t*: 1: 1 [0: 0]\n@ ',
  'Stack dump for PID 1, thread 1 (idle; most recent call last):\n  File "',
  'Stack dump for PID 1, thread 1 (',
  'Thread 0x1 (most recent call first):\n  File "a", line 1 in ',
  '{"type":"meta","sample_interval_usec":1}\n{"type":"agg","entries":[',
  'Timestamp,Provider,Counter Name,Counter Type,Mean/Increment\n11/28/2026 4:13:53 ',
  'desc: a\nevents: Ir\nfn=',
  'goroutineleak profile: total 1\n1 @ 0x1\n#\t0x1\t',
  '{"resourceProfiles":[{"scopeProfiles":[{"profiles":[{"samples":[',
]
const repeats = [' ', '1', 'a', ';', ' (', ')', ':1', '+0x1\t:', '1 1.0: ', '?', '(a.py:1)', '[', '\t', '{', '\\"', '/']

describe.each(beginnings)('a file that begins like %j and goes on without end', (beginning) => {
  it('is done within seconds, with any repeated character', async () => {
    for (const repeat of repeats) {
      const bytes = new TextEncoder().encode(beginning + repeat.repeat(Math.ceil(200_000 / repeat.length)))
      const head = new Head(bytes)
      const started = process.cpuUsage()
      for (const row of readers) {
        if (row.sniff(head) === 'no' || 'refuse' in row) continue
        expectErrorOrValue((await row.load())(bytes, options))
      }
      // CPU time: a busy machine must not fail this.
      expect(process.cpuUsage(started).user / 1000, JSON.stringify(repeat)).toBeLessThan(3000)
    }
  }, 200_000)
})
