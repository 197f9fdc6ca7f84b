import { describe, expect, it } from 'vitest'
import { pythonLineName } from '../../frames/pythonNames.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample, sampleJson, sampleNames, totalOf } from '../../testing/samples.ts'

interface Oracle {
  readonly traces: number
  readonly bytes: number
  readonly stacks: number
  readonly largest: readonly {
    readonly bytes: number
    readonly blocks: number
    readonly frames: readonly (readonly [file: string, line: number])[]
  }[]
}

describe.each(sampleNames('tracemalloc'))('%s against Python’s own sums', (name) => {
  const oracle = sampleJson(`tracemalloc/${name.replace(/\.(dump|json)$/, '')}.oracle.json`) as Oracle

  it('holds the same bytes in the same blocks and stacks', async () => {
    const [part] = (await parsedSample(`tracemalloc/${name}`)).parts
    expect(totalOf(part!, 'inuse_space')).toBe(oracle.bytes)
    expect(totalOf(part!, 'inuse_objects')).toBe(oracle.traces)
    expect(part!.profile.samples.length).toBe(oracle.stacks)
  })

  it('has the largest stacks with the same frames', async () => {
    const [part] = (await parsedSample(`tracemalloc/${name}`)).parts
    const drawn = drawStacks(part!.profile)
    for (const { bytes, blocks, frames } of oracle.largest) {
      const stack = frames.map(([file, line]) => pythonLineName(file, line)).join(';')
      expect(drawn).toContain(`${stack} inuse_space=${bytes} inuse_objects=${blocks}`)
    }
  })
})
