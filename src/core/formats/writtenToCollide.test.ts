/**
 * Files whose names and ids have one hash in a table whose hashes can be worked out beforehand. There every one is held against all
 * before it; with a number mixed in that no file knows they are as any others. Counted in CPU against the same file read with the
 * number that it was written for.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { seedTables } from '../base/tableSeed.ts'
import { NumberTable } from '../profile/numberTable.ts'
import { PairTable } from '../profile/pairTable.ts'
import { FrameBytes } from './collapsed/frameBytes.ts'

afterEach(() => seedTables(0))

function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage()
  work()
  return process.cpuUsage(before).user / 1000
}

/** The least of three: what else the machine does is not counted. */
const cpuMs = (work: () => void): number => Math.min(cpuMsOf(work), cpuMsOf(work), cpuMsOf(work))

function ratio(work: () => void): number {
  seedTables(0)
  const expected = cpuMs(work)
  seedTables(0x5eed_1234)
  return expected / Math.max(1, cpuMs(work))
}

/** x with x · `odd` = 1 in 32 bits. */
function inverse(odd: number): number {
  let found = 1
  for (let i = 0; i < 5; i++) found = Math.imul(found, 2 - Math.imul(odd, found))
  return found
}

const many = 8_000
const low = 0x9e3779b1
const high = 0x85ebca6b

/** The first step of the hash of a pair gives the same for each of these. */
const collidingPairs = Array.from({ length: many }, (_, at): readonly [number, number] => {
  const parent = at
  return [parent, (Math.imul(inverse(high), Math.imul(parent, low) ^ 12_345) - 0x7f4a7c15) | 0]
})

const collidingNumbers = Array.from({ length: many }, (_, at) => {
  const below = Math.imul(inverse(low), 12_345 ^ Math.imul(at, high)) >>> 0
  return at * 2 ** 32 + below
})

/** FNV-1a backwards: what the hash was before the last three letters, if it is to be `target` behind them. */
function collidingNames(count: number, target: number): readonly Uint8Array[] {
  const letters = new TextEncoder().encode('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ012345678_$')
  const prime = 0x01000193
  const back = inverse(prime)
  const before = new Map<number, number>()
  for (const a of letters)
    for (const b of letters)
      for (const c of letters) {
        const third = Math.imul(target, back) ^ c
        const second = Math.imul(third, back) ^ b
        before.set((Math.imul(second, back) ^ a) | 0, (a << 16) | (b << 8) | c)
      }
  const names: Uint8Array[] = []
  for (let number = 0; names.length < count; number++) {
    const start = new TextEncoder().encode(`f${number.toString(36)}`)
    const begun = start.reduce<number>((hash, byte) => Math.imul(hash ^ byte, prime), 0x811c9dc5)
    for (const a of letters)
      for (const b of letters)
        for (const c of letters) {
          const hash = Math.imul(Math.imul(Math.imul(begun ^ a, prime) ^ b, prime) ^ c, prime) | 0
          const end = before.get(hash)
          if (end !== undefined) names.push(Uint8Array.of(...start, a, b, c, end >> 16, (end >> 8) & 255, end & 255))
        }
  }
  return names
}

describe('what was written to collide is found as fast as anything else', () => {
  it('pairs of a stack and a frame', () => {
    const fill = (): void => {
      const table = new PairTable(16)
      for (const [parent, key] of collidingPairs) table.add(parent, key)
      expect(table.length).toBe(many)
    }
    expect(ratio(fill)).toBeGreaterThan(5)
  })

  it('ids of 53 bits', () => {
    const fill = (): void => {
      const table = new NumberTable(16)
      collidingNumbers.forEach((key, at) => table.set(key, at))
      expect([table.size, table.get(collidingNumbers[77] ?? 0)]).toEqual([many, 77])
    }
    expect(ratio(fill)).toBeGreaterThan(5)
  })

  it('names of functions', () => {
    const names = collidingNames(150, 0x0bad_cafe)
    const fill = (): void => {
      let made = 0
      const table = new FrameBytes(() => made++)
      for (const name of names) for (let again = 0; again < 100; again++) table.find(name, 0, name.length)
      expect(made).toBe(names.length)
    }
    expect(ratio(fill)).toBeGreaterThan(5)
  })

  it('and rows are numbered as before, whatever the number mixed in', () => {
    const rows = [0, 1, -7, 0x5eed_1234].map((seed) => {
      seedTables(seed)
      const table = new PairTable(16)
      return collidingPairs.slice(0, 500).map(([parent, key]) => table.add(parent, key))
    })
    expect(new Set(rows.map((one) => one.join())).size).toBe(1)
  })
})
