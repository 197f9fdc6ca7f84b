import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDivided, noneGiven } from '../../testing/dividedJfr.ts'
import { drawJfr } from '../../testing/drawJfr.ts'
import { ms, options, pools, typeId, types } from '../../testing/drawnShop.ts'
import { readJfr } from './jfr.ts'
import { StackPartReader } from './stackPartReader.ts'

const drawn = drawJfr(
  ...[0, 1, 2].map((at) => ({
    types,
    pools,
    startMs: at * 1000,
    events: [
      ['jdk.ActiveSetting', 0, typeId('jdk.JavaMonitorEnter'), 'threshold', '20 ms'] as const,
      ...Array.from({ length: 9 }, (_, i) => ['jdk.ExecutionSample', ms(i), 1, 1 + ((i + at) % 2), 1] as const),
      ['jdk.JavaMonitorEnter', ms(100), ms(50), 1, 2, 1] as const,
      ['jdk.ObjectAllocationSample', 20, 1, 1, 1, 1000] as const,
    ],
  })),
)

describe('a recording between two readers', () => {
  it('is as one reader has it, whichever chunks were given away', async () => {
    const given = noneGiven()
    const alone = readJfr(drawn, options)
    expect(alone.ok && alone.value.parts.map(({ kind }) => kind)).toEqual(['cpu', 'heap', 'lock'])
    for (let seed = 0; seed < 30; seed += 1) expect(await readDivided(drawn, seed, { given })).toEqual(alone)
    // Two stacks of CPU samples and one of a wait in each chunk that was given away, and one of an allocation in all but the first.
    expect(given.stacks).toBeGreaterThan(3 * given.chunks)
    expect(given.stacks).toBeLessThan(4 * given.chunks)
    expect(given.chunks).toBeGreaterThan(30)
  })

  it('is the same, or is read again by one alone, whatever bytes are changed', async () => {
    let same = 0
    const change = fc.tuple(fc.nat(drawn.length - 1), fc.integer({ min: 0, max: 255 }))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(99), async (changes, seed) => {
        const bytes = drawn.slice()
        for (const [at, byte] of changes) bytes[at] = byte
        const divided = await readDivided(bytes, seed)
        const isSame = isDeepStrictEqual(divided, readJfr(bytes, options))
        if (isSame) same += 1
        expect(isSame || divided === 'undone').toBe(true)
      }),
      { numRuns: 150 },
    )
    expect(same).toBeGreaterThan(100)
  })

  it('comes to nothing where a key is beyond what a column holds, and is read again', async () => {
    const large = drawJfr({ types, pools, events: [['jdk.ExecutionSample', 0, 1, 2n ** 60n + 1n, 1]] })
    expect(await readDivided(large, 1, { share: 1 })).toBe('undone')
    expect(await readDivided(large, 1, { share: 0 })).toEqual(readJfr(large, options))
  })

  it('comes to nothing where the second reader is asked for stacks of a chunk that it could not open', () => {
    const header = { from: 0, until: 99, checkpointAt: 80, metadataAt: 70, compressed: true }
    const times = { startMs: 0, durationMs: 0, startTicks: 0, ticksPerSecond: 1e9 }
    const reader = new StackPartReader()
    reader.push({ chunk: new Uint8Array(99), header: { ...header, ...times } })
    reader.push({ slot: 0, typeId: 1, keys: Float64Array.of(1) })
    expect(reader.take()).toBeUndefined()
    const idle = new StackPartReader()
    idle.push({ chunk: new Uint8Array(99), header: { ...header, ...times } })
    expect(idle.take()).toEqual([])
  })
})
