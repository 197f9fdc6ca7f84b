/** Event types that say numbers and no stacks. */
import type { EventHandler } from './chunkReader.ts'
import type { Recording } from './recording.ts'

type Row = readonly [type: string, handler: EventHandler]

export const factHandlers = (recording: Recording): ReadonlyMap<string, EventHandler> =>
  new Map([...processorRows(recording), ...memoryRows(recording), ...threadRows(recording)])

function processorRows(recording: Recording): readonly Row[] {
  const { facts } = recording
  return [
    [
      'jdk.CPULoad',
      {
        fields: ['startTime', 'jvmUser', 'jvmSystem'],
        onEvent: (event) => {
          facts.cpu.load(recording.recorder, event.timeMs(0), event.number(1) + event.number(2))
          recording.locks.loaded(event, false, event.number(1) + event.number(2))
        },
      },
    ],
    ['jdk.CPUInformation', { fields: ['hwThreads'], onEvent: (event) => facts.cpu.hardwareThreads(event.number(0)) }],
    [
      'jdk.ContainerConfiguration',
      {
        fields: ['cpuQuota', 'cpuSlicePeriod', 'effectiveCpuCount', 'memoryLimit'],
        onEvent: (event) =>
          facts.cpu.container(event.nanoseconds(0) / 1e3, event.nanoseconds(1) / 1e3, event.number(2), event.number(3)),
      },
    ],
    [
      'jdk.ContainerCPUUsage',
      {
        fields: ['startTime', 'cpuTime'],
        onEvent: (event) => facts.cpu.containerCpu(event.timeMs(0), event.nanoseconds(1)),
      },
    ],
    [
      'jdk.ContainerCPUThrottling',
      {
        fields: ['startTime', 'cpuElapsedSlices', 'cpuThrottledSlices', 'cpuThrottledTime'],
        onEvent: (event) =>
          facts.cpu.throttling(event.timeMs(0), event.number(1), event.number(2), event.nanoseconds(3)),
      },
    ],
    [
      'jdk.ThreadCPULoad',
      {
        fields: ['startTime', 'eventThread', 'user', 'system'],
        onEvent: (event) => {
          const thread = recording.threads.of(event, 1)
          const share = event.number(2) + event.number(3)
          if (thread !== undefined) {
            facts.cpu.threadLoad(event.timeMs(0), thread.id, share)
            thread.life.loaded(event.timeMs(0), share)
          }
          recording.locks.loaded(event, true, share)
        },
      },
    ],
    [
      'jdk.GCCPUTime',
      {
        fields: ['startTime', 'userTime', 'systemTime'],
        onEvent: (event) => facts.cpu.gcCpu(event.timeMs(0), event.nanoseconds(1) + event.nanoseconds(2)),
      },
    ],
    ['jdk.CPUTimeSamplesLost', { fields: ['lostSamples'], onEvent: (event) => facts.lostCpuSamples(event.number(0)) }],
  ]
}

function memoryRows(recording: Recording): readonly Row[] {
  const { facts } = recording
  return [
    ['jdk.GCHeapConfiguration', { fields: ['maxSize'], onEvent: (event) => facts.heapLimit(event.number(0)) }],
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
      'jdk.ThreadAllocationStatistics',
      {
        fields: ['startTime', 'allocated', 'thread'],
        onEvent: (event) => {
          const thread = recording.threads.of(event, 2)
          if (thread !== undefined) facts.allocation.counted(event.timeMs(0), thread.id, event.number(1))
        },
      },
    ],
    [
      'jdk.NativeMemoryUsage',
      {
        fields: ['startTime', 'type', 'committed'],
        onEvent: (event) => facts.native.read(event.constant(1, 'name'), event.timeMs(0), event.number(2)),
      },
    ],
    [
      'jdk.DirectBufferStatistics',
      {
        fields: ['startTime', 'memoryUsed'],
        onEvent: (event) => facts.native.read('Direct buffers', event.timeMs(0), event.number(1)),
      },
    ],
    [
      'jdk.MetaspaceSummary',
      {
        fields: ['startTime', 'when', 'metaspace.committed'],
        onEvent: (event) => {
          if (event.constant(1, 'when') === 'After GC')
            facts.native.read('Class metadata', event.timeMs(0), event.number(2))
        },
      },
    ],
    [
      'jdk.ResidentSetSize',
      { fields: ['startTime', 'size'], onEvent: (event) => facts.rss(event.timeMs(0), event.number(1)) },
    ],
  ]
}

function threadRows(recording: Recording): readonly Row[] {
  const { facts } = recording
  return [
    [
      'jdk.JavaThreadStatistics',
      {
        fields: ['startTime', 'activeCount'],
        onEvent: (event) => facts.threadCount(event.timeMs(0), event.number(1)),
      },
    ],
    [
      'jdk.ThreadEnd',
      {
        fields: ['startTime', 'thread'],
        onEvent: (event) => {
          facts.allocation.threadEnded()
          const thread = recording.threads.of(event, 1)
          if (thread !== undefined) thread.life.hasEnded = true
        },
      },
    ],
    [
      'jdk.ThreadDump',
      {
        fields: ['startTime', 'result'],
        onEvent: (event) => {
          const timeMs = event.timeMs(0)
          if (!recording.isDamaged(timeMs)) recording.dumps.add(timeMs, event.text(1))
        },
      },
    ],
    ['jdk.DataLoss', { fields: ['amount'], onEvent: (event) => facts.lostBytes(event.number(0)) }],
    ['jdk.VirtualThreadStart', { fields: ['startTime'], onEvent: () => recording.threads.startedVirtual() }],
  ]
}
