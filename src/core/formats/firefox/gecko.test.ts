import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import type { ReadOptions } from '../parsedFile.ts'
import { drawStacks, expectErrorOrValue } from '../../testing/drawStacks.ts'
import { readFirefox } from './firefox.ts'

const options: ReadOptions = { fileName: 'gecko.json', maxInflatedBytes: 1e9 }
const read = (file: unknown) => readFirefox(new TextEncoder().encode(JSON.stringify(file)), options)
function parsed(file: unknown) {
  const result = read(file)
  if (!result.ok) throw new Error(explainLoadError(result.error))
  return result.value
}

// (root) → work (JavaScript), and (root) → an address in libxul, in a process that started 100 ms after its parent.
const stringTable = [
  '(root)',
  'work (https://shop.example/app.js?user=42:14:3)[7]',
  '0x1010',
  'Load https://shop.example/cart?user=42',
  'gtk_main (in /usr/lib/libgtk.so)',
]
const thread = (samples: unknown) => ({
  name: 'GeckoMain',
  pid: 7,
  tid: 9,
  samples: { schema: { stack: 0, time: 1, eventDelay: 2, threadCPUDelta: 3 }, data: samples },
  stackTable: {
    schema: { prefix: 0, frame: 1 },
    data: [
      [null, 0],
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
    ],
  },
  frameTable: { schema: { location: 0, relevantForJS: 1, line: 4 }, data: [[0], [1], [2], [3, false, 0, 0, 12], [4]] },
  stringTable,
})
const meta = { version: 34, interval: 2, startTime: 5000, logicalCPUs: 4, sampleUnits: { threadCPUDelta: 'ns' } }
const file = {
  meta,
  libs: [],
  threads: [
    thread([
      [1, 10, 0, 500],
      [1, 12, 0, 800_000],
      [3, 14],
      [4, 16, 0, 200_000],
    ]),
  ],
  processes: [
    {
      meta: { ...meta, startTime: 5100 },
      libs: [{ start: 0x1000, end: 0x2000, name: 'libxul.so' }],
      threads: [
        thread([
          [2, 3, 0, 1],
          [2, 5, 0, 900_000],
        ]),
      ],
      processes: [],
    },
  ],
}

describe('a raw Firefox profile', () => {
  it('gives CPU and wall time of the threads of all processes, at one clock', () => {
    const { parts, facts } = parsed(file)
    expect(parts.map(({ kind }) => kind)).toEqual(['cpu', 'wall'])
    expect(drawStacks(parts[0]!.profile)).toEqual([
      '@GeckoMain work cpu=800000 samples=1',
      '@GeckoMain gtk_main cpu=200000 samples=1',
      '@GeckoMain [libxul.so] cpu=900000 samples=1',
    ])
    expect(parts[1]!.window).toEqual({ fromMs: 5010, untilMs: 5107 })
    expect(parts[1]!.profile.meta.emitter).toBe('Firefox')
    expect(facts.cores).toBe(4)
  })

  it('leaves out of its names what people looked for', () => {
    const { parts } = parsed(file)
    const { strings } = parts[1]!.profile
    expect(strings).toEqual(expect.arrayContaining(['work', 'Load', 'https://shop.example/app.js']))
    expect(strings.join()).not.toContain('user=42')
  })

  it('does not take the host that perf writes for a product', () => {
    const { parts } = parsed({ ...file, meta: { ...meta, presymbolicated: true, product: 'host-7' } })
    expect(JSON.stringify(parts)).not.toContain('host-7')
  })

  it('survives any JSON in its tables', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (table, other) => {
        expectErrorOrValue(read({ meta, libs: table, threads: [{ ...thread([[1, 2]]), stackTable: table }] }))
        expectErrorOrValue(read({ meta, threads: [{ ...thread(table), frameTable: other }], processes: [other] }))
        expectErrorOrValue(read({ meta, threads: [{ samples: { schema: { stack: 0, time: 1 }, data: table } }] }))
      }),
    )
  })
})
