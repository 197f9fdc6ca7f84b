/** What the holder of a lock does while others wait: as a frame, and as a noun for "81 % of the wait was …". */
import type { HolderDoingKind } from '../../base/lockWaits.ts'
import type { Runtime } from '../../base/vocabulary.ts'

export const holderDoing: Readonly<
  Record<HolderDoingKind, { readonly frame: string; readonly noun: string; readonly short: string }>
> = {
  disk: { frame: 'waits for the disk', noun: 'disk', short: 'disk' },
  network: { frame: 'waits for the network', noun: 'network', short: 'network' },
  cpu: { frame: 'computes', noun: 'computing', short: 'CPU' },
  lock: { frame: 'waits for another lock', noun: 'waiting for another lock', short: 'next lock' },
  condition: { frame: 'waits to be told', noun: 'waiting to be told', short: 'condition' },
  sleep: { frame: 'sleeps', noun: 'sleep', short: 'sleep' },
  gc: { frame: 'stands still for the collector', noun: 'the collector', short: 'GC' },
  queue: { frame: 'queues for a CPU', noun: 'the queue for a CPU', short: 'CPU queue' },
  handover: { frame: 'has let go, the next has not run yet', noun: 'handing it over', short: 'handover' },
  still: { frame: 'stands still, waiting', noun: 'standing still', short: 'still' },
  unseen: { frame: 'not seen', noun: 'not seen', short: 'not seen' },
}

/** Of a holder in a ring of threads that wait for one another. */
export const deadlockFrame = 'waits in a deadlock'

export interface HolderGuide {
  readonly text: string
  readonly command: string
}

/** How to record the other half: who holds the lock. */
export const recordHolders: Readonly<Record<Runtime, HolderGuide>> = {
  go: {
    text: 'Record the mutex profile beside the block profile (runtime.SetMutexProfileFraction(100)): it names who held the lock.',
    command: "curl -o mutex.pb.gz 'http://HOST:6060/debug/pprof/mutex?seconds=30'",
  },
  jvm: {
    text: 'Flight Recorder names the thread that held a monitor; three thread dumps show where the owner stands. Who owns a ReentrantLock is only printed with -l. Virtual threads are in neither: of a program that has them take jcmd PID Thread.dump_to_file -format=json dump.json.',
    command: 'for i in 1 2 3; do jcmd PID Thread.print -l > dump-$i.txt; sleep 2; done',
  },
  cpython: {
    text: 'Three dumps show which thread stands inside the section that the others wait for.',
    command: 'for i in 1 2 3; do py-spy dump --pid PID > dump-$i.txt; sleep 2; done',
  },
  dotnet: {
    text: 'From .NET 8 on a trace names the thread that has the lock, and its sampler sees what that one does; before, three stack reports (dotnet-stack report -p PID) show which thread stands inside the section.',
    command:
      'dotnet-trace collect -p PID --duration 00:00:30 --providers Microsoft-DotNETCore-SampleProfiler,Microsoft-Windows-DotNETRuntime:0x14C14FCCBD:5',
  },
  v8: { text: 'JavaScript has no locks: nobody holds one.', command: '' },
  native: {
    text: 'Three dumps of all threads show which one stands inside the section that the others wait for.',
    command: "for i in 1 2 3; do gdb -p PID -batch -ex 'thread apply all bt' > dump-$i.txt; sleep 2; done",
  },
}
