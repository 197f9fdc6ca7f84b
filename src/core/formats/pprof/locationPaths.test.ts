import { describe, expect, it } from 'vitest'
import { mulberry32 } from '../../base/random.ts'
import { GrowableInt32 } from '../../profile/growable.ts'
import { LocationPaths, noPath } from './locationPaths.ts'

/** A number as protobuf has it; `padding` bytes more than it needs, which are allowed. */
function encoded(number: number, padding = 0): readonly number[] {
  const bytes: number[] = []
  let rest = number
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80)
  bytes.push(rest)
  for (let more = 0; more < padding; more++) {
    bytes[bytes.length - 1]! |= 0x80
    bytes.push(0)
  }
  return bytes
}

const ids = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)

/** One run after the other, each behind its length, as samples lie in a file. */
function runsOf(stacks: readonly (readonly (readonly number[])[])[]): {
  readonly bytes: Uint8Array
  readonly runs: readonly (readonly [start: number, end: number])[]
} {
  const bytes: number[] = []
  const runs = stacks.map((stack) => {
    const run = stack.flat()
    bytes.push(...encoded(run.length), ...run)
    return [bytes.length - run.length, bytes.length] as const
  })
  return { bytes: Uint8Array.from(bytes), runs }
}

function oneByOne(stacks: readonly (readonly number[])[]): { readonly found: number[]; readonly tree: unknown } {
  const paths = new LocationPaths()
  const found = stacks.map((stack) => {
    const keys = new GrowableInt32()
    for (const key of stack) keys.push(key)
    return paths.pathOf(keys)
  })
  return { found, tree: paths.take() }
}

/** Leaf first: what is below a root that many share, with ids of one byte to four. */
function drawStacks(count: number, roots: number, seed: number): readonly (readonly number[])[] {
  const random = mulberry32(seed)
  const largest = [100, 10_000, 1_000_000, 200_000_000]
  const draw = (length: number): number[] =>
    Array.from({ length }, () => Math.floor(random() * largest[Math.floor(random() * largest.length)]!))
  const shared = Array.from({ length: roots }, () => draw(Math.floor(random() * 60)))
  return Array.from({ length: count }, () => [
    ...draw(Math.floor(random() * 5)),
    ...shared[Math.floor(random() * roots)]!,
  ])
}

describe('paths of locations, read from bytes sixteen at a time', () => {
  it.each([
    ['a few roots again and again', 600, 5],
    ['more paths than strides are remembered at first', 3000, 900],
  ])('are those that one location after the other leads to: %s', (_, count, roots) => {
    const stacks = drawStacks(count, roots, count)
    const { bytes, runs } = runsOf(stacks.map((stack) => stack.map((id) => encoded(id))))
    const paths = new LocationPaths()
    const expected = oneByOne(stacks)
    expect(runs.map(([start, end]) => paths.pathOfBytes(bytes, start, end))).toEqual(expected.found)
    expect(paths.take()).toEqual(expected.tree)
  })

  it('are the same where a number is written longer than it has to be', () => {
    const stacks = drawStacks(300, 4, 7).map((stack) => stack.map((id) => id % 10_000))
    const random = mulberry32(11)
    const { bytes, runs } = runsOf(stacks.map((stack) => stack.map((id) => encoded(id, random() < 0.5 ? 1 : 2))))
    const paths = new LocationPaths()
    expect(runs.map(([start, end]) => paths.pathOfBytes(bytes, start, end))).toEqual(oneByOne(stacks).found)
  })

  it('go on in other bytes, as the next piece of a file is', () => {
    const stacks = drawStacks(200, 3, 3)
    const paths = new LocationPaths()
    const found = [stacks.slice(0, 90), stacks.slice(90)].flatMap((part) => {
      const { bytes, runs } = runsOf(part.map((stack) => stack.map((id) => encoded(id))))
      return runs.map(([start, end]) => paths.pathOfBytes(bytes, start, end))
    })
    expect(found).toEqual(oneByOne(stacks).found)
  })

  it('are that of the run before where the bytes are the same, and not where only the last or the length is', () => {
    const stacks = [[], [1, 2, 300], [1, 2, 300], [1, 2, 301], [1, 2], [2, 300], [2, 300], [], []]
    const paths = new LocationPaths()
    // The second time in other bytes, of which the first run has the place of another one.
    const found = [stacks, stacks.toReversed()].flatMap((part) => {
      const { bytes, runs } = runsOf(part.map((stack) => stack.map((id) => encoded(id))))
      return runs.map(([start, end]) => paths.pathOfBytes(bytes, start, end))
    })
    expect(found).toEqual(oneByOne([...stacks, ...stacks.toReversed()]).found)
  })

  it('tell a stride of fifteen bytes from one of sixteen that reads the same', () => {
    const shared = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]
    // Of 200 the second byte is cut off, and what is left of its four bytes is what 1, 2, 3, 0 are.
    const stacks = [
      [5, 200, 1, 2, 3, ...shared],
      [5, 6, 1, 2, 3, 0, ...shared],
      [5, 200, 1, 2, 3, ...shared],
    ]
    const { bytes, runs } = runsOf(stacks.map((stack) => stack.map((id) => encoded(id))))
    const paths = new LocationPaths()
    expect(runs.map(([start, end]) => paths.pathOfBytes(bytes, start, end))).toEqual(oneByOne(stacks).found)
  })

  it.each([
    ['bytes', (id: number): number[] => [1, 1, 1, 1, id, 2, ...ids(12)]],
    ['paths', (id: number): number[] => [1, 1, 1, ...ids(16), 2, id, ...ids(12)]],
  ])('do not take one for another of other %s that shares its place', (_, stackOf) => {
    const once = Array.from({ length: 1500 }, (__, at) => stackOf(200 + at))
    const stacks = [...once, ...once.toReversed()]
    const { bytes, runs } = runsOf(stacks.map((stack) => stack.map((id) => encoded(id))))
    const paths = new LocationPaths()
    expect(runs.map(([start, end]) => paths.pathOfBytes(bytes, start, end))).toEqual(oneByOne(stacks).found)
  })

  it.each([
    ['five bytes', [0x80, 0x80, 0x80, 0x80, 0x01]],
    ['nine bytes', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ['twenty bytes', [...Array.from({ length: 19 }, () => 0x80), 0x01]],
  ])('are none for a number of %s, wherever it is', (_, number) => {
    const small = Array.from({ length: 40 }, (__, at) => encoded(at + 1))
    for (let at = 0; at <= small.length; at++) {
      const { bytes, runs } = runsOf([small, [...small.slice(0, at), number, ...small.slice(at)], small])
      const paths = new LocationPaths()
      expect(runs.map(([start, end]) => paths.pathOfBytes(bytes, start, end))).toEqual([39, noPath, 39])
    }
  })
})
