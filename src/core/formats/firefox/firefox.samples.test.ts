import { describe, expect, it } from 'vitest'
import { parsedSample, sampleJson, totalOf } from '../../testing/samples.ts'

interface Oracle {
  readonly name: string
  readonly samples: number
  readonly cpuNs: number
}

describe.each(['gecko', 'samply'])('%s.json.gz', (name) => {
  it('has the CPU time of its threads', async () => {
    const oracle = sampleJson(`firefox/${name}.oracle.json`) as readonly Oracle[]
    const { parts } = await parsedSample(`firefox/${name}.json.gz`)
    const cpu = parts.find(({ kind }) => kind === 'cpu')!
    expect(totalOf(cpu, 'cpu')).toBe(oracle.reduce((sum, { cpuNs }) => sum + cpuNs, 0))
    expect(cpu.profile.threads.map(({ name: thread }) => thread)).toEqual(oracle.map(({ name: thread }) => thread))
  })
})

describe('recordings by Firefox and samply', () => {
  it('name the functions of the page, and count every sample of its workers', async () => {
    const oracle = sampleJson('firefox/gecko.oracle.json') as readonly Oracle[]
    const { parts } = await parsedSample('firefox/gecko.json.gz')
    const wall = parts.find(({ kind }) => kind === 'wall')!
    expect(totalOf(wall, 'samples')).toBe(oracle.reduce((sum, { samples }) => sum + samples, 0))
    expect(wall.profile.strings).toEqual(expect.arrayContaining(['work', 'render', 'digest', '[libxul.so]']))
    expect(wall.profile.strings).not.toContain('(root)')
  })

  it('do not pass for wall time where perf sampled only what ran, and say what their names lack', async () => {
    const { parts } = await parsedSample('firefox/samply.json.gz')
    expect(parts.map(({ kind }) => kind)).toEqual(['cpu'])
    expect(parts[0]!.profile.meta.notes.join()).toContain('only running threads')
    expect(parts[0]!.profile.meta.notes.join()).toContain('samply load')
    expect(parts[0]!.profile.meta.emitter).toBe('zoo')
  })
})
