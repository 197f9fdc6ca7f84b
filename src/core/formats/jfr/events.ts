/** What each wanted event type adds to the parts and facts. Event types that nobody asks for are never decoded. */
import type { ChunkReader, EventHandler, JfrEvent } from './chunkReader.ts'
import { threadOf, javaClassName } from './frames.ts'
import type { Recording } from './recording.ts'
import type { JfrPart } from './parts.ts'

type Handlers = ReadonlyMap<string, EventHandler>

/** First pass: settings, who was born during the recording, when it began. Cheap, and everything else depends on it. */
export function preludeHandlers(recording: Recording, chunk: ChunkReader): Handlers {
  return new Map<string, EventHandler>([
    [
      'jdk.ActiveSetting',
      {
        fields: ['id', 'name', 'value'],
        onEvent: (event) => {
          const type = chunk.types.byId.get(event.number(0))
          recording.settings.set(type?.name ?? '', event.text(1), event.text(2))
        },
      },
    ],
    [
      'jdk.ActiveRecording',
      {
        fields: ['recordingStart'],
        onEvent: (event) => {
          if (event.has(0)) recording.startedMs = Math.min(recording.startedMs, event.timeMs(0))
        },
      },
    ],
    [
      'jdk.ThreadStart',
      {
        fields: ['thread'],
        onEvent: (event) => {
          const thread = threadOf(chunk.pools, event.typeId(0), event.key(0))
          if (thread !== undefined) recording.born.add(thread.id)
        },
      },
    ],
  ])
}

/** Adds one row. Fields 0, 1, 2 are always time, thread, stack. */
function addSample(part: JfrPart, event: JfrEvent, value: number, count: number): void {
  const { builder, chunk } = part
  const stack = chunk.stack(event.typeId(2), event.key(2))
  const thread = chunk.thread(event.typeId(1), event.key(1))
  builder.setValue(builder.sample(stack, value, { thread, timeMs: event.timeMs(0) }), 1, count)
}

/** A wait for a lock: its class and how it was waited for become labels. */
function addWait(recording: Recording, event: JfrEvent, how: string, className: string): void {
  const { builder, chunk } = recording.parts.get('lock')
  const { timeMs, ns } = recording.waitOf(event)
  const lock = className === '' ? 'unknown' : javaClassName(className)
  const row = builder.sample(chunk.stack(event.typeId(2), event.key(2)), ns, {
    thread: chunk.thread(event.typeId(1), event.key(1)),
    timeMs,
    labelSet: builder.labelSet([
      { key: 'lock', value: lock },
      { key: 'waited', value: how },
    ]),
  })
  builder.setValue(row, 1, 1)
}

export function sampleHandlers(recording: Recording, counts: ReadonlyMap<string, number>): Handlers {
  const { parts, settings } = recording
  const seen = (name: string): boolean => (counts.get(name) ?? 0) > 0
  const handlers = new Map<string, EventHandler>()
  const on = (type: string, fields: readonly string[], onEvent: (event: JfrEvent) => void): void => {
    if (seen(type)) handlers.set(type, { fields, onEvent })
  }

  if (seen('jdk.CPUTimeSample')) {
    recording.hasCpuTimeSamples = true
    on('jdk.CPUTimeSample', ['startTime', 'eventThread', 'stackTrace', 'samplingPeriod'], (event) => {
      addSample(parts.get('cpu'), event, event.nanoseconds(3), 1)
    })
  } else {
    const sampler = recording.sampler()
    on('jdk.ExecutionSample', ['startTime', 'sampledThread', 'stackTrace', 'state'], (event) => {
      const isWall = sampler.mayBeWall && event.constant(3, 'name') !== 'STATE_DEFAULT'
      if (isWall) addSample(parts.get('wall'), event, sampler.wallNs, 1)
      else addSample(parts.get('cpu'), event, sampler.cpuNs, 1)
    })
  }
  on('profiler.WallClockSample', ['startTime', 'sampledThread', 'stackTrace', 'samples'], (event) => {
    const samples = event.has(3) ? Math.max(1, event.number(3)) : 1
    addSample(parts.get('wall'), event, samples * recording.sampler().wallNs, samples)
  })

  if (seen('jdk.ObjectAllocationSample')) {
    on('jdk.ObjectAllocationSample', ['startTime', 'eventThread', 'stackTrace', 'weight'], (event) => {
      if (!recording.isFirstOfOldThread(event)) addSample(parts.get('alloc'), event, event.number(3), 1)
    })
  } else {
    on('jdk.ObjectAllocationInNewTLAB', ['startTime', 'eventThread', 'stackTrace', 'tlabSize'], (event) =>
      addSample(parts.get('alloc'), event, event.number(3), 1),
    )
    on('jdk.ObjectAllocationOutsideTLAB', ['startTime', 'eventThread', 'stackTrace', 'allocationSize'], (event) =>
      addSample(parts.get('alloc'), event, event.number(3), 1),
    )
  }

  const allocInterval = Number(settings.any('alloc') ?? 0)
  on('profiler.LiveObject', ['startTime', 'eventThread', 'stackTrace', 'allocationSize'], (event) =>
    addSample(parts.get('live'), event, Math.max(event.number(3), allocInterval > 0 ? allocInterval : 0), 1),
  )
  on('jdk.OldObjectSample', ['startTime', 'eventThread', 'stackTrace', 'objectSize'], (event) =>
    addSample(parts.get('live'), event, event.number(3), 1),
  )

  on('jdk.JavaMonitorEnter', ['startTime', 'eventThread', 'stackTrace', 'duration', 'monitorClass'], (event) =>
    addWait(recording, event, 'monitor', recording.className(event, 4)),
  )
  on('jdk.ThreadPark', ['startTime', 'eventThread', 'stackTrace', 'duration', 'parkedClass'], (event) => {
    const className = recording.className(event, 4)
    const kind = parkKind(className)
    if (kind === 'lock') addWait(recording, event, 'park', className)
    else recording.otherWait(recording.waitOf(event), kind)
  })
  on('profiler.NativeLock', ['startTime', 'eventThread', 'stackTrace', 'duration'], (event) =>
    addWait(recording, event, 'native', 'pthread'),
  )
  return handlers
}

