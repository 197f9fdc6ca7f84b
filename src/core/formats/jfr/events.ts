/** What each wanted event type adds to the parts and facts. Event types that nobody asks for are never decoded. */
import type { ChunkReader, EventHandler, JfrEvent } from './chunkReader.ts'
import type { Recording } from './recording.ts'
import type { HolderDoingKind } from '../../base/lockWaits.ts'
import { labelsOf, LockClasses, type LockClass } from './lockClasses.ts'
import type { PartId } from './part.ts'
import { ThreadStates } from './threadStates.ts'

type Handlers = ReadonlyMap<string, EventHandler>

/** Adds one row. Fields 0, 1, 2 are always time, thread, stack. */
function addSample(recording: Recording, id: PartId, event: JfrEvent, value: number, count: number): void {
  const timeMs = event.timeMs(0)
  const part = recording.parts.get(id)
  if (recording.isDamaged(timeMs)) return
  if (id === 'cpu' || id === 'alloc') recording.threads.lived(event, timeMs)
  const { builder, chunk } = part
  const stack = chunk.stack(event.typeId(2), event.key(2))
  builder.event(stack, value, count, chunk.thread(event.typeId(1), event.key(1)), timeMs)
}

function addWall(recording: Recording, states: ThreadStates, event: JfrEvent, looks: number): void {
  const ns = looks * recording.sampler.wallNs
  recording.threads.sawJava(event, ns)
  if (recording.watchesLocks)
    recording.locks.stood(
      event,
      looks,
      recording.sampler.wallNs,
      spanOf(recording, event, looks),
      states.isRunnable(event, 3),
    )
  addSample(recording, 'wall', event, ns, looks)
}

/** From the first to the last of looks that are written once: field 5, where it is there. */
function spanOf(recording: Recording, event: JfrEvent, looks: number): number {
  return event.has(5) ? event.nanoseconds(5) : (looks - 1) * recording.sampler.wallNs
}

/** A wait for a lock; `ownerField` is that of the thread that let go, −1 where the type has none. */
function addWait(recording: Recording, event: JfrEvent, lock: LockClass, address: number, ownerField = -1): void {
  const ns = addWaitingStack(recording, event, lock)
  if (ns !== undefined) recording.locks.waited(event, ns, lock, address, ownerField)
}

/** @returns how long it waited; undefined for what is damaged */
function addWaitingStack(recording: Recording, event: JfrEvent, lock: LockClass): number | undefined {
  const { builder, chunk } = recording.parts.get('lock')
  const { timeMs, ns } = recording.waitOf(event)
  if (recording.isDamaged(timeMs)) return undefined
  recording.threads.lived(event, timeMs + ns / 2e6)
  const stack = chunk.stack(event.typeId(2), event.key(2))
  builder.event(stack, ns, 1, chunk.thread(event.typeId(1), event.key(1)), timeMs, labelsOf(lock, builder))
  return ns
}

