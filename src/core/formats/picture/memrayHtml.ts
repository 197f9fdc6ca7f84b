/**
 * memray's HTML. The page carries its tree as columns (values with everything below them), and every 10 ms how much memory there was:
 *
 *   const packed_data = {"nodes": {"children": [[1, 2], [], []], "function": [0, 4, 7], "filename": …, "lineno": …, "value": [27, 20, 7]}, "strings": […]}
 *   const memory_records = [[1795850424384, 45383680, 0], …]                                ms, resident, held by the program
 *
 * A table (`memray table`) has one row of each place that allocated, without what called it: {"size": 1340, "stack_trace": "run at
 * app.py:58", …}. A temporal page has intervals instead of values: [born before, gone before, node, allocations, bytes]. Its command line and the lines
 * of source in it stay there.
 */
import { err, ok } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { thinned } from '../counters/heapSteps.ts'
import { asArray, asIndex, asNumber, asRecord, asText, maxJsonBytes, type JsonRecord } from '../json.ts'
import type { FileFacts, FormatReader } from '../parsedFile.ts'
import { pythonFrame } from '../pythonFrame.ts'
import { embeddedJson, parsedJson } from './embedded.ts'
import { unescapeXml } from './xml.ts'

export const readMemrayHtml: FormatReader = (bytes, options) => {
  if (bytes.length > maxJsonBytes) {
    const what = `the page has ${Math.round(bytes.length / 1e6)} MB, and at most 256 MB are read`
    return err({
      code: 'too-large',
      where: options.fileName,
      what,
      todo: 'open `memray transform speedscope` of the recording',
    })
  }
  const text = new TextDecoder().decode(bytes)
  const parsed = parsedJson(embeddedJson(text, 'const packed_data = '))
  const data = asRecord(parsed)
  const nodes = asRecord(data?.['nodes'])
  const records = recordsOf(parsedJson(embeddedJson(text, 'const memory_records = ')))
  const table = asArray(parsed)
  if (table.length === 0 && nodes === undefined) {
    return err({
      code: 'truncated',
      where: options.fileName,
      what: 'it is a page of memray that ends before its data',
      todo: 'save it again, or open `memray transform speedscope` of the recording',
    })
  }
  const leaks = /memory leaks/i.test(text.slice(0, 100_000)) && /<title>[^<]{0,200}leak/i.test(text.slice(0, 100_000))
  const builder = new ProfileBuilder([{ type: 'inuse_space', unit: 'bytes' }])
  if (data !== undefined && nodes !== undefined) addNodes(builder, data, nodes)
  else addRows(builder, table)
  builder.note(
    leaks
      ? 'what was never given back, at the end of the run'
      : 'what was held at the peak of the run, not what lives on',
  )
  const peak = records.reduce<MemoryRecord | undefined>(
    (best, one) => (best === undefined || one.held > best.held ? one : best),
    undefined,
  )
  const atMs = leaks ? records.at(-1)?.timeMs : peak?.timeMs
  const profile = builder.finish({
    format: 'memray-html',
    emitter: 'memray',
    runtime: 'cpython',
    ...(nodes === undefined ? { traits: ['no-stacks'] as const } : {}),
    ...(atMs === undefined ? {} : { startMs: atMs }),
  })
  const window = atMs === undefined ? {} : { window: { fromMs: atMs, untilMs: atMs } }
  return ok({
    format: 'memray-html',
    parts: [{ kind: 'heap', covers: 'gauge', ...window, profile }],
    facts: factsOf(records),
  })
}

interface MemoryRecord {
  readonly timeMs: number
  readonly resident: number
  readonly held: number
}

function recordsOf(value: unknown): readonly MemoryRecord[] {
  return asArray(value).flatMap((row) => {
    const [timeMs, resident, held] = asArray(row).map(asNumber)
    return timeMs === undefined || resident === undefined || held === undefined ? [] : [{ timeMs, resident, held }]
  })
}

/** A program fills itself up while it starts: growth is asked for after that. */
const startMs = 3000