const locks = /^java\/util\/concurrent\/(locks\/(ReentrantLock|ReentrantReadWriteLock|StampedLock)|Semaphore)(\$|$)/
const conditions =
  /ConditionObject$|^java\/util\/concurrent\/(CountDownLatch|CyclicBarrier|Phaser|FutureTask|CompletableFuture|Exchanger)(\$|$)/

/** Parking is contention only on a lock; on a queue, a condition or a pool's idle list it is waiting for work. */
export function parkKind(className: string): 'lock' | 'cond' | 'idle' | 'unknown' {
  if (locks.test(className)) return 'lock'
  if (conditions.test(className)) return 'cond'
  return className === '' ? 'unknown' : 'idle'
}

export function factHandlers(recording: Recording): Handlers {
  const { facts } = recording
  return new Map<string, EventHandler>([
    [
      'jdk.CPULoad',
      {
        fields: ['startTime', 'jvmUser', 'jvmSystem'],
        onEvent: (event) => facts.cpuLoad(event.timeMs(0), event.number(1) + event.number(2)),
      },
    ],
    ['jdk.CPUInformation', { fields: ['hwThreads'], onEvent: (event) => facts.cpus(event.number(0)) }],
    [
      'jdk.ContainerConfiguration',
      { fields: ['effectiveCpuCount'], onEvent: (event) => facts.containerCpus(event.number(0)) },
    ],
    [
      'jdk.JavaThreadStatistics',
      {
        fields: ['startTime', 'activeCount'],
        onEvent: (event) => facts.threadCount(event.timeMs(0), event.number(1)),
      },
    ],
    [
      'jdk.GCHeapSummary',
      {
        fields: ['startTime', 'gcId', 'when', 'heapUsed'],
        onEvent: (event) =>
          facts.heapSummary(event.timeMs(0), event.number(1), event.constant(2, 'when'), event.number(3)),
      },
    ],
    [
      'jdk.GarbageCollection',
      { fields: ['gcId', 'name'], onEvent: (event) => facts.collection(event.number(0), event.constant(1, 'name')) },
    ],
    [
      'jdk.G1GarbageCollection',
      { fields: ['gcId', 'type'], onEvent: (event) => facts.g1Collection(event.number(0), event.constant(1, 'type')) },
    ],
    [
      'jdk.GCCPUTime',
      {
        fields: ['startTime', 'userTime', 'systemTime'],
        onEvent: (event) => facts.gcCpu(event.timeMs(0), event.nanoseconds(1) + event.nanoseconds(2)),
      },
    ],
    [
      'jdk.ThreadAllocationStatistics',
      {
        fields: ['startTime', 'allocated', 'thread'],
        onEvent: (event) => {
          const thread = recording.threadId(event, 2)
          if (thread !== undefined) facts.threadAllocated(event.timeMs(0), thread, event.number(1))
        },
      },
    ],
    ['jdk.ThreadEnd', { fields: ['startTime'], onEvent: () => facts.threadEnded() }],
    [
      'jdk.ResidentSetSize',
      { fields: ['startTime', 'size'], onEvent: (event) => facts.rss(event.timeMs(0), event.number(1)) },
    ],
  ])
}
