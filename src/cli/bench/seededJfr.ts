/** The seeded tree as a Flight Recorder file: one chunk, one ExecutionSample per sample, one stack per node that is a leaf. */
import { drawJfr, type DrawnChunk, type DrawnTypes } from '../../core/testing/drawJfr.ts'
import { ByteList } from '../../core/testing/pprofWriter.ts'
import type { SeededTree } from './seededTree.ts'

export const jfrTypes: DrawnTypes = {
  'java.lang.Thread': [
    { name: 'osName', type: 'java.lang.String' },
    { name: 'javaName', type: 'java.lang.String' },
    { name: 'javaThreadId', type: 'long' },
  ],
  'jdk.types.Symbol': [{ name: 'string', type: 'java.lang.String' }],
  'java.lang.Class': [{ name: 'name', type: 'jdk.types.Symbol', pooled: true }],
  'jdk.types.Method': [
    { name: 'type', type: 'java.lang.Class', pooled: true },
    { name: 'name', type: 'jdk.types.Symbol', pooled: true },
    { name: 'hidden', type: 'boolean' },
  ],
  'jdk.types.FrameType': [{ name: 'description', type: 'java.lang.String' }],
  'jdk.types.ThreadState': [{ name: 'name', type: 'java.lang.String' }],
  'jdk.types.StackFrame': [
    { name: 'method', type: 'jdk.types.Method', pooled: true },
    { name: 'lineNumber', type: 'int' },
    { name: 'bytecodeIndex', type: 'int' },
    { name: 'type', type: 'jdk.types.FrameType', pooled: true },
  ],
  'jdk.types.StackTrace': [
    { name: 'truncated', type: 'boolean' },
    { name: 'frames', type: 'jdk.types.StackFrame', array: true },
  ],
  'jdk.ExecutionSample': [
    { name: 'startTime', type: 'long', unit: 'TICKS' },
    { name: 'sampledThread', type: 'java.lang.Thread', pooled: true },
    { name: 'stackTrace', type: 'jdk.types.StackTrace', pooled: true },
    { name: 'state', type: 'jdk.types.ThreadState', pooled: true },
  ],
}
/** drawJfr numbers types from 10: nine primitives, then these. */
const idOf = (name: string): number => 19 + Object.keys(jfrTypes).indexOf(name)

/** Everything that events refer to but stacks. */
export function jfrPools({ names }: Pick<SeededTree, 'names'>): NonNullable<DrawnChunk['pools']> {
  return {
    'java.lang.Thread': Array.from({ length: 64 }, (_, i) => [i + 1, `worker-${i}`, `worker-${i}`, i + 1] as const),
    'jdk.types.Symbol': names.flatMap((text, i) => [
      [2 * i + 1, text.slice(0, text.lastIndexOf('.')).replaceAll('.', '/')] as const,
      [2 * i + 2, text.slice(text.lastIndexOf('.') + 1)] as const,
    ]),
    'java.lang.Class': names.map((_, i) => [i + 1, 2 * i + 1] as const),
    'jdk.types.Method': names.map((_, i) => [i + 1, i + 1, 2 * i + 2, 0] as const),
    'jdk.types.FrameType': [[1, 'JIT compiled']],
    'jdk.types.ThreadState': [[1, 'STATE_RUNNABLE']],
  }
}

export function toJfr(tree: SeededTree): Uint8Array {
  const { leaf } = tree
  const base = drawJfr({ types: jfrTypes, durationMs: leaf.length * 10, pools: jfrPools(tree), events: [] })
  return withEvents(tree, base, idOf, (event) => {
    for (let sample = 0; sample < leaf.length; sample += 1)
      event('jdk.ExecutionSample', [sample * 10_000_000, (sample % 64) + 1, leaf[sample]! + 1, 1])
  })
}

/** A chunk that was drawn without events, with the events that `write` hands over and a checkpoint of all stacks behind it. */
export function withEvents(
  tree: SeededTree,
  base: Uint8Array,
  idOf: (type: string) => number,
  write: (event: (type: string, fields: readonly number[]) => void) => void,
): Uint8Array {
  const out = new ByteList()
  out.bytes(base)
  let length = base.length
  const append = (body: Uint8Array): void => {
    const size = body.length + 4
    out.bytes(Uint8Array.from([(size & 127) | 128, ((size >> 7) & 127) | 128, ((size >> 14) & 127) | 128, size >> 21]))
    out.bytes(body)
    length += size
  }
  write((type, fields) => {
    const body = new ByteList()
    body.varint(idOf(type))
    for (const value of fields) body.varint(value)
    append(body.take())
  })
  const baseView = new DataView(base.buffer, base.byteOffset)
  const firstCheckpoint = Number(baseView.getBigInt64(16))
  const last = length
  append(stackPool(tree, idOf('jdk.types.StackTrace'), firstCheckpoint - last))
  const file = out.take()
  const view = new DataView(file.buffer, file.byteOffset)
  view.setBigInt64(8, BigInt(file.length))
  view.setBigInt64(16, BigInt(last))
  return file
}

/** A checkpoint with all stacks; `delta` leads back to the one with everything else. */
function stackPool(
  { parent, name, leaf }: Pick<SeededTree, 'parent' | 'name' | 'leaf'>,
  typeId: number,
  delta: number,
): Uint8Array {
  const out = new ByteList()
  for (const value of [1, 0, 0]) out.varint(value)
  // A negative number takes nine bytes, the last one whole.
  const bits = BigInt.asUintN(64, BigInt(delta))
  out.bytes(
    Uint8Array.from({ length: 9 }, (_, i) => Number(i < 8 ? ((bits >> BigInt(7 * i)) & 127n) | 128n : bits >> 56n)),
  )
  out.bytes(Uint8Array.from([0]))
  const leaves = [...new Set(leaf)]
  for (const value of [1, typeId, leaves.length]) out.varint(value)
  for (const node of leaves) {
    const frames: number[] = []
    for (let at = node; at >= 0; at = parent[at]!) frames.push(at)
    out.varint(node + 1)
    out.varint(0)
    out.varint(frames.length)
    for (const at of frames) for (const value of [name[at]! + 1, 10 + (at % 300), at % 100, 1]) out.varint(value)
  }
  return out.take()
}