export function sampleHandlers(
  recording: Recording,
  chunk: ChunkReader,
  counts: ReadonlyMap<string, number>,
): Handlers {
  const { parts, settings, sampler } = recording
  const states = new ThreadStates()
  const seen = (name: string): boolean => (counts.get(name) ?? 0) > 0
  const handlers = new Map<string, EventHandler>()
  const on = (type: string, fields: readonly string[], onEvent: (event: JfrEvent) => void): void => {
    if (seen(type)) handlers.set(type, { fields, onEvent })
  }

  // Samples of wall time see more of what holders do: where there are both, only those are asked.
  recording.watchesLocks = lockEvents.some(seen)
  const holdersMatter =
    recording.watchesLocks && !seen('profiler.WallClockSample') && !seen('datadog.MethodSample') && !sampler.mayBeWall
  const addCpu = (event: JfrEvent, ns: number, count: number): void => {
    addSample(recording, 'cpu', event, ns, count)
    if (holdersMatter) recording.locks.ran(event, ns)
  }
  if (seen('jdk.CPUTimeSample')) {
    recording.hasCpuTimeSamples = true
    on('jdk.CPUTimeSample', ['startTime', 'eventThread', 'stackTrace', 'samplingPeriod'], (event) => {
      recording.threads.count(event)
      addCpu(event, event.nanoseconds(3), 1)
    })
  } else {
    on('jdk.ExecutionSample', ['startTime', 'sampledThread', 'stackTrace', 'state'], (event) => {
      recording.threads.count(event)
      const isWall = sampler.mayBeWall && !states.isDefault(event, 3)
      if (isWall) addWall(recording, states, event, 1)
      else addCpu(event, sampler.cpuNs, 1)
    })
  }
  on(
    'profiler.WallClockSample',
    ['startTime', 'sampledThread', 'stackTrace', 'state', 'samples', 'timeSpan'],
    (event) => addWall(recording, states, event, event.has(4) ? Math.max(1, event.number(4)) : 1),
  )
  const sampled = (type: string): void =>
    on(type, ['startTime', 'eventThread', 'stackTrace', 'state', 'weight'], (event) => {
      const weight = event.has(4) ? Math.max(1, event.number(4)) : 1
      if (type === 'datadog.MethodSample') addWall(recording, states, event, weight)
      else addCpu(event, weight * sampler.cpuNs, weight)
    })
  sampled('datadog.ExecutionSample')
  sampled('datadog.MethodSample')

  if (seen('jdk.ObjectAllocationSample')) {
    on('jdk.ObjectAllocationSample', ['startTime', 'eventThread', 'stackTrace', 'weight'], (event) => {
      recording.threads.count(event)
      if (recording.isFirstOfOldThread(event)) return
      const thread = recording.threads.of(event, 1)
      if (thread !== undefined) recording.facts.allocation.sampled(event.timeMs(0), thread.id, event.number(3))
      addSample(recording, 'alloc', event, event.number(3), 1)
    })
  } else {
    on('jdk.ObjectAllocationInNewTLAB', ['startTime', 'eventThread', 'stackTrace', 'tlabSize'], (event) =>
      addSample(recording, 'alloc', event, event.number(3), 1),
    )
    on('jdk.ObjectAllocationOutsideTLAB', ['startTime', 'eventThread', 'stackTrace', 'allocationSize'], (event) =>
      addSample(recording, 'alloc', event, event.number(3), 1),
    )
  }
  // Its weight is the number of such objects that one sampled one stands for.
  on('datadog.ObjectSample', ['startTime', 'eventThread', 'stackTrace', 'size', 'weight'], (event) =>
    addSample(recording, 'alloc', event, event.number(3) * event.number(4), Math.max(1, event.number(4))),
  )

  for (const type of ['profiler.LiveObject', 'datadog.HeapLiveObject', 'jdk.OldObjectSample'])
    if (seen(type)) parts.startOver('live')
  const allocInterval = Number(settings.any('alloc') ?? 0)
  on('profiler.LiveObject', ['startTime', 'eventThread', 'stackTrace', 'allocationSize'], (event) =>
    addSample(recording, 'live', event, Math.max(event.number(3), allocInterval > 0 ? allocInterval : 0), 1),
  )
  on('datadog.HeapLiveObject', ['startTime', 'eventThread', 'stackTrace', 'size', 'weight'], (event) =>
    addSample(recording, 'live', event, event.number(3) * event.number(4), Math.max(1, event.number(4))),
  )
  on('jdk.OldObjectSample', ['startTime', 'eventThread', 'stackTrace', 'objectSize'], (event) =>
    addSample(recording, 'live', event, event.number(3), 1),
  )

  // Labels of a class are of its recorder's builder: another chunk can be another recorder's.
  lockHandlers(recording, new LockClasses(chunk.pools), on)
  nativeHeapHandlers(recording, on)
  return handlers
}

type On = (type: string, fields: readonly string[], onEvent: (event: JfrEvent) => void) => void

