/** Why a signal was not measured and how to obtain it, in words. */
import { asSentence } from '../../base/result.ts'
import type { Runtime } from '../../base/vocabulary.ts'
import { formatShare, formatShort, formatSpan } from '../../base/numbers.ts'
import type { Lack } from '../../signals/account.ts'
import { tellAbsence } from './absences.ts'
import { tellArithmetic } from './arithmetic.ts'
import { lookedAt, waitingThreads } from './dumpedThreads.ts'
import { openGrowth } from './growth.ts'

export interface ToldLack {
  readonly why: string
  readonly next: string
  readonly command?: string
}

type Words = { readonly [Id in Lack['id']]: (lack: Extract<Lack, { readonly id: Id }>, zone: string) => ToldLack }

const giveLength = 'Give the length of the recording in seconds.'
const takeSecond = 'Take a second snapshot some time later.'

const words: Words = {
  'no-view': ({ view }, zone) => {
    const { text, next } = tellAbsence(view, zone)
    // What a store says of itself comes as clauses.
    return {
      why: asSentence(text),
      next: asSentence(next.text),
      ...(next.command === undefined ? {} : { command: next.command }),
    }
  },
  'kind-not-said': ({ files }) => ({
    why: `${files.join(', ')}: it is drawn as CPU, and nothing in it says that it is.`,
    next: 'Say what the file counts (--kind FILE=cpu, or its form on the page).',
  }),
  'no-cpu-sample': () => ({
    why: 'No CPU sample in this window: there is no share of nothing.',
    next: 'Take a longer window.',
  }),
  'no-stacks': () => ({
    why: 'A list of functions has no stacks: what the allocator called is not told from other work.',
    next: 'Open the profile itself, the file that pprof was given.',
  }),
  'python-without-native': () => ({
    why: 'The samples have no native frames, and Python’s allocator is native.',
    next: 'Record CPU with py-spy --native or perf.',
  }),
  'allocator-not-seen': () => ({
    why: 'No allocator or collector frame is in the samples, and this kind of file may not be able to show one.',
    next: 'Record CPU with native frames (perf, async-profiler).',
  }),
  'java-code-only': () => ({
    why: 'JFR samples Java code only, never the allocator or the collector.',
    next: 'Record CPU with async-profiler, which sees native frames.',
  }),
  'cores-unknown': ({ coresUsed, typed }) => ({
    why: `How many CPUs the service may use is in none of the files; it used ${typed === undefined ? formatShort(coresUsed) : typed} of them${typed === undefined ? '' : ', as typed'}.`,
    next: 'Give the container’s CPU limit (Go: GOMAXPROCS).',
  }),
  'more-than-cores': ({ coresUsed, cores }) => ({
    why: `The files hold the CPU time of ${formatShort(coresUsed)} cores, and there were ${formatShort(cores.value)} (${cores.from}): that number or the length of the profile is wrong, and how busy they were is not known.`,
    next: 'Give the container’s CPU limit (Go: GOMAXPROCS), and record again where the length cannot be.',
  }),
  'samples-without-length': ({ ofPerf, ofPySpy, mostCores }) => ({
    why:
      ofPySpy && !ofPerf
        ? `The samples are of threads that look runnable, those that wait for a CPU or for the GIL among them: they bound CPU time and do not measure it${mostCores === undefined ? '' : `: at most ${formatShort(mostCores)} cores`}.`
        : 'The CPU file counts samples and does not say how much time one stands for.',
    next:
      ofPySpy && !ofPerf
        ? 'Say what `top` or a dashboard says of the process’ CPU, here or with --cpu 0.4.'
        : ofPerf
          ? 'Record the CPU’s time with `perf record -e cpu-clock -g`, or print the header: `perf script --header`.'
          : 'Record it in a format that carries the sampling period (pprof, speedscope).',
  }),
  'some-threads': () => ({
    why: 'One thread is in the file: without -a the sampler looks at the main thread only, and what others use is not known.',
    next: 'Record all threads: python -m profiling.sampling attach -a --gecko PID.',
  }),
  'other-threads': () => ({
    why: 'The profile is of one thread, which gave work to others (workers, ciphers, compressors, addons): their CPU is not in it.',
    next: 'Write two reports some seconds apart: process.report.writeReport().',
  }),
  'gil-holders': () => ({
    why: 'The file has who held the GIL: what runs without it is not in it, and a holder can be off the CPU.',
    next: 'Record all threads with their states: python -m profiling.sampling attach -a --gecko PID.',
  }),
  'files-without-length': ({ files }) => ({
    why: `${files.join(', ')}: the file does not say how long it took.`,
    next: giveLength,
  }),
  'length-unknown': () => ({ why: 'The file does not say how long it took.', next: giveLength }),
  ranking: ({ of }) => ({
    why: `One snapshot counts ${of === 'waits' ? 'every wait' : 'everything'} since the process started: a ranking, not a rate.`,
    next: takeSecond,
  }),
  'summed-snapshots': () => ({
    why: 'A store summed several snapshots and does not say how many: only shares are known.',
    next: 'Ask the store for one snapshot instead of a range.',
  }),
  'one-snapshot': () => ({
    why: 'One snapshot has no slope.',
    next: 'Take more snapshots: about ten over the window show whether it grows.',
  }),
  'nothing-collected': ({ seconds }) => ({
    why: `Nothing that was allocated shows in these ${formatSpan(seconds)}: Go counts it when it collects.`,
    next: 'Take two heap snapshots, minutes apart.',
  }),
  'snapshots-without-time': () => ({
    why: 'The heap snapshots carry no time.',
    next: 'Record them with their times, or open them as a recording.',
  }),
  'no-snapshot-here': () => ({
    why: 'No snapshot of the heap lies in this window.',
    next: 'Choose a window with two snapshots or more in it.',
  }),
  'class-histograms': () => ({
    why: 'Class histograms only bound it: loaded classes grow as well.',
    next: 'Take another one some minutes later: jcmd PID GC.class_histogram.',
  }),
  'growth-open': ({ growth, source, youngOnly }, zone) => openGrowth(growth, source, youngOnly, zone),
  'snapshots-at-one-time': () => ({
    why: 'All snapshots have the same time.',
    next: 'Take snapshots some minutes apart.',
  }),
  'waits-without-length': () => ({
    why: 'The file counts lock waits and does not say how long they were.',
    next: 'Record a profile with durations.',
  }),
  'threads-unknown': ({ waiters }) => ({
    why: `How many threads there are is in none of the files; on average ${formatShort(waiters)} of them wait for locks.`,
    next: 'Give the number of threads (for Go: goroutines).',
  }),
  'virtual-threads': ({ share }) => ({
    why:
      share > 0
        ? `Flight Recorder writes no lock wait of virtual threads, and ${formatShare(share)} of the work seen here ran on them: not seen is not zero.`
        : 'Flight Recorder writes no lock wait of virtual threads; there are some here, by the threads that carry them, and nothing says what they wait for: not seen is not zero.',
    next: 'Take a few thread dumps that list virtual threads: jcmd PID Thread.dump_to_file -format=json threads.json',
  }),
  'no-thread-of-the-program': ({ by }, zone) => ({
    why: 'The dumps show no thread of the program.',
    next: tellArithmetic(by, zone),
  }),
  'too-few-looks': ({ looks, namesOnly, runtime, ...working }) => ({
    why: `In ${lookedAt(looks)} ${waitingThreads(working)}${namesOnly ? ', by functions named for it' : looks === 1 ? ', at that instant' : ''}.`,
    next: namesOnly ? tellingDumps(runtime) : 'Take five dumps or more, some seconds apart.',
  }),
  'looks-at-full-cpu': ({ looks, ...working }) => ({
    why: `In ${lookedAt(looks)} ${waitingThreads(working)}, but the CPU is full: a process that dumps itself then sees more of them waiting than wait on average.`,
    next: 'Record the mutex profile: it counts the time that was waited.',
  }),
  'series-without-stacks': () => ({
    why: 'Of this process one number per profile was read, and no stacks: those tell collecting and lock waits from the rest.',
    next: 'Choose this process alone: its profiles say.',
  }),
  'signalled-thread': () => ({
    why: 'stackprof looks at one thread at a time, the one that its signal reached: threads that wait beside it are not in the file.',
    next: 'Record all threads: vernier run -- ruby app.rb.',
  }),
  'no-wait-sample': () => ({
    why: 'The wait profile has no samples in this window.',
    next: 'Take a longer window.',
  }),
  text: ({ why, next }) => ({ why, next }),
}

export function tellLack(lack: Lack, zone: string): ToldLack {
  const row = words[lack.id] as (lack: Lack, zone: string) => ToldLack
  return row(lack, zone)
}

/** What says of every thread for what it waits, where these dumps name only some waits. */
function tellingDumps(runtime: Runtime | undefined): string {
  if (runtime === 'dotnet')
    return 'Record a trace: dotnet-trace collect writes every wait for a lock, and from .NET 8 on who has it.'
  // Only dump_to_file of JDK 21 to 23 has no states, and it is taken for the sake of virtual threads.
  if (runtime === 'jvm')
    return 'Take dumps with states, five or more: jcmd PID Thread.print -l for platform threads; of virtual threads Thread.dump_to_file says the state from JDK 24 on.'
  return 'Take dumps with --native, five or more.'
}