function factsOf(records: readonly MemoryRecord[]): FileFacts {
  const first = records[0]
  if (first === undefined) return {}
  const later = thinned(records.filter(({ timeMs }) => timeMs >= first.timeMs + startMs))
  return {
    rssPoints: thinned(records).map(({ timeMs, resident }) => ({ timeMs, bytes: resident })),
    ...(later.length < 2
      ? {}
      : { liveHeapPoints: later.map(({ timeMs, held }) => ({ timeMs, bytes: held, collection: 'full' as const })) }),
  }
}

function selvesOfValues(nodes: JsonRecord): Float64Array {
  const values = asArray(nodes['value'])
  const selves = new Float64Array(values.length)
  for (const [node, value] of values.entries()) selves[node] = asNumber(value) ?? 0
  // Children come after their parent, whose own value is still whole when it is reached.
  for (const [node, children] of asArray(nodes['children']).entries()) {
    for (const child of asArray(children)) {
      const index = asIndex(child, values.length, node + 1)
      if (index !== undefined) selves[node] = (selves[node] ?? 0) - (asNumber(values[index]) ?? 0)
    }
  }
  return selves
}

/** What was born before the snapshot of the peak and not gone before it; without a peak, what is there at the end. */
function selvesOfIntervals(data: JsonRecord): Float64Array {
  const marks = asArray(data['high_water_mark_by_snapshot']).map((mark) => asNumber(mark) ?? 0)
  const peak =
    marks.length === 0 ? Infinity : marks.reduce((best, mark, at) => (mark > (marks[best] ?? 0) ? at : best), 0)
  const nodes = asArray(asRecord(data['nodes'])?.['function']).length
  const selves = new Float64Array(nodes)
  for (const row of asArray(data['intervals'])) {
    const [born, gone, node, , bytes] = asArray(row)
    const index = asIndex(node, nodes)
    if (index === undefined || (asNumber(born) ?? 0) > peak) continue
    const until = asNumber(gone)
    if (until === undefined || until > peak) selves[index] = (selves[index] ?? 0) + (asNumber(bytes) ?? 0)
  }
  return selves
}

/** "iterencode at /usr/lib/python3.11/json/encoder.py:258" */
const placed = /^(.*?) at (.*?)(?::(\d{1,9}))?$/

function addRows(builder: ProfileBuilder, table: readonly unknown[]): void {
  for (const value of table) {
    const row = asRecord(value)
    const bytes = asNumber(row?.['size']) ?? 0
    const text = unescapeXml(asText(row?.['stack_trace']) ?? '')
    const [, name = text, file = '', line = '0'] = placed.exec(text) ?? []
    if (bytes > 0) builder.addToSample(builder.stack(-1, pythonFrame(builder, name, file, Number(line))), bytes)
  }
}

function addNodes(builder: ProfileBuilder, data: JsonRecord, nodes: JsonRecord): void {
  const selves = asArray(data['intervals']).length > 0 ? selvesOfIntervals(data) : selvesOfValues(nodes)
  const strings = asArray(data['strings'])
  const textAt = (column: string, node: number): string => {
    const index = asIndex(asArray(nodes[column])[node], strings.length)
    return index === undefined ? '' : unescapeXml(asText(strings[index]) ?? '')
  }
  const lines = asArray(nodes['lineno'])
  const stacks = new Int32Array(selves.length).fill(-1)
  for (const [node, children] of asArray(nodes['children']).entries()) {
    if (node >= selves.length) break
    const self = selves[node] ?? 0
    if (self > 0) builder.addToSample(stacks[node] ?? -1, self)
    for (const child of asArray(children)) {
      const index = asIndex(child, selves.length, node + 1)
      if (index === undefined) continue
      const frame = pythonFrame(
        builder,
        textAt('function', index),
        textAt('filename', index),
        asNumber(lines[index]) ?? 0,
      )
      stacks[index] = builder.stack(stacks[node] ?? -1, frame)
    }
  }
}
