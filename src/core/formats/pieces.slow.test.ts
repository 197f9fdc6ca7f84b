import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Joined, type PieceReaderOpener } from './pieces.ts'
import { openCollapsed } from './collapsed/readCollapsed.ts'
import { openChromeTrace } from './chromeTrace/chromeTrace.ts'
import { openJfr } from './jfr/jfr.ts'
import { openMojo } from './austin/mojo.ts'
import { openNettrace } from './nettrace/nettrace.ts'
import { openOtlp } from './otlp/otlp.ts'
import { openPprof } from './pprof/readPprof.ts'
import { numbers, writeNettrace } from '../testing/nettraceWriter.ts'
import { framed, writeOtlp } from '../testing/otlpWriter.ts'
import { writePprof } from '../testing/pprofWriter.ts'
import { sampleBytes } from '../testing/samples.ts'
import type { Result } from '../base/result.ts'
import type { ParsedFile } from './parsedFile.ts'

const options = { fileName: 'a', maxInflatedBytes: 1e9 }

/** Reads the file cut into pieces of these lengths, over and over, through one buffer that is overwritten each time. */
function readCut(open: PieceReaderOpener, bytes: Uint8Array, lengths: readonly number[]): Result<ParsedFile> {
  const reader = open(options)
  const buffer = new Uint8Array(Math.max(...lengths))
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const piece = bytes.subarray(at, at + lengths[i % lengths.length]!)
    buffer.set(piece)
    if (!reader.push(buffer.subarray(0, piece.length))) break
    buffer.fill(0xff)
    at += piece.length
  }
  return reader.finish()
}

const lengths = (most: number): fc.Arbitrary<number[]> =>
  fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: most })), { minLength: 1, maxLength: 8 })

const folded = new TextEncoder().encode(
  [
    '# made by hand',
    'main;größe;π;日本語 12\r',
    'main;größe;π;日本語;🙂 3',
    'main;größe;other_[k] 4.5',
    '',
    'not a stack',
    'main;größe;π -2',
    'main 1',
  ].join('\n'),
)
const shop = writePprof({
  types: [
    ['samples', 'count'],
    ['cpu', 'nanoseconds'],
  ],
  samples: Array.from({ length: 60 }, (_, i) => ({
    stack: ['utf8.größe', `parse${i % 7}`, 'main'],
    values: [i, i * 10_000_000_000],
    labels: { thread: `worker-${i % 3}`, bytes: i % 5 },
  })),
})
const recorded = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../public/recordings/${path}`, import.meta.url)))
const jfr = new Uint8Array(gunzipSync(recorded('jvm-contention-async/order-gateway-async-0001.jfr.gz')))
const twice = new Uint8Array([...jfr, ...jfr])

const otlp = writeOtlp([
  {
    attributes: { 'service.name': 'größe' },
    profiles: [
      {
        type: ['samples', 'count'],
        period: ['cpu', 'nanoseconds', 50_000_000],
        duration: 1e9,
        samples: Array.from({ length: 40 }, (_, i) => ({
          stack: ['main', `parse${i % 7}`, 'utf8.größe'],
          at: [i, i + 100],
          attributes: { 'thread.id': i % 3 },
        })),
      },
    ],
  },
])
const ticks = Array.from({ length: 60 }, (_, i) => ({
  of: 'Microsoft-DotNETCore-SampleProfiler 0',
  at: i * 1_000_000,
  thread: i % 3,
  stack: [0x7000 + (i % 5), 0x6000],
  payload: numbers([32, 1 + (i % 2)]),
}))

const files: readonly (readonly [what: string, open: PieceReaderOpener, bytes: Uint8Array, mostBytes: number])[] = [
  ['folded text', openCollapsed, folded, 60],
  ['folded text of perf', openCollapsed, sampleBytes('folded/async-alloc-total.collapsed.txt'), 9000],
  [
    'a Chrome trace',
    openChromeTrace,
    new Uint8Array(gunzipSync(sampleBytes('chrome-trace/zoo.trace.json.gz'))),
    50_000,
  ],
  ['pprof', openPprof, shop, 300],
  ['JFR of two chunks', openJfr, twice, 500_000],
  ['OTLP with lengths in front', openOtlp, framed(otlp, otlp), 300],
  ['OTLP, one message', openOtlp, otlp, 300],
  ['nettrace 4', openNettrace, writeNettrace(ticks, { version: 4 }), 300],
  ['nettrace 6', openNettrace, writeNettrace(ticks, { version: 6 }), 300],
  ['MOJO', openMojo, sampleBytes('austin/sleepless.mojo'), 2000],
]

describe.each(files)('a file of %s', (_, open, bytes, mostBytes) => {
  it('is the same profile however it is cut', () => {
    const whole = readCut(open, bytes, [bytes.length])
    expect(whole.ok && whole.value.parts.length).toBeGreaterThan(0)
    const numRuns = bytes.length > 100_000 ? 12 : 60
    // Byte by byte, the longest would take a minute and say nothing that 1 to 40 does not.
    const cuts = bytes.length > 100_000 ? lengths(mostBytes).map((all) => [...all, 30_000]) : lengths(mostBytes)
    fc.assert(
      fc.property(cuts, (cut) => {
        expect(readCut(open, bytes, cut)).toEqual(whole)
      }),
      { numRuns },
    )
  })

  it('that breaks off or was damaged is the same value or the same sentence however it is cut', () => {
    const numRuns = bytes.length > 100_000 ? 12 : 150
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.nat(255),
        fc.boolean(),
        lengths(mostBytes),
        (at, byte, isCutOff, cut) => {
          const broken = isCutOff ? bytes.slice(0, at) : bytes.with(at, byte)
          const pieces = bytes.length > 100_000 ? [...cut, 30_000] : cut
          expect(readCut(open, broken, pieces)).toEqual(readCut(open, broken, [broken.length + 1]))
        },
      ),
      { numRuns },
    )
  })
})

describe('a line without end', () => {
  it('is one line left out, and does not pile up', () => {
    const line = new Uint8Array(9_000_000).fill(0x61)
    const bytes = new TextEncoder().encode('main;a 1\n')
    const all = new Uint8Array([...bytes, ...line, 10, ...bytes])
    const result = readCut(openCollapsed, all, [100_000])
    const profile = result.ok ? result.value.parts[0]!.profile : undefined
    expect([profile?.samples.length, profile?.meta.notes]).toEqual([2, ['1 line is not a stack and left out']])
  })
})

describe('a JFR whose chunk says that it is longer than anything', () => {
  it('is not waited for', () => {
    const bytes = jfr.slice()
    new DataView(bytes.buffer).setBigInt64(8, 1n << 60n)
    const reader = openJfr(options)
    expect(reader.push(bytes)).toBe(false)
    const result = reader.finish()
    expect(result.ok ? '' : result.error.what).toMatch(/the last chunk was still being written/)
  })
})

describe('Joined', () => {
  it('gives every byte once and in order, whatever is left of each piece', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uint8Array({ maxLength: 30 }), fc.nat(30), fc.nat(50))), (pieces) => {
        const joined = new Joined()
        const taken: number[] = []
        for (const [piece, used, wanted] of pieces) {
          const bytes = joined.add(piece)
          if (!bytes) continue
          const until = Math.min(used, bytes.length)
          expect(joined.base).toBe(taken.length)
          taken.push(...bytes.subarray(0, until))
          joined.keep(bytes, until, wanted)
        }
        taken.push(...joined.rest())
        expect(taken).toEqual(pieces.flatMap(([piece]) => [...piece]))
      }),
    )
  })
})
