import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { readFile } from '../readFile.ts'

const options = { fileName: 'cpu.prof', maxInflatedBytes: 1e8 }
const names =
  '--- symbol\nbinary=app\n0x0000000000001010 hot(double)<0000000000001000>\n0x0000000000002004 main<0000000000002000>\n0x0000000000003000 malloc\n---\n--- profile\n'
const samples = [3, 2, 0x1010, 0x2004, 1, 2, 0x3000, 0x2004, 2, 1, 0x9999]

function cpuOf(words: readonly number[], { before = names, size = 8 } = {}): Uint8Array {
  const bytes = new Uint8Array(before.length + words.length * size)
  bytes.set(new TextEncoder().encode(before))
  const view = new DataView(bytes.buffer)
  for (const [index, word] of words.entries()) view.setUint32(before.length + index * size, word, true)
  return bytes
}

async function read(bytes: Uint8Array) {
  const result = await readFile(bytes, options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value.parts[0]!
}

describe('a CPU profile of gperftools with names', () => {
  it.each([4, 8])('is stacks of CPU in words of %s bytes, the allocator a function among them', async (size) => {
    const { kind, profile } = await read(cpuOf([0, 3, 0, 10_000, 0, ...samples, 0, 1, 0], { size }))
    expect(kind).toBe('cpu')
    expect(drawStacks(profile)).toEqual([
      'main;hot(double) samples=3 cpu=30000000',
      'main;malloc samples=1 cpu=10000000',
      '0x9999 samples=2 cpu=20000000',
    ])
    expect(profile.meta).toMatchObject({ emitter: 'gperftools', period: 10_000_000 })
    expect(profile.meta.notes).toEqual(['33 % of its samples are of functions without a name'])
  })

  it('has no seconds where google-pprof left the period out', async () => {
    const { profile } = await read(cpuOf([0, 3, 0, 1, 0, ...samples]))
    expect(drawStacks(profile)).toContain('main;hot(double) samples=3')
    expect(profile.meta.period).toBeUndefined()
    expect(profile.meta.notes[0]).toContain('seconds of CPU are not known')
  })

  it('is not read without names, nor where nothing follows', async () => {
    const say = async (bytes: Uint8Array): Promise<string> => {
      const result = await readFile(bytes, options)
      return result.ok ? 'read' : explainLoadError(result.error)
    }
    expect(await say(cpuOf([0, 3, 0, 10_000, 0, ...samples, 0, 1, 0], { before: '' }))).toContain('PROGRAM FILE')
    expect(await say(cpuOf([0, 3, 0, 10_000, 0, 0, 1, 0]))).toContain('no sample of CPU follows')
    expect(await say(cpuOf([0, 7, 0, 10_000, 0, ...samples]))).toContain('no sample of CPU follows')
  })

  it('is a value or a sentence wherever it is damaged', async () => {
    await expectSoundWhenDamaged(
      cpuOf([0, 3, 0, 10_000, 0, ...samples, 0, 1, 0]),
      async (bytes) => readFile(bytes, options),
      { everyBytes: 5, numRuns: 60 },
    )
  })
})
