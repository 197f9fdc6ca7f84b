import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import type { ReadOptions } from '../parsedFile.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { parsedSample, sampleBytes, totalOf } from '../../testing/samples.ts'
import { readAustin } from './austin.ts'

const options: ReadOptions = { fileName: 'out.austin', maxInflatedBytes: 1e9 }
const read = (text: string) => readAustin(new TextEncoder().encode(text), options)
function partsOf(text: string) {
  const result = read(text)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value.parts
}

describe('readAustin', () => {
  it('reads microseconds per thread, and Windows paths', () => {
    const [part] = partsOf(
      '# austin: 3.7.0\n# interval: 10000\n# mode: wall\n\nP1;T0:7;C:\\app\\main.py:run:3;C:\\app\\main.py:parse:9 120\nP1;T0:7 30\n# duration: 2000\n',
    )
    expect(part).toMatchObject({ kind: 'wall', covers: 'interval' })
    expect(drawStacks(part!.profile)).toEqual([
      '@ main.run;main.parse wall=120000 samples=1',
      '@  wall=30000 samples=1',
    ])
    expect(part!.profile.meta).toMatchObject({ durationMs: 2, period: 1e7, ticks: 2, emitter: 'austin 3.7.0' })
  })

  it('gives wall and CPU from the full mode, by the idle mark of each line', () => {
    const parts = partsOf('# mode: full\nP1;T0:7;/a/m.py:f:1 100,0,4096\nP1;T0:7;/a/m.py:f:1 50,1,0\n')
    expect(parts.map((part) => `${part.kind} ${part.profile.samples.values[0]!.join()}`)).toEqual([
      'wall 150000',
      'cpu 100000',
    ])
    // Of CPU an upper bound, and of the time exact.
    expect(parts.map((part) => part.profile.meta.traits)).toEqual([undefined, ['ready-counts']])
  })

  it('asks for the kind of a file whose first lines are gone', () => {
    const [part] = partsOf('P1;T0:7;/a/m.py:f:1 100\n# duration: 2000\n')
    expect([part?.kind, part?.covers]).toEqual([undefined, undefined])
  })

  it('does not take changes of the process’ memory for a heap', () => {
    const result = read('# mode: memory\nP1;T0:7;/a/m.py:f:1 4096\n')
    expect(!result.ok && result.error.code).toBe('unsupported')
  })

  it('says of an idle program that nothing ran, and of a damaged file that it is none', () => {
    const what = (text: string) => {
      const result = read(text)
      return result.ok ? '' : result.error.what
    }
    expect(what('# austin: 4.0.0\n# mode: cpu\n')).toMatch(/no thread ran at any tick/)
    expect(what('# austin: 4.0.0\n# mode: cpu\nP1;T0\n')).toMatch(/no line of it is a stack/)
    expect(what('# austin: 4.0.0\n# mode: wall\n')).toMatch(/no line of it is a stack/)
  })

  it('holds the microseconds that are in the file', async () => {
    for (const name of ['wall', 'gc', 'sleepless']) {
      const text = new TextDecoder().decode(sampleBytes(`austin/${name}.txt`))
      const microseconds = [...text.matchAll(/^P\d+;.* (\d+)$/gm)].reduce((sum, match) => sum + Number(match[1]), 0)
      const [part] = (await parsedSample(`austin/${name}.txt`)).parts
      expect(totalOf(part!, part!.profile.valueTypes[0]!.type), name).toBe(microseconds * 1000)
    }
  })
})
