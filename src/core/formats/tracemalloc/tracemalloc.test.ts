import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import type { ReadOptions } from '../parsedFile.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { readTracemallocJson, readTracemallocPickle } from './tracemalloc.ts'

const options: ReadOptions = { fileName: 'snap.tracemalloc', maxInflatedBytes: 1e9 }
const utf8 = new TextEncoder()

// A pickle written as the opcodes one would read aloud.
type Piece = readonly number[]
const proto = (n: number): Piece => [0x80, n]
const text = (value: string): Piece => {
  const bytes = utf8.encode(value)
  return [0x8c, bytes.length, ...bytes]
}
const int = (n: number): Piece => [0x4a, n & 255, (n >> 8) & 255, (n >> 16) & 255, (n >> 24) & 255]
const long = (...bytes: number[]): Piece => [0x8a, bytes.length, ...bytes]
const mark: Piece = [0x28]
const tuple: Piece = [0x74]
const none: Piece = [0x4e]
const memoize: Piece = [0x94]
const get = (n: number): Piece => [0x68, n]
const stop: Piece = [0x2e]
const classOf = (module: string, name: string): Piece => [...text(module), ...text(name), 0x93]
const globalOf = (module: string, name: string): Piece => [0x63, ...utf8.encode(`${module}\n${name}\n`)]
const object = (made: Piece, ...state: Piece[]): Piece => [
  ...made,
  0x29,
  0x81,
  0x7d,
  ...mark,
  ...state.flat(),
  0x75,
  0x62,
]
const list = (...items: Piece[]): Piece => [0x5d, ...mark, ...items.flat(), 0x65]
const tupleOf = (...items: Piece[]): Piece => [...mark, ...items.flat(), ...tuple]
const place = (file: string, line: number): Piece => [...text(file), ...int(line), 0x86]

const snapshot = (
  traces: Piece,
  snapshotClass: Piece = classOf('tracemalloc', 'Snapshot'),
  tracesClass: Piece = classOf('tracemalloc', '_Traces'),
): Uint8Array =>
  Uint8Array.from([
    ...proto(5),
    ...object(
      snapshotClass,
      text('traces'),
      object(tracesClass, text('_traces'), traces),
      text('traceback_limit'),
      int(2),
    ),
    ...stop,
  ])

const twoBlocks = list(
  tupleOf(int(0), int(64), [...tupleOf(place('app.py', 7), place('main.py', 1)), ...memoize], int(2)),
  tupleOf(int(0), int(100), get(0), int(9)),
  tupleOf(int(0), int(36), tupleOf(place('main.py', 2)), none),
)

