/**
 * What .NET's tools print of the managed heap by type, without stacks:
 *
 *          39,114,093  GC Heap bytes             dotnet-gcdump report: live, because it collects before it looks
 *              13,633  GC Heap objects
 *
 *        Object Bytes     Count  Type            of one object of the type, whichever came first: times the count it is not what they hold
 *             200,024       190  System.Byte[] (Bytes > 100K)  [System.Private.CoreLib.dll]
 *
 *   MT            Count  TotalSize  Class Name   dumpheap -stat of dotnet-dump and SOS: of all of them, garbage as well
 *   7ffc1e20d3d5  10001   80000024  System.Byte[]
 *   Total 10002 objects, 80000048 bytes
 *
 * The separator of thousands is the machine's.
 */
import { bytesPerMb } from '../../base/units.ts'
import { ok, type Result } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader, ParsedFile } from '../parsedFile.ts'
import { factsOnly, noNumbers } from './factsOnly.ts'

const live = /^\s*(\d[\d.,'’\s\u00a0\u202f]{0,24}) +GC Heap bytes\s*$/
const typeRow = /^\s*[0-9a-f]{8,16}\s+([\d,]{1,20})\s+([\d,]{1,24})\s+(\S.{0,2000})$/
const all = /^Total [\d,]{1,20} objects, ([\d,]{1,24}) bytes/

const numberOf = (text: string): number => Number(text.replace(/\D/g, ''))

const breaksOff = 'it is of .NET’s heap by type and breaks off: its total is missing'

function gcDumpReport(bytes: Uint8Array): Result<ParsedFile> | undefined {
  let total: number | undefined
  forEachLine(bytes, (line) => {
    const found = live.exec(line.slice(0, 200))
    if (found) total = numberOf(found[1] ?? '')
  })
  if (total === undefined) return undefined
  return factsOnly({
    format: 'class-histogram',
    runtime: 'dotnet',
    facts: heldIn(total, true),
    notes: ['its rows say how large one object of each type is, and not all of them: its total is read'],
  })
}

export const readDotnetHeap: FormatReader = (bytes, options) => {
  const report = gcDumpReport(bytes)
  if (report) return report
  const builder = new ProfileBuilder([
    { type: 'inuse_space', unit: 'bytes' },
    { type: 'inuse_objects', unit: 'count' },
  ])
  let total: number | undefined
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 4000) return
      const found = all.exec(line)
      if (found) total = numberOf(found[1] ?? '')
      const row = typeRow.exec(line)
      if (!row) return
      const sample = builder.sample(builder.stack(-1, builder.frame((row[3] ?? '').trim())), numberOf(row[2] ?? ''))
      builder.setValue(sample, 1, numberOf(row[1] ?? ''))
    },
    options.onProgress,
  )
  if (builder.sampleCount === 0 || total === undefined)
    return noNumbers(options.fileName, breaksOff, 'write it again: dotnet-dump analyze FILE -c "dumpheap -stat"')
  builder.note('it counts garbage as well: dotnet-gcdump report does not')
  builder.note('types, not stacks: who allocated them is not in it')
  const profile = builder.finish({ format: 'class-histogram', emitter: 'dotnet-dump', runtime: 'dotnet' })
  return ok({
    format: 'class-histogram',
    parts: [{ kind: 'heap', covers: 'gauge', profile }],
    facts: heldIn(total, false),
  })
}

const heldIn = (bytes: number, isLive: boolean): FileFacts => ({
  clock: 'instant',
  classHistogramTotals: [{ timeMs: 0, bytes, ...(isLive ? {} : { mayHoldGarbage: true as const }) }],
  bounds: [
    {
      signal: 'live_heap_mb',
      high: bytes / bytesPerMb,
      basis: { id: 'levels-with-garbage', slackMb: bytes / bytesPerMb, seconds: 0 },
    },
  ],
})
