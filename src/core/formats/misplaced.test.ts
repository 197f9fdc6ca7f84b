/** Samples that point at what the file does not have: left out where they are few, and never taken for a program that does nothing. */
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../base/result.ts'
import { readFile } from './readFile.ts'

const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

/** The sum of its first column, or the sentence. */
async function read(value: unknown): Promise<number | string> {
  const answer = await readFile(bytesOf(value), { fileName: 'file', maxInflatedBytes: 1e8 })
  if (!answer.ok) return explainLoadError(answer.error)
  const [part] = answer.value.parts
  return [...(part?.profile.samples.values[0] ?? [])].reduce((sum, amount) => sum + amount, 0)
}

/** `lost` of 200 samples point at what is not there. */
const v8 = (lost: number): unknown => ({
  nodes: ['(root)', 'work'].map((functionName, at) => ({
    id: at + 1,
    callFrame: { functionName, scriptId: '0', url: at === 0 ? '' : 'file:///a.js', lineNumber: 1, columnNumber: 1 },
    children: at === 0 ? [2] : [],
  })),
  startTime: 0,
  endTime: 200_000,
  samples: Array.from({ length: 200 }, (_, at) => (at < lost ? 99 : 2)),
  timeDeltas: Array.from({ length: 200 }, () => 1000),
})

const speedscope = (lost: number, weights = 200): unknown => ({
  $schema: 'https://www.speedscope.app/file-format-schema.json',
  shared: { frames: [{ name: 'main' }, { name: 'work' }] },
  profiles: [
    {
      type: 'sampled',
      name: 'x',
      unit: 'milliseconds',
      startValue: 0,
      endValue: 200,
      samples: Array.from({ length: 200 }, (_, at) => (at < lost ? [0, 99] : [0, 1])),
      weights: Array.from({ length: weights }, () => 1),
    },
  ],
})

const otlp = (lost: number): unknown => ({
  resourceProfiles: [
    {
      resource: { attributes: [] },
      scopeProfiles: [
        {
          profiles: [
            {
              timeUnixNano: '1700000000000000000',
              durationNano: '30000000000',
              sampleType: { typeStrindex: 1, unitStrindex: 2 },
              samples: Array.from({ length: 200 }, (_, at) => ({
                stackIndex: at < lost ? 999_999 : 1,
                values: ['1000000'],
              })),
            },
          ],
        },
      ],
    },
  ],
  dictionary: {
    stringTable: ['', 'cpu', 'nanoseconds', 'work'],
    stackTable: [{ locationIndices: [] }, { locationIndices: [1] }],
    locationTable: [{}, { lines: [{ functionIndex: 1 }] }],
    functionTable: [{ nameStrindex: 0 }, { nameStrindex: 3 }],
  },
})

/** Boxes side by side below the whole; the last `lost` have a name that the file does not have. */
const flamebearer = (lost: number): unknown => ({
  version: 1,
  metadata: { format: 'single', units: 'samples', sampleRate: 100, name: 'cpu' },
  flamebearer: {
    names: ['total', 'work'],
    levels: [[0, 199, 0, 0], Array.from({ length: 199 }, (_, at) => [0, 1, 1, at < 199 - lost ? 1 : 77]).flat()],
    numTicks: 199,
    maxSelf: 1,
  },
})

const heaptrack = (lost: number): string =>
  [
    'v 10500 3',
    'X ./shop',
    'I 1000 4000',
    's 4 work',
    's 4 shop',
    'i 1000 2 1',
    't 1 0',
    'a 10 1',
    ...Array.from({ length: 200 }, (_, at) => (at < lost ? '+ 99' : '+ 0')),
    'c 100',
    '',
  ].join('\n')

const tachyon = (lost: number): string =>
  [
    { type: 'meta', v: 0, sample_interval_usec: 1000, mode: 'wall' },
    {
      type: 'string_table',
      strings: [
        { str_id: 0, value: 'main' },
        { str_id: 1, value: 'app.py' },
      ],
    },
    {
      type: 'frame_table',
      frames: Array.from({ length: 200 - lost }, (_, at) => ({
        frame_id: at,
        path_str_id: 1,
        func_str_id: 0,
        line: 1,
      })),
    },
    { type: 'agg', kind: 'frame', entries: Array.from({ length: 200 }, (_, at) => ({ frame_id: at, self: 1 })) },
    { type: 'end', samples_total: 200 },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')

/** A frame that is not there costs a stack of speedscope the frame and not its weight. */
const formats: readonly (readonly [string, (lost: number) => unknown, number])[] = [
  ['a profile of V8', v8, 0.99],
  ['speedscope', speedscope, 1],
  ['OTLP', otlp, 0.995],
  ['flamebearer', flamebearer, 0.995],
  ['heaptrack', heaptrack, 0.995],
  ['Python’s own sampler', tachyon, 0.995],
]

describe.each(formats)('%s', (_, made, kept) => {
  it('with a sample of nothing among hundreds is the others', async () => {
    expect(Number(await read(made(1))) / Number(await read(made(0)))).toBeCloseTo(kept, 2)
  })

  it.each([4, 100, 150])('with more of them is refused: %s', async (many) => {
    expect(await read(made(many))).toMatch(/^file: \d+ of its (199|200) samples point at what is not in the file\./)
  })
})

it('weights and samples of speedscope that are not as many are samples without the other', async () => {
  expect(await read(speedscope(0, 100))).toContain('100 of its 200 samples')
  expect(await read(speedscope(0, 400))).toContain('200 of its 400 samples')
})

it('the trace of a ring, whose beginning is lost, is what is left; one of which nothing is left is refused', async () => {
  const trace = (ids: readonly number[]): unknown => ({
    traceEvents: [
      { ph: 'P', name: 'Profile', id: '0x1', pid: 1, tid: 1, ts: 0, args: { data: { startTime: 0 } } },
      {
        ph: 'P',
        name: 'ProfileChunk',
        id: '0x1',
        pid: 1,
        tid: 1,
        ts: 1,
        args: {
          data: {
            cpuProfile: {
              nodes: [
                { id: 1, callFrame: { functionName: '(root)', scriptId: 0 } },
                { id: 2, parent: 1, callFrame: { functionName: 'work', scriptId: 0, url: 'a.js' } },
              ],
              samples: ids,
            },
            timeDeltas: ids.map(() => 1000),
          },
        },
      },
    ],
  })
  expect(await read(trace([2, 2, 2, 99, 99, 99]))).toBeTypeOf('number')
  expect(await read(trace([99, 99, 99]))).toContain('point at what is not in the file')
})
