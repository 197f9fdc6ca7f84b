import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCallTree } from '../../profile/buildCallTree.ts'
import { drawTree } from '../../profile/drawTree.ts'
import { frameFlags } from '../../profile/profile.ts'
import { explainLoadError } from '../../result.ts'
import { readFile } from '../index.ts'
import { CancelledError } from '../parsedFile.ts'
import { protobuf, writePprof } from '../testing/pprofWriter.ts'
import { looksLikePprof } from './row.ts'
import { readPprof } from './readPprof.ts'
import type { Profile } from '../../profile/profile.ts'
import type { WrittenProfile } from '../testing/pprofWriter.ts'

const options = { fileName: 'cpu.pb', maxInflatedBytes: 1e8 }
const cpuTypes = [
  ['samples', 'count'],
  ['cpu', 'nanoseconds'],
] as const

const small: WrittenProfile = {
  types: cpuTypes,
  periodType: ['cpu', 'nanoseconds'],
  period: 10_000_000,
  timeNanos: 1_795_000_000_000_000_000,
  durationNanos: 10_000_000_000,
  samples: [
    { stack: ['main', 'serve', 'parse'], values: [3, 30_000_000], labels: { thread: 'worker-1' } },
    { stack: ['main', 'serve'], values: [1, 10_000_000], labels: { thread: 'worker-2', bytes: 64 } },
  ],
}

function read(bytes: Uint8Array): Profile {
  const result = readPprof(bytes, options)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value.parts[0]!.profile
}

const draw = (bytes: Uint8Array, column = 0): string => drawTree(buildCallTree(read(bytes), { column, unit: 'count' }))

const problem = (bytes: Uint8Array): string => {
  const result = readPprof(bytes, options)
  return result.ok ? 'read' : `${result.error.code}: ${result.error.what}`
}

describe('readPprof', () => {
  it('reads stacks leaf first and values packed or not', () => {
    const expected = 'main 4 0\n  serve 4 1\n    parse 3 3'
    expect(draw(writePprof(small))).toBe(expected)
    expect(draw(writePprof({ ...small, unpacked: true }))).toBe(expected)
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

  it('moves places that stores write into names to where they belong', () => {
    const name = (written: string): string => {
      const { frames, strings } = read(writePprof({ types: cpuTypes, samples: [{ stack: [written], values: [1, 1] }] }))
      return `${strings[frames.name[0]!]} @ ${strings[frames.file[0]!]}`
    }
    expect(name('flask/ctx.py:-1 - pop')).toBe('flask.ctx.pop @ flask/ctx.py')
    expect(name('./index.js:(anonymous):22')).toBe('(anonymous) @ ./index.js')
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

  it('stops when asked to', () => {
    const onProgress = (): void => {
      throw new CancelledError()
    }
    expect(() => readPprof(writePprof(small), { ...options, onProgress })).toThrow(CancelledError)
  })
})

describe('files that are not whole', () => {
  const valueType = [
    1,
    [
      [1, 1],
      [2, 1],
    ],
  ] as const
  const texts = [
    [6, ''],
    [6, 'cpu'],
  ] as const

  it.each([
    [
      'a text index out of range',
      [
        [
          1,
          [
            [1, 99],
            [2, 1],
          ],
        ],
        ...texts,
      ],
      'it refers to text number 99 of 2',
    ],
    [
      'a missing location',
      [
        valueType,
        [
          2,
          [
            [1, 5],
            [2, 1],
          ],
        ],
        ...texts,
      ],
      'sample 1 refers to a location that is not in the file',
    ],
    [
      'a missing function',
      [
        valueType,
        [
          2,
          [
            [1, 5],
            [2, 1],
          ],
        ],
        [
          4,
          [
            [1, 5],
            [4, [[1, 8]]],
          ],
        ],
        ...texts,
      ],
      'a location refers to a function that is not in the file',
    ],
    [
      'too few values',
      [valueType, valueType, [2, [[2, 1]]], ...texts],
      'sample 1 has 1 values where the file announces 2',
    ],
    ['no value types', [...texts], 'it does not say what its values are (no sample_type)'],
    [
      'a text table that does not begin empty',
      [valueType, [6, 'cpu']],
      'its text table does not begin with an empty text',
    ],
    ['a number for a message', [valueType, [2, 5], ...texts], 'field 2 at byte 7 is a number where a message belongs'],
  ] as const)('%s', (_, fields, sentence) => {
    expect(problem(protobuf(fields))).toBe(`malformed: the pprof data is not whole: ${sentence}`)
  })

  it('says how much of a cut file is missing', () => {
    const bytes = writePprof(small)
    expect(problem(bytes.subarray(0, bytes.length - 3))).toMatch(
      /^truncated: the pprof data is not whole: it ends 3 bytes too early/,
    )
  })

  it('cannot be made to reserve more than it holds', () => {
    const types = Array.from({ length: 2000 }, () => ['cpu', 'nanoseconds'] as const)
    const samples = Array.from({ length: 2000 }, () => ({ stack: [], values: [] }))
    expect(problem(writePprof({ types, samples }))).toMatch(/sample 1 has 0 values where the file announces 2000$/)
  })

  it('cannot be made to unfold a small file into endless stacks', () => {
    const samples = Array.from({ length: 6000 }, () => [1, 1] as const)
    expect(
      problem(
        protobuf([
          valueType,
          [2, [...samples, [2, 1]]],
          [4, [[1, 1], ...Array.from({ length: 3000 }, () => [4, [[1, 1]]] as const)]],
          [
            5,
            [
              [1, 1],
              [2, 1],
            ],
          ],
          ...texts,
        ]),
      ),
    ).toMatch(/^too-large: .* a stack of more than 100,000 frames$/)
  })

  it('any prefix and any mutation of a valid file is a value or a sentence, in bounded time', async () => {
    const bytes = writePprof({ ...small, mapping: '/bin/app', comments: ['Produced by me'] })
    const startedAt = Date.now()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length),
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 }),
        fc.boolean(),
        async (length, changes, zipped) => {
          const broken = bytes.slice(0, length < bytes.length / 8 ? bytes.length : length)
          for (const [at, value] of changes) if (at < broken.length) broken[at] = value
          const result = await readFile(zipped ? gzipSync(broken) : broken, options)
          if (!result.ok) expect(explainLoadError(result.error)).toMatch(/^cpu\.pb: .+\. .+\.$/)
        },
      ),
      { numRuns: 600 },
    )
    expect(Date.now() - startedAt).toBeLessThan(30_000)
  })
})

describe('looksLikePprof', () => {
  it('knows pprof from text and noise', () => {
    expect(looksLikePprof(writePprof(small))).toBe(true)
    for (const text of ['main;work 12\n', '\nhello', '{"a":1}', '\n\u0004main', 'PERFILE2']) {
      expect(looksLikePprof(new TextEncoder().encode(text))).toBe(false)
    }
  })

  it('recognises a file that is cut off, so that the message is about that', async () => {
    const bytes = writePprof(small)
    const result = await readFile(bytes.subarray(0, 60), options)
    expect(!result.ok && result.error.code).toBe('truncated')
  })
})
