/**
 * Pages of Clinic.js (Node), which carry what they were drawn from:
 *
 *   Flame           "data.json":[function(…){ module.exports={…,"merged":{"name":"all stacks","value":3239,"children":[…]}, …}    0x's tree
 *   Heap Profiler   "data.json":[function(…){ module.exports={…,"data":{"name":"","value":33856,"children":[…]}}      sampled live bytes
 *   Doctor          <script type="application/json" id="clinic-data">{"traceEvent":[…],"processStat":[…]}</script>
 *   Bubbleprof      waits of promises and handles by where they began: neither CPU nor locks nor memory
 */
import { err, ok, type LoadError, type Result } from '../../base/result.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import { factsOnly } from '../counters/factsOnly.ts'
import { asArray, asNumber, asRecord, asText, type JsonRecord, maxJsonBytes } from '../json.ts'
import type { FileFacts, FormatReader, ParsedFile } from '../parsedFile.ts'
import { embeddedJson, parsedJson } from './embedded.ts'
import { addTree } from './treeJson.ts'
import { frameOfV8 } from './zeroXHtml.ts'

type Tool = 'Flame' | 'Heap Profiler' | 'Doctor' | 'Bubbleprof'

const isTool = (text: string | undefined): text is Tool =>
  text === 'Flame' || text === 'Heap Profiler' || text === 'Doctor' || text === 'Bubbleprof'

export const readClinicHtml: FormatReader = (bytes, { fileName }) => {
  const text = bytes.length > maxJsonBytes ? '' : new TextDecoder().decode(bytes)
  const tool = /<title>Clinic ([A-Z][A-Za-z ]{0,40})<\/title>/.exec(text)?.[1]
  if (!isTool(tool))
    return refused(fileName, `it is a page of Clinic${tool === undefined ? '' : ` ${tool}`} that is not known here`)
  switch (tool) {
    case 'Flame': {
      const tree = asRecord(parsedJson(embeddedJson(text, '"merged":')))
      return tree === undefined ? broken(fileName) : flame(tree, fileName)
    }
    case 'Heap Profiler': {
      const data = asRecord(parsedJson(embeddedJson(text.slice(text.indexOf('data.json":[')), 'module.exports=')))
      const tree = asRecord(data?.['data'])
      return tree === undefined ? broken(fileName) : heap(tree, fileName)
    }
    case 'Doctor': {
      const data = asRecord(parsedJson(embeddedJson(text, 'id="clinic-data">')))
      return data === undefined ? broken(fileName) : doctor(data, fileName)
    }
    case 'Bubbleprof':
      return refused(
        fileName,
        'it is a page of Clinic Bubbleprof, which knows where asynchronous waits began and neither CPU, memory nor locks',
      )
    default:
      return tool satisfies never
  }
}

const withNode =
  'record with node --cpu-prof --heap-prof and open the .cpuprofile and the .heapprofile, or open the page of clinic flame or clinic doctor'

function refused(where: string, what: string): Result<ParsedFile, LoadError> {
  return err({ code: 'unsupported', where, what, todo: withNode })
}

function broken(where: string): Result<ParsedFile, LoadError> {
  return err({
    code: 'malformed',
    where,
    what: 'it is a page of Clinic whose data ends early or cannot be read',
    todo: 'save the whole page again',
  })
}

function flame(tree: JsonRecord, where: string): Result<ParsedFile, LoadError> {
  const builder = new ProfileBuilder([{ type: 'samples', unit: 'count' }])
  addNamed(builder, tree)
  if (builder.sampleCount === 0) return refused(where, 'it is a page of Clinic Flame without a sample in it')
  builder.note('ticks of V8’s profiler (--prof): the page does not say how long they are')
  const profile = builder.finish({ format: 'clinic-html', emitter: 'clinic flame', runtime: 'v8' })
  return ok({ format: 'clinic-html', parts: [{ kind: 'cpu', covers: 'interval', profile }], facts: {} })
}

function heap(tree: JsonRecord, where: string): Result<ParsedFile, LoadError> {
  const builder = new ProfileBuilder([{ type: 'inuse_space', unit: 'bytes' }])
  addNamed(builder, tree)
  if (builder.sampleCount === 0)
    return refused(where, 'it is a page of Clinic Heap Profiler in which nothing was held at the end')
  builder.note('what was still held when the recording ended, sampled')
  const profile = builder.finish({ format: 'clinic-html', emitter: 'clinic heapprofiler', runtime: 'v8' })
  return ok({ format: 'clinic-html', parts: [{ kind: 'heap', covers: 'gauge', profile }], facts: {} })
}

/** The root is the program. */
function addNamed(builder: ProfileBuilder, tree: JsonRecord): void {
  addTree(builder, tree, (node) => {
    const name = asText(node['name']) ?? ''
    return name === '' || name === 'all stacks' ? undefined : frameOfV8(builder, name)
  })
}

/**
 * Several times a second: CPU in cores since the reading before, resident memory and V8's heap; and V8's own events of collecting, whose
 * `tdur` is the CPU of the JavaScript thread in microseconds.
 */
function doctor(data: JsonRecord, where: string): Result<ParsedFile, LoadError> {
  const processCpu: NonNullable<FileFacts['processCpu']>[number][] = []
  const rssPoints: NonNullable<FileFacts['rssPoints']>[number][] = []
  const allocatedTotals: NonNullable<FileFacts['allocatedTotals']>[number][] = []
  let cpuSeconds = 0
  let allocated = 0
  let before: { readonly timeMs: number; readonly used: number } | undefined
  for (const item of asArray(data['processStat'])) {
    const row = asRecord(item)
    const memory = asRecord(row?.['memory'])
    const timeMs = asNumber(row?.['timestamp'])
    const cpu = asNumber(row?.['cpu'])
    const used = asNumber(memory?.['heapUsed'])
    const rss = asNumber(memory?.['rss'])
    if (timeMs === undefined || cpu === undefined || cpu < 0 || timeMs < (before?.timeMs ?? 0)) continue
    if (before !== undefined) cpuSeconds += (cpu * (timeMs - before.timeMs)) / 1000
    // What a collection took in between is not seen: at least this much was allocated.
    if (before !== undefined && used !== undefined) allocated += Math.max(0, used - before.used)
    before = { timeMs, used: used ?? before?.used ?? 0 }
    processCpu.push({ timeMs, seconds: cpuSeconds })
    if (rss !== undefined) rssPoints.push({ timeMs, bytes: rss })
    if (used !== undefined) allocatedTotals.push({ timeMs, bytes: allocated })
  }
  if (processCpu.length < 2) return refused(where, 'it is a page of Clinic Doctor with fewer than two readings')
  const collectorCpu = asArray(data['traceEvent']).flatMap((item) => {
    const event = asRecord(item)
    const timeMs = asNumber(asRecord(event?.['args'])?.['startTimestamp'])
    const micros = asNumber(event?.['tdur'])
    const isCollecting = (asText(event?.['name']) ?? '').startsWith('V8.GC')
    return isCollecting && timeMs !== undefined && micros !== undefined && micros >= 0
      ? [{ timeMs, ns: micros * 1000 }]
      : []
  })
  return factsOnly({
    format: 'clinic-html',
    emitter: 'clinic doctor',
    runtime: 'v8',
    facts: {
      processCpu,
      rssPoints,
      ...(allocatedTotals.length < 2 ? {} : { allocatedTotals, allocatedBound: 'lower' as const }),
      ...(collectorCpu.length === 0 ? {} : { collectorCpu }),
    },
    notes: ['readings of the process every few milliseconds: CPU, memory and V8’s collections; no stacks'],
  })
}