function lockHandlers(recording: Recording, classes: LockClasses, on: On): void {
  on(
    'jdk.JavaMonitorEnter',
    ['startTime', 'eventThread', 'stackTrace', 'duration', 'monitorClass', 'address', 'previousOwner'],
    (event) => addWait(recording, event, classes.monitor(event, 4), event.number(5), event.has(6) ? 6 : -1),
  )
  on('jdk.ThreadPark', ['startTime', 'eventThread', 'stackTrace', 'duration', 'parkedClass', 'address'], (event) => {
    const lock = classes.parked(event, 4)
    if (lock.parked === 'lock') {
      addWait(recording, event, lock, event.number(5))
      return
    }
    recording.locks.did(event, 'condition')
    // With its stack, which says that it is a pool and who asks for its permits; gathering tells it from the locks.
    if (lock.parked === 'pool' || recording.locks.isBorrowing(event, 2)) {
      addWaitingStack(recording, event, lock)
      return
    }
    const cut = recording.waitOf(event)
    recording.threads.lived(event, cut.timeMs + cut.ns / 2e6)
    recording.otherWaits.add(cut, lock.parked)
  })
  on('profiler.NativeLock', ['startTime', 'eventThread', 'stackTrace', 'duration', 'address'], (event) =>
    addWait(recording, event, classes.native, event.number(4)),
  )
}

function nativeHeapHandlers(recording: Recording, on: On): void {
  const interval = recording.settings.bytes('profiler.Malloc', 'nativemem')
  on('profiler.Malloc', ['startTime', 'eventThread', 'stackTrace', 'address', 'size'], (event) => {
    const site = recording.locks.siteOf(event, 2) || '[unknown]'
    const { chunk } = recording.parts.get('native')
    const stack = chunk.stack(event.typeId(2), event.key(2))
    const thread = chunk.thread(event.typeId(1), event.key(1))
    recording.nativeHeap.allocated(event.timeMs(0), event.number(3), event.number(4), interval, { site, stack, thread })
  })
  on('profiler.Free', ['startTime', 'eventThread', 'stackTrace', 'address'], (event) =>
    recording.nativeHeap.freed(event.timeMs(0), event.number(3)),
  )
}

/** What threads did off the CPU: whoever holds a lock meanwhile (asked only of chunks in which somebody waited for one), and all others. */
const doings: readonly (readonly [type: string, kind: HolderDoingKind, wait: 'io' | 'sleep' | 'cond'])[] = [
  ['jdk.FileForce', 'disk', 'io'],
  ['jdk.FileRead', 'disk', 'io'],
  ['jdk.FileWrite', 'disk', 'io'],
  ['jdk.SocketRead', 'network', 'io'],
  ['jdk.SocketWrite', 'network', 'io'],
  ['jdk.ThreadSleep', 'sleep', 'sleep'],
  ['jdk.JavaMonitorWait', 'condition', 'cond'],
]
const lockEvents = ['jdk.JavaMonitorEnter', 'jdk.ThreadPark', 'profiler.NativeLock']

export function holderHandlers(recording: Recording, counts: ReadonlyMap<string, number>): Handlers {
  const handlers = new Map<string, EventHandler>()
  const someWait = lockEvents.some((type) => (counts.get(type) ?? 0) > 0)
  for (const [type, kind, wait] of doings) {
    handlers.set(type, {
      fields: [
        'startTime',
        'eventThread',
        'stackTrace',
        'duration',
        ...(kind === 'network' ? ['address', 'port'] : []),
      ],
      onEvent: (event) => {
        if (recording.isDamaged(event.timeMs(0))) return
        const cut = recording.waitOf(event)
        recording.threads.lived(event, cut.timeMs + cut.ns / 2e6)
        recording.typedWaits.add(cut, wait)
        if (kind === 'network' && event.has(4)) recording.socketWaits.add(cut, event.text(4), event.number(5))
        if (someWait) recording.locks.did(event, kind)
      },
    })
  }
  handlers.set('jdk.GCPhasePause', {
    fields: ['startTime', 'duration'],
    onEvent: (event) => {
      if (recording.isDamaged(event.timeMs(0))) return
      recording.stops.add(recording.waitOf(event, 1), 'gc')
      if (someWait) recording.locks.paused(event)
    },
  })
  return handlers
}