describe('readTracemallocPickle', () => {
  it('adds up live blocks by stack, leaf last', () => {
    const read = readTracemallocPickle(snapshot(twoBlocks), options)
    if (!read.ok) throw new Error(explainLoadError(read.error))
    const [part] = read.value.parts
    expect(part).toMatchObject({ kind: 'heap', covers: 'gauge' })
    expect(part?.window).toBeUndefined()
    expect(drawStacks(part!.profile)).toEqual([
      'main.py:1;app.py:7 inuse_space=164 inuse_objects=2',
      'main.py:2 inuse_space=36 inuse_objects=1',
    ])
    expect(part!.profile.meta.notes.join()).toContain('1 of 3 blocks have deeper stacks')
  })

  it('reads sizes beyond 32 bits, and the class names of protocol 2', () => {
    const read = readTracemallocPickle(
      snapshot(
        list(tupleOf(long(0, 0, 0, 0, 1), tupleOf(place('a.py', 1)))),
        globalOf('tracemalloc', 'Snapshot'),
        globalOf('tracemalloc', '_Traces'),
      ),
      options,
    )
    expect(read.ok && drawStacks(read.value.parts[0]!.profile)).toEqual([
      'a.py:1 inuse_space=4294967296 inuse_objects=1',
    ])
  })

  it.each([2 ** 28 - 1, 2 ** 28, 2 ** 29 + 5, 2 ** 31 - 1])('reads a block of %i bytes as it is', (bytes) => {
    const read = readTracemallocPickle(snapshot(list(tupleOf(int(0), int(bytes), tupleOf(place('a.py', 1))))), options)
    expect(read.ok && drawStacks(read.value.parts[0]!.profile)).toEqual([`a.py:1 inuse_space=${bytes} inuse_objects=1`])
  })

  it('takes no size below zero for one, however small a word it fits into', () => {
    const read = readTracemallocPickle(snapshot(list(tupleOf(int(0), int(-5), tupleOf(place('a.py', 1))))), options)
    expect(read.ok ? 'read' : read.error.what).toContain('trace 1 is not (domain, size, frames)')
  })

  it('refuses every class but the two of a snapshot, in words', () => {
    const read = readTracemallocPickle(snapshot(twoBlocks, classOf('os', 'system')), options)
    expect(!read.ok && explainLoadError(read.error)).toBe(
      'snap.tracemalloc: a Python pickle that is not an intact tracemalloc snapshot: it names "os.system", which is not part of a snapshot. Write it again with tracemalloc.take_snapshot().dump(path); no other pickle is read.',
    )
  })

  it('refuses REDUCE, the opcode that calls', () => {
    const bytes = Uint8Array.from([
      ...proto(4),
      ...globalOf('tracemalloc', 'Snapshot'),
      ...tupleOf(text('x')),
      0x52,
      ...stop,
    ])
    const read = readTracemallocPickle(bytes, options)
    expect(!read.ok && read.error.what).toContain('opcode 0x52')
  })

  it('is not led out of bounds by a key named __proto__', () => {
    const bytes = Uint8Array.from([
      ...proto(4),
      ...object(classOf('tracemalloc', 'Snapshot'), text('__proto__'), object(classOf('tracemalloc', '_Traces'))),
      ...stop,
    ])
    expect(readTracemallocPickle(bytes, options).ok).toBe(false)
    expect(({} as Record<string, unknown>)['_traces']).toBeUndefined()
  })

  it('does not hand out memory for containers that no snapshot has', () => {
    const dicts = Uint8Array.from([...proto(5), ...Array.from({ length: 100_000 }, () => 0x7d), ...stop])
    const read = readTracemallocPickle(dicts, options)
    expect(!read.ok && read.error.what).toContain('more than 1000 lists, dicts and objects')
  })

  it('refuses a memo key beyond the file, and one that was never written', () => {
    const far = Uint8Array.from([...proto(5), 0x7d, 0x72, 0xff, 0xff, 0xff, 0xff, ...stop])
    const unwritten = Uint8Array.from([...proto(5), 0x6a, 0xff, 0xff, 0xff, 0x7f, ...stop])
    const whatOf = (bytes: Uint8Array): string => {
      const read = readTracemallocPickle(bytes, options)
      return read.ok ? '' : read.error.what
    }
    expect(whatOf(far)).toContain('memo has a key beyond the file')
    expect(whatOf(unwritten)).toContain('memo entry that was never written')
  })

  it('does not take what lies below an open group for its own', () => {
    const below = Uint8Array.from([...proto(5), ...int(1), ...int(2), ...mark, 0x86, ...stop])
    const read = readTracemallocPickle(below, options)
    expect(!read.ok && read.error.what).toContain('its stack runs empty')
  })

  it('takes a stack or a place for no block, and a block or a place for no stack, in whichever order they come', () => {
    const stack = [...tupleOf(place('app.py', 7), place('main.py', 1)), ...memoize]
    const block = tupleOf(int(0), int(64), stack, int(2))
    const whatOf = (...traces: Piece[]): string => {
      const read = readTracemallocPickle(snapshot(list(...traces)), options)
      return read.ok ? drawStacks(read.value.parts[0]!.profile).join() : read.error.what
    }
    expect(whatOf(block, tupleOf(int(0), int(1), get(0)))).toBe('main.py:1;app.py:7 inuse_space=65 inuse_objects=2')
    expect(whatOf(block, get(0))).toContain('trace 2 is not')
    expect(whatOf(block, place('a.py', 1))).toContain('trace 2 is not')
    expect(whatOf(tupleOf(int(0), int(1), place('a.py', 1)))).toContain('trace 1 is not')
    expect(whatOf([...block, ...memoize], tupleOf(int(0), int(1), get(1)))).toContain('trace 2 is not')
  })

  it('takes linear time for tuples that share tuples', () => {
    // Each level holds the one below twice: walked as a tree this would be 2^200 places.
    const levels = Array.from({ length: 200 }, (_, i) => [...get(i), ...get(i), 0x86, ...memoize]).flat()
    const bytes = snapshot(list(tupleOf(int(0), int(1), [...place('a.py', 1), ...memoize, ...levels], none)))
    const read = readTracemallocPickle(bytes, options)
    expect(read.ok).toBe(false)
  })

  it('turns any prefix and any changed byte into a value or an error value', () => {
    const whole = snapshot(twoBlocks)
    for (let length = 0; length < whole.length; length += 1) {
      expect(readTracemallocPickle(whole.subarray(0, length), options).ok).toBe(false)
    }
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = whole.slice()
        changed[at] = byte
        expectErrorOrValue(readTracemallocPickle(changed, options))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('readTracemallocJson', () => {
  const read = (file: unknown) => readTracemallocJson(utf8.encode(JSON.stringify(file)), options)
  const file = {
    format: 'tracemalloc-json/1',
    time_unix: 1_700_000_000.5,
    traced_bytes: 200,
    nframe: 2,
    stacks: [
      {
        size: 120,
        count: 3,
        frames: [
          ['/srv/pay/server.py', 3],
          ['/usr/lib/python3.11/json/encoder.py', 9],
        ],
      },
    ],
  }

  it('reads root-first stacks, the time, and says how much of the traced heap they are', () => {
    const parsed = read(file)
    if (!parsed.ok) throw new Error(explainLoadError(parsed.error))
    const [part] = parsed.value.parts
    expect(part?.window).toEqual({ fromMs: 1_700_000_000_500, untilMs: 1_700_000_000_500 })
    expect(drawStacks(part!.profile)).toEqual(['server.py:3;json/encoder.py:9 inuse_space=120 inuse_objects=3'])
    expect(part!.profile.meta.notes).toEqual([
      'the stacks listed hold 0.0 MB of 0.0 MB traced: the file keeps only the largest',
    ])
  })

  it('names the entry that is wrong', () => {
    const parsed = read({ ...file, stacks: [...file.stacks, { size: 'big', count: 1, frames: [] }] })
    expect(!parsed.ok && parsed.error.what).toContain('entry 2')
  })

  it('never throws on any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (stacks) => expectErrorOrValue(read({ format: 'tracemalloc-json/1', stacks }))),
    )
  })
})
