import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { IdMap } from './idMap.ts'
import { readFile } from '../formats/readFile.ts'
import { seedTables } from './tableSeed.ts'

/** Undoes `x ^ (x >>> by)`. */
function unshifted(y: number, by: number): number {
  let x = y
  for (let done = by; done < 32; done += by) x = y ^ (x >>> by)
  return x
}

function inverse(odd: number): number {
  let x = odd
  for (let i = 0; i < 5; i++) x = Math.imul(x, 2 - Math.imul(odd, x))
  return x
}

/** Numbers whose hash in V8 ends in the same 15 bits: its `ComputeUnseededHash`, read backwards. */
function colliding(): readonly number[] {
  const ids: number[] = []
  for (let i = 0; i < 1 << 17; i++) {
    let x = unshifted((i << 15) | 5, 16)
    x = unshifted(Math.imul(x, inverse(2057)), 4)
    x = unshifted(Math.imul(x, inverse(5)), 12)
    x = Math.imul(x + 1, inverse(32767))
    if (x > 0 && x < 2 ** 30) ids.push(x)
  }
  return ids
}

function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

describe('ids written to share one hash', () => {
  const ids = colliding()
  const ordinary = ids.map((_, i) => i + 1)
  beforeAll(() => seedTables(0x5eed1234))
  afterAll(() => seedTables(0))

  const filled = <M extends { set(id: number, value: number): unknown }>(map: M, keys: readonly number[]): M => {
    for (const key of keys) map.set(key, key)
    return map
  }

  it('cost no more than others', () => {
    expect(ids.length).toBeGreaterThan(30_000)
    filled(new IdMap<number, number>(), ordinary)
    // A Map takes 250 times as long for them, as long as V8 mixes no secret into numbers.
    const usual = cpuMs(() => filled(new IdMap<number, number>(), ordinary))
    const ours = cpuMs(() => filled(new IdMap<number, number>(), ids))
    expect(ours).toBeLessThan(5 * usual + 100)
    expect(filled(new IdMap<number, number>(), ids).size).toBe(ids.length)
  })

  it('cost a V8 profile no more than ids that count up', async () => {
    const file = (numbers: readonly number[]): Uint8Array<ArrayBuffer> => {
      const [root = 0, ...children] = numbers
      const callFrame = { functionName: 'work', scriptId: '1', url: 'file:///a.js', lineNumber: 1, columnNumber: 1 }
      const nodes = [
        { id: root, callFrame: { ...callFrame, functionName: '(root)' }, children },
        ...children.map((id) => ({ id, callFrame })),
      ]
      const text = { nodes, startTime: 0, endTime: 1e6, samples: children, timeDeltas: children.map(() => 30) }
      return new TextEncoder().encode(JSON.stringify(text))
    }
    const read = async (numbers: readonly number[]): Promise<number> => {
      const bytes = file(numbers)
      const before = process.cpuUsage()
      const result = await readFile(bytes, { fileName: 'a.cpuprofile', maxInflatedBytes: 1e9 })
      const { user } = process.cpuUsage(before)
      expect(result.ok).toBe(true)
      return user
    }
    await read(ordinary)
    const [usual, hostile] = [await read(ordinary), await read(ids)]
    expect(hostile).toBeLessThan(5 * usual + 200_000)
  })
})

describe('ids of any kind', () => {
  it('are told apart as a Map tells them, whatever the seed', () => {
    const id = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
      fc.double(),
      fc.bigInt(),
      fc.string(),
      fc.constantFrom('big 1', 'text big 1', 'odd 0.5', 1n, 0.5),
      fc.constantFrom(0, -0, 2 ** 31, 2 ** 32, -(2 ** 31) - 1, 2 ** 53 - 1, null, undefined, true),
    )
    fc.assert(
      fc.property(fc.array(id), fc.array(id), fc.integer(), (put, asked, seed) => {
        seedTables(seed)
        const [ours, plain] = [new IdMap<unknown, number>(), new Map<unknown, number>()]
        for (const [at, key] of put.entries()) {
          ours.set(key, at)
          plain.set(key, at)
        }
        seedTables(0)
        for (const key of [...put, ...asked]) {
          expect(ours.get(key)).toBe(plain.get(key))
          expect(ours.has(key)).toBe(plain.has(key))
        }
        expect(ours.size).toBe(plain.size)
        expect(new Set(ours.values())).toEqual(new Set(plain.values()))
      }),
    )
  })
})
