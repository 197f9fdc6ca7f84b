import { describe, expect, it } from 'vitest'
import { frameFlags } from '../../profile/profile.ts'
import { protobuf, writePprof, type WrittenFrame } from '../../testing/pprofWriter.ts'
import { cpuTypes, draw, read } from '../../testing/drawnPprof.ts'

describe('names and places of a pprof file', () => {
  it('names a place without symbols by its address and binary', () => {
    const bytes = protobuf([
      [
        1,
        [
          [1, 1],
          [2, 2],
        ],
      ],
      [
        2,
        [
          [1, 7],
          [2, 5],
        ],
      ],
      [
        3,
        [
          [1, 9],
          [5, 3],
        ],
      ],
      [
        4,
        [
          [1, 7],
          [2, 9],
          [3, 0xabc],
        ],
      ],
      [6, ''],
      [6, 'cpu'],
      [6, 'nanoseconds'],
      [6, '/usr/lib/libc.so.6'],
    ])
    const { frames, strings } = read(bytes)
    expect([strings[frames.name[0]!], strings[frames.module[0]!], frames.flags[0]]).toEqual([
      '0xabc',
      'libc.so.6',
      frameFlags.native,
    ])
  })

  describe('of a program without symbols', () => {
    /** One sample at this address of a mapping that begins there, `offset` bytes into its file. */
    const nameAt = (address: number, start: number, offset: number, file = '/usr/bin/shop'): string => {
      const bytes = protobuf([
        [
          1,
          [
            [1, 1],
            [2, 2],
          ],
        ],
        [
          2,
          [
            [1, 7],
            [2, 5],
          ],
        ],
        [
          3,
          [
            [1, 9],
            [2, start],
            [3, start + 0x10_0000],
            [4, offset],
            [5, 3],
          ],
        ],
        [
          4,
          [
            [1, 7],
            [2, 9],
            [3, address],
          ],
        ],
        [6, ''],
        [6, 'cpu'],
        [6, 'nanoseconds'],
        [6, file],
      ])
      const { frames, strings } = read(bytes)
      return strings[frames.name[0]!]!
    }

    it('are places in its file, which are the same wherever it was loaded', () => {
      expect(nameAt(0x55d3_c0de_1234, 0x55d3_c0de_0000, 0x1000)).toBe('[shop+0x2234]')
      expect(nameAt(0x5612_0000_1234, 0x5612_0000_0000, 0x1000)).toBe('[shop+0x2234]')
      expect(nameAt(0x5612_0000_1250, 0x5612_0000_0000, 0x1000)).toBe('[shop+0x2250]')
    })

    it('are addresses where the file does not say where it was loaded, and in the kernel', () => {
      expect(nameAt(0x47_e1b0, 0, 0)).toBe('0x47e1b0')
      expect(nameAt(0x1234, 0x5612_0000_0000, 0)).toBe('0x1234')
      expect(nameAt(0x1f_ffff_0000_1234, 0x1f_ffff_0000_0000, 0, '[kernel.kallsyms]')).toBe('0x1fffff00001234')
    })
  })

  it('tells functions without a name apart by their places', () => {
    const names = (frames: readonly WrittenFrame[]): readonly string[] => {
      const { frames: table, strings } = read(
        writePprof({ types: cpuTypes, samples: frames.map((frame) => ({ stack: [frame], values: [1, 1] })) }),
      )
      return Array.from(table.name, (name) => strings[name]!)
    }
    const at = (file: string, line: number): WrittenFrame => ({ name: '(anonymous)', file, line })
    expect(names([at('/srv/a.js', 3), at('/srv/a.js', 70), at('/srv/b.js', 3)])).toEqual([
      '(anonymous a.js:3)',
      '(anonymous a.js:70)',
      '(anonymous b.js:3)',
    ])
    expect(names([at('', 0), { name: 'render', file: '/srv/a.js', line: 3 }])).toEqual(['(anonymous)', 'render'])
  })

  it('moves places that stores write into names to where they belong', () => {
    const name = (written: string): string => {
      const { frames, strings } = read(writePprof({ types: cpuTypes, samples: [{ stack: [written], values: [1, 1] }] }))
      return `${strings[frames.name[0]!]} @ ${strings[frames.file[0]!]}`
    }
    expect(name('flask/ctx.py:-1 - pop')).toBe('flask.ctx.pop @ flask/ctx.py')
    expect(name('./index.js:(anonymous):22')).toBe('(anonymous index.js:22) @ ./index.js')
    expect(name(':(idle):0')).toBe('(idle) @ ')
    expect(name('LazyCompile:*fib /usr/src/app/main.js:1')).toBe('fib @ /usr/src/app/main.js')
    expect(name('std::vector<int>::push_back')).toBe('std::vector<int>::push_back @ ')
    expect(name('a - b')).toBe('a - b @ ')
  })

  it('takes the first of two functions with one id, and says so', () => {
    const profile = read(
      protobuf([
        [
          1,
          [
            [1, 1],
            [2, 2],
          ],
        ],
        [
          2,
          [
            [1, 7],
            [2, 5],
          ],
        ],
        [
          4,
          [
            [1, 7],
            [4, [[1, 3]]],
          ],
        ],
        [
          5,
          [
            [1, 3],
            [2, 3],
          ],
        ],
        [
          5,
          [
            [1, 3],
            [2, 4],
          ],
        ],
        [6, ''],
        [6, 'cpu'],
        [6, 'count'],
        [6, 'first'],
        [6, 'second'],
      ]),
    )
    expect(profile.strings[profile.frames.name[0]!]).toBe('first')
    expect(profile.meta.notes).toEqual(['1 functions or places are listed twice; the first one counts'])
  })

  it('takes functions without ids in their order, as an older .NET exporter means them', () => {
    const { strings, frames } = read(
      protobuf([
        [
          1,
          [
            [1, 1],
            [2, 2],
          ],
        ],
        [
          2,
          [
            [1, 7],
            [2, 5],
          ],
        ],
        [
          4,
          [
            [1, 7],
            [4, [[1, 2]]],
          ],
        ],
        [5, [[2, 3]]],
        [5, [[2, 4]]],
        [6, ''],
        [6, 'cpu'],
        [6, 'count'],
        [6, 'first'],
        [6, 'second'],
      ]),
    )
    expect(strings[frames.name[0]!]).toBe('second')
  })

  it('drops what drop_frames names and everything nearer the leaf, unless keep_frames keeps it', () => {
    const samples = [{ stack: ['main', 'work', 'malloc', 'sbrk'], values: [1, 1] }]
    expect(draw(writePprof({ types: cpuTypes, samples, dropFrames: 'malloc|free' }))).toBe('main 1 0\n  work 1 1')
    expect(draw(writePprof({ types: cpuTypes, samples, dropFrames: 'mall.*', keepFrames: 'malloc' }))).toContain(
      'malloc',
    )
    const quoted = [{ stack: ['main', 'a.b', 'work'], values: [1, 1] }]
    const drawQuoted = (dropFrames: string): string =>
      draw(writePprof({ types: cpuTypes, samples: quoted, dropFrames }))
    for (const drops of ['\\Qa.b\\E', 'x|\\Qa.b', '\\Aa\\.b\\z']) expect(drawQuoted(drops)).toBe('main 1 1')
    // Only what is spelled so, and a backslash before a Q is a backslash.
    for (const drops of ['\\Qa?b\\E', '\\\\Qa.b', '\\Qa.b\\Ex']) expect(drawQuoted(drops)).toContain('work')
    const hostile = read(writePprof({ types: cpuTypes, samples, dropFrames: '(?=x)' }))
    expect(hostile.meta.notes).toEqual(['its drop_frames pattern is not understood and was not applied'])
  })

  it('replaces invalid UTF-8 instead of failing', () => {
    const bytes = writePprof({ types: cpuTypes, samples: [{ stack: ['main?x'], values: [1, 1] }] })
    bytes[Buffer.from(bytes).indexOf('main?x') + 4] = 0xff
    expect(draw(bytes)).toBe('main\ufffdx 1 1')
  })

  it('keeps hostile names as the text they are, cut to a length a screen can take', () => {
    const names = ['<img src=x onerror=alert(1)>', '\u202egnp.exe', 'a\0b', 'x'.repeat(100_000)]
    const profile = read(
      writePprof({ types: cpuTypes, samples: names.map((name) => ({ stack: [name], values: [1, 1] })) }),
    )
    expect(profile.strings.slice(1, 4)).toEqual(names.slice(0, 3))
    expect(profile.strings[4]).toHaveLength(2001)
    expect(profile.meta.notes).toEqual(['names longer than 2000 characters are cut'])
  })
})
