import { describe, expect, it } from 'vitest'
import { buildCallTree } from '../../profile/buildCallTree.ts'
import { drawTree } from '../../testing/drawTree.ts'
import { frameFlags } from '../../profile/profile.ts'
import { CancelledError } from '../parsedFile.ts'
import { writePprof } from '../../testing/pprofWriter.ts'
import { cpuTypes, draw, options, read, small } from '../../testing/drawnPprof.ts'
import { readPprof } from './readPprof.ts'

describe('readPprof', () => {
  it('reads stacks leaf first and values packed or not', () => {
    const expected = 'main 4 0\n  serve 4 1\n    parse 3 3'
    expect(draw(writePprof(small))).toBe(expected)
    expect(draw(writePprof({ ...small, unpacked: true }))).toBe(expected)
  })

  it('knows the commit that build information in its comments names; a number is no commit', () => {
    const revisionOf = (...comments: string[]): string | undefined => {
      const file = readPprof(writePprof({ ...small, comments }), options)
      return file.ok ? file.value.facts.revision : undefined
    }
    expect(revisionOf('Produced by me', 'build\tvcs.revision=4f2a9c1d0b7e')).toBe('4f2a9c1d0b7e')
    expect(revisionOf('vcs.modified=true', 'revision 12')).toBeUndefined()
  })

  it('keeps all value columns, in base units', () => {
    const profile = read(
      writePprof({
        types: [
          ['wall', 'microseconds'],
          ['space', 'kilobytes'],
          ['n', 'count'],
        ],
        samples: [{ stack: ['a'], values: [2, 3, 4] }],
      }),
    )
    expect(profile.valueTypes).toEqual([
      { type: 'wall', unit: 'nanoseconds' },
      { type: 'space', unit: 'bytes' },
      { type: 'n', unit: 'count' },
    ])
    expect(profile.samples.values.map((column) => column[0])).toEqual([2000, 3072, 4])
  })

  it('makes inlined functions frames of their own, below the function they were inlined into', () => {
    const profile = read(
      writePprof({
        types: cpuTypes,
        samples: [
          {
            stack: ['main', { name: 'outer' }, { name: 'inner', inlined: true }, { name: 'innermost', inlined: true }],
            values: [1, 1],
          },
        ],
      }),
    )
    expect(drawTree(buildCallTree(profile, { column: 0, unit: 'count' }))).toBe(
      'main 1 0\n  outer 1 0\n    inner 1 0\n      innermost 1 1',
    )
    const flag = (name: string): number =>
      profile.frames.flags[profile.frames.name.indexOf(profile.strings.indexOf(name))]!
    expect([flag('outer'), flag('inner'), flag('innermost')]).toEqual([0, frameFlags.inlined, frameFlags.inlined])
  })

  it('keeps labels, text and numbers, and takes threads from them', () => {
    const { samples, labelSets, threads } = read(writePprof(small))
    expect(labelSets[samples.labelSet![1]!]).toEqual([
      { key: 'thread', value: 'worker-2' },
      { key: 'bytes', value: 64 },
    ])
    expect(threads[samples.thread![0]!]!.name).toBe('worker-1')
  })

  it.each([
    ['one after the other', (n: number) => n],
    ['addresses', (n: number) => 0x5555_0000_0000 + n * 16],
    ['beyond 2^53', (n: number) => 2n ** 64n - BigInt(n)],
    ['far apart', (n: number) => n * 1_000_003],
  ])('takes ids that are %s', (_, id) => {
    expect(draw(writePprof({ ...small, id }))).toBe('main 4 0\n  serve 4 1\n    parse 3 3')
  })

  it('does not confuse ids that differ only beyond 2^53', () => {
    const id = (n: number): bigint => 2n ** 60n + BigInt(n)
    expect(draw(writePprof({ ...small, id }))).toBe('main 4 0\n  serve 4 1\n    parse 3 3')
  })

  it('reads negative values', () => {
    const types = [['inuse_space', 'bytes']] as const
    const samples = [
      { stack: ['a'], values: [-5] },
      { stack: ['b'], values: [-(2 ** 40)] },
    ]
    expect([...read(writePprof({ types, samples })).samples.values[0]!]).toEqual([-5, -(2 ** 40)])
  })

  it('reports values beyond 2^53 instead of passing them off as exact', () => {
    const samples = [{ stack: ['a'], values: [1, 2n ** 60n + 1n] }]
    const profile = read(writePprof({ types: cpuTypes, samples }))
    expect(profile.samples.values[1]![0]).toBe(2 ** 60)
    expect(profile.meta.notes).toEqual(['1 values are beyond 2^53 and known only to 16 digits'])
  })

  it('stops when asked to', () => {
    const onProgress = (): void => {
      throw new CancelledError()
    }
    expect(() => readPprof(writePprof(small), { ...options, onProgress })).toThrow(CancelledError)
  })
})
