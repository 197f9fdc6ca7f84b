/** What tools of systems, debuggers and JVMs print for people; see `refusedReports.ts`. */
import { printed } from './printedRow.ts'
import type { RefusedRow } from './sniff.ts'

const dumps =
  'Take three dumps of its threads, some seconds apart (`jcmd PID Thread.print -l`, `py-spy dump --pid PID`, Go’s /debug/pprof/goroutine?debug=2, `gdb -p PID -batch -ex "thread apply all bt"`), and open those'
const offCpu =
  'Record where threads leave the CPU (`offcputime-bpfcc -df -p PID 30 > offcpu.folded`) and open that as waits: `--kind offcpu.folded=block:us`'
const managedStacks = 'Run `dotnet-stack report -p PID` three times, some seconds apart, and open those'
const samply = 'Record with `samply record -p PID`, save it with “Download” in the page that opens, and open that'
const openJ9 =
  'Record with async-profiler (`asprof -e cpu,alloc,lock -d 60 -f app.jfr PID`), or take `jcmd PID Thread.print` three times, and open those'

const systemReports: readonly RefusedRow[] = [
  printed(
    'strace-summary',
    /^ *% time +seconds +(?:usecs\/call +)?(?:calls|errors|syscall)|^ *(?:syscall|% time|calls)(?: +[\w/%]+){1,6}\r?\n[ -]{20,}\r?$/m,
    '`strace -c` prints: system calls, and not for what a futex waits',
    dumps,
  ),
  printed(
    'strace',
    /^(?:(?:\[pid +)?\d{1,8}\]? +)?(?:\d\d:\d\d:\d\d(?:\.\d{1,9})? +|\d{9,11}\.\d{1,9} +)?(?:execve|futex|read|write|mmap|epoll_p?wait|clone3?|openat|restart_syscall|p?poll|recvfrom|brk|rt_sigaction)\([^\n]{0,600}(?: = -?(?:\d|0x)| <unfinished)/m,
    '`strace` prints: system calls one by one, and not for what a futex waits',
    dumps,
  ),
  printed(
    'perf-sched',
    /^ *Task +\| +Runtime ms +\||^ *time +cpu +task name +wait time +sch delay +run time/m,
    '`perf sched` prints: how long threads waited for a CPU, and none of it for locks',
    offCpu,
  ),
  printed(
    'perf-annotate',
    /^ *Percent\s*\|\s*Source code & Disassembly of /m,
    '`perf annotate` prints: instructions of single functions',
    'Run `perf script --header > out.perf` on the same perf.data and open that',
  ),
  printed(
    'perf-stat-table',
    /^[\d.]{1,30},(?:msec)?,(?:cpu|task)-clock(?::u)?,/m,
    '`perf stat -x` prints: counters, and no samples',
    'Open a profile and give the CPUs that were used with it: `--cpu 0.4`, or in the form on the page',
  ),
  printed(
    'mutrace',
    /^mutrace: Showing /m,
    'mutrace prints: how often each mutex was fought for, and none of the stacks that waited',
    dumps,
  ),
  printed(
    'kernel-locks',
    /^lock_stat version \d|^ *Caller +Avg (?:Wait|Spin|Hold) +Count +Max /m,
    'klockstat or /proc/lock_stat prints: locks of the kernel, and none of the program',
    offCpu,
  ),
  printed(
    'system-table',
    /^(?:# *)?(?:Time|\d\d:\d\d:\d\d(?: [AP]M)?) +UID +(?:TGID +)?PID +%usr|^procs -+memory-+|^ +total +used +free +shared|^avg-cpu: +%user|^\d\d:\d\d:\d\d(?: [AP]M)? +CPU +%(?:usr|user)/m,
    '`pidstat`, `vmstat`, `iostat`, `mpstat`, `sar` or `free` prints: numbers of a machine or a process, and no profile',
    'Open a profile and give what it says of the process with it: `--cpu 0.4`, `--rss 8GB`, or in the form on the page',
  ),
  printed(
    'spindump',
    /^(?:Steps: +\d{1,9} \(\d|Heaviest stack for the target process:)/m,
    'spindump prints on macOS',
    samply,
  ),
  printed('instruments', /^Weight\tSelf Weight\t/m, 'is copied out of Instruments', samply),
  printed(
    'windows-debugger',
    /^(?:\d{1,3}:\d{3}> |[.#]? *\d{1,5} +Id: [0-9a-f]{1,8}\.[0-9a-f]{1,8} Suspend: )/m,
    'a debugger of Windows prints',
    `Of .NET: ${managedStacks}. Of a native program: ${samply}`,
  ),
  printed(
    'dotnet-dump',
    /^OS Thread Id: 0x[0-9a-f]|^Index +SyncBlock +MonitorHeld +Recursion/m,
    '`dotnet-dump analyze` prints (clrstack, syncblk)',
    managedStacks,
  ),
  printed(
    'dotnet-topn',
    /^Top \d{1,6} Functions \((?:Exclusive|Inclusive)\)/m,
    '`dotnet-trace report` prints: functions without stacks',
    'Open the .nettrace file itself',
  ),
  printed(
    'spx',
    /^\*\*\* SPX Report \*\*\*|^\[events\]\r?\n\d/m,
    'SPX writes: functions of one request',
    'Sample with Excimer and open what `$profiler->getLog()->formatCollapsed()` returns, or record with `xdebug.mode=profile` and open the cachegrind.out',
  ),
  printed(
    'pprof-dot',
    /^digraph "/,
    '`go tool pprof -dot` prints: a graph to draw',
    'Open the profile itself, the file that pprof was given',
  ),
  printed(
    'threadcreate',
    /^threadcreate profile: total \d/,
    'Go says of the threads of the system that it started, and not what they do',
    'Fetch /debug/pprof/goroutine?debug=2 and open that',
  ),
]

const jvmReports: readonly RefusedRow[] = [
  printed(
    'openj9-gc',
    /<(?:verbosegc|verboseGC) |^<(?:af|gc-start|exclusive-start|cycle-start) /m,
    'OpenJ9 (Semeru, IBM Java) logs of its collector, in XML',
    openJ9,
  ),
  printed(
    'javacore',
    /^(?:NULL +-{10,}|0SECTION +TITLE subcomponent dump routine)/m,
    'OpenJ9 (Semeru, IBM Java) writes of its threads, a javacore',
    openJ9,
  ),
  printed(
    'jstat-other',
    /^ *(?:Timestamp +)?(?:NGCMN +NGCMX|OGCMN +OGCMX|MCMN +MCMX|Loaded +Bytes +Unloaded|Compiled +(?:Failed|Size)|S0C +S1C +S0U +S1U +TT|S0CMX +|MC +MU +CCSC +CCSU +OC)/m,
    '`jstat` prints with -gccapacity, -gcnew, -gcold, -class or -compiler: not all spaces of the heap, and no rate',
    'Record it as `jstat -gc -t PID 1000 60 > gc.txt` and open that',
  ),
  printed(
    'jcmd-text',
    /^(?:(?:Picked up|Defaulted) [^\n]{0,4000}\n){0,3}(?:\d{1,9}:\r?\n|(?:Native [Mm]emory [Tt]racking|\s*Total Usage - |Metaspace +used |java\.ci\.|ClassLoader +Parent |-XX:\w|CodeHeap '|Java System Properties:))/,
    '`jcmd` or `jinfo` prints of native memory, metaspace, class loaders, compiled code, counters or settings',
    'For a heap that grows run `jcmd PID GC.class_histogram` twice some minutes apart, for threads that wait `jcmd PID Thread.print -l`',
  ),
]

/** The JVM's last: what jcmd prints is told by the process that it begins with. */
export const reportsOfSystems: readonly RefusedRow[] = [...systemReports, ...jvmReports]
