import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { readFile } from '../readFile.ts'
import { protobuf, writePprof } from '../../testing/pprofWriter.ts'
import { options, problem, small } from '../../testing/drawnPprof.ts'
import { looksLikePprof } from './row.ts'

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
