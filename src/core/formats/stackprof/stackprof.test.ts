import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import type { ParsedFile } from '../parsedFile.ts'
import { readFile } from '../readFile.ts'

const options = { fileName: 'stackprof.json', maxInflatedBytes: 1e8 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const dump = (more: object = {}): object => ({
  version: 1.2,
  mode: 'wall',
  interval: 1000,
  samples: 15,
  gc_samples: 2,
  missed_samples: 1,
  metadata: { token: 'secret-argument' },
  frames: {
    91: { name: 'Object#<main>', file: '/srv/app.rb', line: 1, samples: 0, total_samples: 15 },
    92: { name: 'Cart#add', file: '/srv/cart.rb', line: 9, samples: 13, total_samples: 15 },
    93: { name: '(garbage collection)', file: '', line: null, samples: 2, total_samples: 2 },
  },
  raw: [2, 91, 92, 13, 3, 91, 92, 93, 2],
  raw_timestamp_deltas: [1000, 2000],
  ...more,
})

async function read(value: object): Promise<ParsedFile> {
  const result = await readFile(bytesOf(JSON.stringify(value)), options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

describe('stackprof', () => {
  it('gives stacks from the root, in the time that its mode counts', async () => {
    const { format, parts } = await read(dump())
    expect([format, parts[0]?.kind]).toEqual(['stackprof', 'wall'])
    expect(parts[0]?.profile.meta.traits).toEqual(['signalled-thread'])
    expect(drawStacks(parts[0]!.profile)).toEqual([
      'Object#<main>;Cart#add wall=13000000 samples=13',
      'Object#<main>;Cart#add;(garbage collection) wall=2000000 samples=2',
    ])
    expect(parts[0]!.profile.meta.durationMs).toBe(3)
    expect(parts[0]!.profile.meta.notes.join()).toMatch(
      /1 samples were missed.*2 samples were taken while Ruby collected/,
    )
    expect(JSON.stringify(parts)).not.toContain('secret-argument')
  })

  it('counts objects in its object mode, and asks about a mode of the program’s own', async () => {
    const [objects] = (await read(dump({ mode: 'object', interval: 100 }))).parts
    expect([objects?.kind, objects?.profile.samples.values[0]?.[0]]).toEqual(['heap', 1300])
    // Samples that the program takes itself have no interval.
    const [custom] = (await read(dump({ mode: 'custom', interval: undefined }))).parts
    expect([custom?.kind, custom?.profile.samples.values[0]?.[0]]).toEqual([undefined, 13])
  })

  it('without raw stacks is a ranking, and says so', async () => {
    const [part] = (await read(dump({ raw: undefined }))).parts
    expect(drawStacks(part!.profile)).toEqual([
      'Cart#add wall=13000000 samples=13',
      '(garbage collection) wall=2000000 samples=2',
    ])
    expect(part!.profile.meta).toMatchObject({ traits: ['no-stacks', 'signalled-thread'] })
  })

  it('in Ruby’s own form is refused with the command that converts it', async () => {
    const marshal = Uint8Array.from([
      0x04,
      0x08,
      0x7b,
      0x0d,
      ...bytesOf(':\fversionf\b1.2:\tmode:\twall:\rinterval:\x0fgc_samplesi\x00'),
    ])
    const result = await readFile(marshal, options)
    expect(result.ok ? '' : explainLoadError(result.error)).toMatch(/stackprof --json FILE/)
  })

  it('cut off or changed anywhere is a value or a sentence', async () => {
    const whole = bytesOf(JSON.stringify(dump()))
    await expectSoundWhenDamaged(whole, (bytes) => readFile(bytes, options), { everyBytes: 5, numRuns: 300 })
  })
})
