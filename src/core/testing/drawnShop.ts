/** For tests: the recording of a small shop, as `drawJfr` draws it. */
import { explainLoadError } from '../base/result.ts'
import type { ParsedFile, ReadOptions } from '../formats/parsedFile.ts'
import { drawJfr, type DrawnChunk, type DrawnField, type DrawnTypes } from './drawJfr.ts'
import { readJfr } from '../formats/jfr/jfr.ts'

export const options: ReadOptions = { fileName: 'app.jfr', maxInflatedBytes: 1e9 }

export const ticks = (name: string): DrawnField => ({ name, type: 'long', unit: 'TICKS' })
export const pooled = (name: string, type: string): DrawnField => ({ name, type, pooled: true })
export const plain = (name: string, type: string): DrawnField => ({ name, type })
export const threadField = (name: string): DrawnField => pooled(name, 'java.lang.Thread')
export const stackField = pooled('stackTrace', 'jdk.types.StackTrace')

export const types: DrawnTypes = {
  'java.lang.Thread': [
    plain('osName', 'java.lang.String'),
    plain('osThreadId', 'long'),
    plain('javaName', 'java.lang.String'),
    plain('javaThreadId', 'long'),
  ],
  'jdk.types.Symbol': [plain('string', 'java.lang.String')],
  'java.lang.Class': [pooled('name', 'jdk.types.Symbol'), plain('modifiers', 'int')],
  'jdk.types.Method': [pooled('type', 'java.lang.Class'), pooled('name', 'jdk.types.Symbol')],
  'jdk.types.FrameType': [plain('description', 'java.lang.String')],
  'jdk.types.ThreadState': [plain('name', 'java.lang.String')],
  'jdk.types.StackFrame': [
    pooled('method', 'jdk.types.Method'),
    plain('lineNumber', 'int'),
    plain('bytecodeIndex', 'int'),
    pooled('type', 'jdk.types.FrameType'),
  ],
  'jdk.types.StackTrace': [
    plain('truncated', 'boolean'),
    { name: 'frames', type: 'jdk.types.StackFrame', array: true },
  ],
  'jdk.types.GCWhen': [plain('when', 'java.lang.String')],
  'jdk.types.GCName': [plain('name', 'java.lang.String')],
  'jdk.types.VirtualSpace': [plain('start', 'long'), plain('committedSize', 'long')],
  'jdk.ActiveSetting': [
    ticks('startTime'),
    plain('id', 'long'),
    plain('name', 'java.lang.String'),
    plain('value', 'java.lang.String'),
  ],
  'jdk.ThreadStart': [ticks('startTime'), threadField('thread')],
  'jdk.ExecutionSample': [
    ticks('startTime'),
    threadField('sampledThread'),
    stackField,
    pooled('state', 'jdk.types.ThreadState'),
  ],
  'jdk.ObjectAllocationSample': [
    ticks('startTime'),
    threadField('eventThread'),
    stackField,
    pooled('objectClass', 'java.lang.Class'),
    plain('weight', 'long'),
  ],
  'jdk.JavaMonitorEnter': [
    ticks('startTime'),
    ticks('duration'),
    threadField('eventThread'),
    stackField,
    pooled('monitorClass', 'java.lang.Class'),
  ],
  'jdk.ThreadPark': [
    ticks('startTime'),
    ticks('duration'),
    threadField('eventThread'),
    stackField,
    pooled('parkedClass', 'java.lang.Class'),
  ],
  'jdk.CPULoad': [
    ticks('startTime'),
    plain('jvmUser', 'float'),
    plain('jvmSystem', 'float'),
    plain('machineTotal', 'float'),
  ],
  'jdk.CPUInformation': [ticks('startTime'), plain('cpu', 'java.lang.String'), plain('hwThreads', 'int')],
  'jdk.GCHeapSummary': [
    ticks('startTime'),
    plain('gcId', 'int'),
    pooled('when', 'jdk.types.GCWhen'),
    plain('heapSpace', 'jdk.types.VirtualSpace'),
    plain('heapUsed', 'long'),
  ],
  'jdk.GarbageCollection': [
    ticks('startTime'),
    ticks('duration'),
    plain('gcId', 'int'),
    pooled('name', 'jdk.types.GCName'),
  ],
  'jdk.InitialEnvironmentVariable': [
    ticks('startTime'),
    plain('key', 'java.lang.String'),
    plain('value', 'java.lang.String'),
  ],
  'jdk.JVMInformation': [
    ticks('startTime'),
    { name: 'jvmStartTime', type: 'long', unit: 'MILLISECONDS_SINCE_EPOCH' },
    plain('pid', 'long'),
  ],
}
export const typeId = (name: string): number => 19 + Object.keys(types).indexOf(name)

// main → Shop.serve → Cart.total, and the same below a C++ frame.
export const pools: NonNullable<DrawnChunk['pools']> = {
  'jdk.types.Symbol': [
    [1, 'shop/Shop'],
    [2, 'serve'],
    [3, 'shop/Cart'],
    [4, 'total'],
    [5, 'libjvm.so'],
    [6, 'ObjectMonitor::enter'],
    [7, 'java/util/concurrent/locks/ReentrantLock$NonfairSync'],
    [8, 'java/util/concurrent/locks/AbstractQueuedSynchronizer$ConditionObject'],
  ],
  'java.lang.Class': [
    [1, 1, 0],
    [2, 3, 0],
    [3, 5, 0],
    [4, 7, 0],
    [5, 8, 0],
  ],
  'jdk.types.Method': [
    [1, 1, 2],
    [2, 2, 4],
    [3, 3, 6],
  ],
  'jdk.types.FrameType': [
    [1, 'JIT compiled'],
    [2, 'C++'],
  ],
  'jdk.types.ThreadState': [
    [1, 'STATE_DEFAULT'],
    [2, 'STATE_RUNNABLE'],
  ],
  'jdk.types.StackTrace': [
    [
      1,
      0,
      [
        [2, 20, 1, 1],
        [1, 10, 1, 1],
      ],
    ],
    [
      2,
      1,
      [
        [3, 0, 0, 2],
        [1, 12, 1, 1],
      ],
    ],
    [2n ** 60n + 1n, 0, [[1, 10, 1, 1]]],
  ],
  'java.lang.Thread': [
    [1, 'main', 41, 'main', 1],
    [2, 'worker', 42, 'worker', 7],
  ],
  'jdk.types.GCWhen': [
    [1, 'Before GC'],
    [2, 'After GC'],
  ],
  'jdk.types.GCName': [
    [1, 'G1New'],
    [2, 'G1Full'],
  ],
}

/** Reads drawn chunks; any part of a chunk can be replaced. */
export function read(...chunks: readonly Partial<DrawnChunk>[]): ParsedFile {
  const result = readJfr(drawJfr(...chunks.map((chunk) => ({ types, pools, events: [], ...chunk }))), options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}
export const ms = (n: number): number => n * 1_000_000
