import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { parsedSample, sampleBytes } from '../../testing/samples.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { openMojo, readMojo } from './mojo.ts'

const options = { fileName: 'app.mojo', maxInflatedBytes: 1e8 }

/** Sign and six bits, then seven at a time. */
function number(value: number): number[] {
  const bytes = [(value < 0 ? 0x40 : 0) | (Math.abs(value) & 0x3f)]
  for (let rest = Math.floor(Math.abs(value) / 64); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! |= 0x80
    bytes.push(rest % 128)
  }
  return bytes
}
const text = (words: string): number[] => [...new TextEncoder().encode(words), 0]
const about = (key: string, value: string): number[] => [1, ...text(key), ...text(value)]
const stack = (pid: number, thread: string): number[] => [2, ...number(pid), ...number(0), ...text(thread)]
const string = (key: number, words: string): number[] => [11, ...number(key), ...text(words)]
const frame = (key: number, file: number, scope: number, line: number): number[] =>
  [3, key, file, scope, line, line, 0, 0].flatMap((value, i) => (i === 0 ? [value] : number(value)))
const ref = (key: number): number[] => [5, ...number(key)]
const time = (microseconds: number): number[] => [9, ...number(microseconds)]
const head = [
  ...new TextEncoder().encode('MOJ'),
  3,
  ...about('austin', '4.0.0'),
  ...about('mode', 'full'),
  ...about('interval', '1000'),
]
const tables = [
  ...string(2, '/srv/app.py'),
  ...string(3, 'main'),
  ...string(4, 'work'),
  ...string(5, '/usr/lib/libc.so.6'),
  ...string(6, 'poll'),
  ...frame(10, 2, 3, 3),
  ...frame(11, 2, 4, 9),
  ...frame(12, 5, 6, 0),
]

function read(bytes: readonly number[]): ParsedFile {
  const result = readMojo(Uint8Array.from(bytes), options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

describe('MOJO', () => {
  it('recorded by Austin is what its own converter makes of it', async () => {
    const binary = await parsedSample('austin/wall.mojo')
    const converted = await parsedSample('austin/wall.mojo2austin.txt.gz')
    // The converter names threads otherwise; a stack of a thread is one row in both.
    const sums = ({ parts }: ParsedFile): string[] =>
      drawStacks(parts[0]!.profile)
        .map((line) => line.replace(/^@\S* /, ''))
        .toSorted()
    expect(sums(binary)).toEqual(sums(converted))
    expect(binary.parts[0]!.profile.threads.length).toBe(converted.parts[0]!.profile.threads.length)
    expect(binary.parts[0]).toMatchObject({ kind: 'wall', profile: { meta: { emitter: 'austin 3.7.0' } } })
    const [cpu] = (await parsedSample('austin/sleepless.mojo')).parts
    expect(cpu?.kind).toBe('cpu')
  })

  it('in full mode is wall time, and CPU where the thread was not idle', () => {
    const { parts } = read([
      ...head,
      ...stack(7, '1a'),
      ...tables,
      ...ref(10),
      ...ref(11),
      ...time(1000),
      10,
      ...number(-4096),
      ...stack(7, '1b'),
      ...ref(10),
      8,
      ...time(3000),
      ...stack(7, '1a'),
      ...ref(10),
      7,
      ...time(500),
    ])
    const drawn = parts.map(({ kind, profile }) => [
      kind,
      drawStacks(profile).map((line) => line.replace(/^@\S* /, '')),
    ])
    expect(drawn).toEqual([
      [
        'wall',
        [
          'app.main;app.work wall=1000000 samples=1',
          'app.main wall=3000000 samples=1',
          'app.main;:GC: wall=500000 samples=1',
        ],
      ],
      ['cpu', ['app.main;app.work cpu=1000000 samples=1', 'app.main;:GC: cpu=500000 samples=1']],
    ])
  })

  it('of 4.0 repeats the stack before, up to its native frames, and keeps frames of waiting tasks out of it', () => {
    const { parts } = read([
      ...head,
      ...stack(7, '1a'),
      ...tables,
      ...ref(10),
      ...ref(12),
      ...time(1000),
      ...stack(7, '1a'),
      ...ref(11),
      13,
      14,
      ...number(99),
      ...number(3),
      ...number(1),
      ...ref(11),
      ...time(2000),
    ])
    expect(drawStacks(parts[0]!.profile).map((line) => line.replace(/^@\S* /, ''))).toEqual([
      'app.main;poll wall=1000000 samples=1',
      'app.main;app.work wall=2000000 samples=1',
    ])
  })

  it('of a version to come is sent to its converter, and memory mode to another tool', () => {
    const says = (bytes: readonly number[]): string => {
      const result = readMojo(Uint8Array.from(bytes), options)
      return result.ok ? '' : explainLoadError(result.error)
    }
    expect(says([...new TextEncoder().encode('MOJ'), 9])).toMatch(/version 9.*mojo2austin/)
    expect(says([...head.slice(0, 4), ...about('mode', 'memory'), ...stack(1, 'a'), ...time(1)])).toMatch(/tracemalloc/)
  })

  it('in pieces is what it is whole, and cut off or changed anywhere a value or a sentence', () => {
    const whole = sampleBytes('austin/wall.mojo')
    const drawn = [11, 1000, whole.length].map((size) => {
      const reader = openMojo(options)
      for (let at = 0; at < whole.length; at += size) reader.push(whole.slice(at, at + size))
      const file = reader.finish()
      return file.ok ? drawStacks(file.value.parts[0]!.profile) : file
    })
    expect(drawn[0]).toEqual(drawn[2])
    expect(drawn[1]).toEqual(drawn[2])
    const small = whole.subarray(0, 3000)
    for (let end = 0; end < small.length; end += 13) expectErrorOrValue(readMojo(small.subarray(0, end), options))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(small.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const changed = small.slice()
          for (const [at, byte] of changes) changed[at] = byte
          expectErrorOrValue(readMojo(changed, options))
        },
      ),
      { numRuns: 300 },
    )
  })
})
