/**
 * Go's profiles as text (`?debug=1`). Each has stacks as addresses with names in comments below:
 *
 *   heap profile: 3: 1728 [16: 1979416] @ heap/1048576           twice the sampling rate
 *   0: 0 [4: 2304] @ 0x48782c 0x41f86b                           live objects: bytes [allocated objects: bytes]
 *   #	0x68bf47	main.churn+0x87	example.in/zoo/main.go:46       leaf first
 *
 * The numbers of a heap are as sampled and are scaled up here; its trailer holds the exact totals of `runtime.MemStats`.
 */
import { collectionsOf } from '../../base/collections.ts'
import { breaksOff } from '../threadDump/looksBuilder.ts'
import { ProfileBuilder } from '../../profile/profileBuilder.ts'
import type { ValueType } from '../../profile/profile.ts'
import { err, ok } from '../../base/result.ts'
import { forEachLine } from '../lines.ts'
import type { FileFacts, FormatReader, ParsedPart } from '../parsedFile.ts'
import { goroutineLook, parkedByAddress } from './goroutineLook.ts'
import { leakedFile, leakedIn, leakedType } from './leaked.ts'

interface Kind {
  readonly header: RegExp
  readonly record: RegExp
  readonly valueTypes: readonly ValueType[]
  readonly part: Pick<ParsedPart, 'kind' | 'covers'>
  /** Numbers of a record → values, in the order of `valueTypes`. */
  readonly values: (numbers: readonly number[], scale: Scale) => readonly number[]
}

interface Scale {
  /** Bytes per heap sample. */
  readonly heapRate: number
  readonly cyclesPerSecond: number
}

const count = (type: string): ValueType => ({ type, unit: 'count' })

const kinds: readonly Kind[] = [
  {
    header: /^heap profile: .* @ heap\/(\d+)$/,
    record: /^(\d+): (\d+) \[(\d+): (\d+)\] @/,
    valueTypes: [
      count('alloc_objects'),
      { type: 'alloc_space', unit: 'bytes' },
      count('inuse_objects'),
      { type: 'inuse_space', unit: 'bytes' },
    ],
    part: { kind: 'heap', covers: 'cumulative' },
    values: ([objects, bytes, allocObjects, allocBytes], { heapRate }) => [
      ...unsample(allocObjects!, allocBytes!, heapRate),
      ...unsample(objects!, bytes!, heapRate),
    ],
  },
  {
    header: /^--- mutex:$/,
    record: /^(\d+) (\d+) @/,
    valueTypes: [count('contentions'), { type: 'delay', unit: 'nanoseconds' }],
    part: { kind: 'lock', covers: 'cumulative' },
    values: ([cycles, contentions], { cyclesPerSecond }) => [contentions!, (cycles! / cyclesPerSecond) * 1e9],
  },
  {
    header: /^--- contention:$/,
    record: /^(\d+) (\d+) @/,
    valueTypes: [count('contentions'), { type: 'delay', unit: 'nanoseconds' }],
    part: { kind: 'block', covers: 'cumulative' },
    values: ([cycles, contentions], { cyclesPerSecond }) => [contentions!, (cycles! / cyclesPerSecond) * 1e9],
  },
  {
    header: /^goroutine profile: total (\d+)$/,
    record: /^(\d+) @/,
    valueTypes: [count('goroutine')],
    part: { kind: 'goroutines', covers: 'gauge' },
    values: ([goroutines]) => [goroutines!],
  },
  {
    header: /^goroutineleak profile: total \d+$/,
    record: /^(\d+) @/,
    valueTypes: [count(leakedType)],
    part: { covers: 'gauge' },
    values: ([goroutines]) => [goroutines!],
  },
]

/**
 * An object of size s is sampled with probability 1 − e^(−s/rate); dividing by it gives the expected truth
 * (runtime/pprof, scaleHeapSample).
 */
function unsample(objects: number, bytes: number, rate: number): readonly [objects: number, bytes: number] {
  if (objects === 0 || bytes === 0 || rate <= 1) return [objects, bytes]
  const scale = 1 / -Math.expm1(-bytes / objects / rate)
  // Whole objects and bytes, as Go's own pprof has them.
  return [Math.trunc(objects * scale), Math.trunc(bytes * scale)]
}

const placeLine = /^#\t0x[0-9a-f]+\t(.+?)\+0x[0-9a-f]+\t+(.+):(\d+)$/
/** Copied out of a terminal or a page there are blanks in the place of tabs. */
const spacedPlace = /^#[\t ]+0x[0-9a-f]+[\t ]+(\S+)\+0x[0-9a-f]+[\t ]+(\S.*):(\d+)$/

export const readGoText: FormatReader = (bytes, options) => {
  let kind: Kind | undefined
  let builder = new ProfileBuilder([])
  let scale = { heapRate: 0, cyclesPerSecond: 1e9 }
  let announced = 0
  let listed = 0
  let isFollowed = false
  let values: readonly number[] | undefined
  let frames: number[] = []
  /** First address of each record: where all parked goroutines stand is `gopark`, which has no line of its own. */
  const addresses: string[] = []
  /** Last address of each record, `goexit` of nearly all, and whether it is the only one. */
  const roots: { readonly address: string; readonly isOnly: boolean }[] = []
  let address = ''
  let places: readonly string[] = []
  const memory = new Map<string, number>()
  let pauseEnds: readonly number[] = []
  let collections = 0
  const finishRecord = (): void => {
    if (values === undefined) return
    // Without symbols (cgo, a stripped binary) a place is known by its address alone, and stays.
    const stack = frames.length > 0 ? frames : places.map((place) => builder.frame(place))
    const row = builder.sample(builder.stackFromLeaf(stack), values[0] ?? 0)
    for (let column = 1; column < values.length; column += 1) builder.setValue(row, column, values[column]!)
    addresses.push(address)
    roots.push({ address: places.at(-1) ?? '', isOnly: places.length === 1 })
    values = undefined
    frames = []
  }
  forEachLine(
    bytes,
    (line) => {
      if (line.length > 20_000) return undefined
      if (kind === undefined) {
        kind = kinds.find((candidate) => candidate.header.test(line))
        if (kind === undefined) return undefined
        builder = new ProfileBuilder(kind.valueTypes)
        // The header of a heap prints twice the rate, that of goroutines how many there are.
        const said = Number(kind.header.exec(line)![1] ?? 0)
        if (kind.part.kind === 'goroutines') announced = said
        else scale = { ...scale, heapRate: said / 2 }
        if (kind.part.kind === 'heap') announced = Number(/ \[(\d+): /.exec(line)?.[1] ?? 0)
        return undefined
      }
      if (kinds.some(({ header }) => header.test(line))) isFollowed = true
      if (isFollowed) return false
      const cycles = /^cycles\/second=(\d+)$/.exec(line)
      if (cycles && Number(cycles[1]) > 0) scale = { ...scale, cyclesPerSecond: Number(cycles[1]) }
      const record = kind.record.exec(line)
      if (record) {
        finishRecord()
        const numbers = record.slice(1).map(Number)
        listed += numbers[kind.part.kind === 'heap' ? 2 : 0] ?? 0
        values = kind.values(numbers, scale)
        places = / @((?: 0x[0-9a-f]+)+)/.exec(line)?.[1]?.trim().split(' ') ?? []
        address = places[0] ?? ''
        return undefined
      }
      const place = placeLine.exec(line) ?? spacedPlace.exec(line)
      if (place) {
        if (values !== undefined) frames.push(builder.frame(place[1]!, place[2]!, Number(place[3])))
        return undefined
      }
      const total = /^# (HeapAlloc|TotalAlloc|LastGC|NextGC) = ([\d.e+-]+)$/.exec(line)
      if (total) memory.set(total[1]!, Number(total[2]))
      if (line.startsWith('# PauseEnd = [')) pauseEnds = line.slice(14, -1).split(' ').map(Number)
      if (line.startsWith('# NumGC = ')) collections = Number(line.slice(10))
      return undefined
    },
    options.onProgress,
  )
  finishRecord()
  const countsLeaked = kind?.valueTypes[0]?.type === leakedType
  if (kind === undefined || (builder.sampleCount === 0 && memory.size === 0 && !countsLeaked)) {
    return err({
      code: 'empty',
      where: options.fileName,
      what: 'it is one of Go’s text profiles without a record',
      todo: 'leave out `?debug=1`, so that it is pprof with everything in it',
    })
  }
  const isHalf = kind.part.kind === 'heap' && memory.size === 0 && listed < announced
  const halved = isHalf ? notWhole(listed, announced) : undefined
  if (isFollowed || halved !== undefined)
    return err({ code: 'malformed', where: options.fileName, ...(halved ?? severalIn) })
  const missing = kind.part.kind === 'goroutines' ? Math.max(0, announced - listed) : 0
  if (missing > 0) builder.note(breaksOff(missing, announced))
  const atMs = lastCollectionMs(memory)
  if (atMs !== undefined)
    builder.note('its time is that of the last collection: with `?gc=1` that is when it was taken')
  const profile = builder.finish({
    signed: true,
    format: 'go-text',
    emitter: 'go',
    runtime: 'go',
    ...(scale.heapRate > 0 ? { periodType: { type: 'space', unit: 'bytes' }, period: scale.heapRate } : {}),
    ...(atMs === undefined ? {} : { startMs: atMs }),
  })
  const leaked = leakedIn(profile)
  if (leaked !== undefined) return ok(leakedFile('go-text', leaked))
  const window = atMs === undefined ? {} : { window: { fromMs: atMs, untilMs: atMs } }
  // Who has nothing but the address at which the others end has not begun.
  const ends = new Set(roots.flatMap(({ address: root, isOnly }) => (isOnly ? [] : [root])))
  const hasBegun = (sample: number): boolean => {
    const root = roots[sample]
    return root?.isOnly !== true || !ends.has(root.address)
  }
  const look =
    kind.part.kind === 'goroutines' ? goroutineLook(profile, parkedByAddress(profile, addresses), hasBegun) : undefined
  const part = {
    ...kind.part,
    ...window,
    ...(look === undefined ? {} : { looks: [missing > 0 ? { ...look, missing } : look] }),
    profile,
  }
  return ok({
    format: 'go-text',
    parts: [part],
    facts: { ...memoryFacts(memory), ...programOf(pauseEnds, collections) },
  })
}

/** Each is a level, or all since the start: neither may be added up. */
const severalIn = {
  what: 'several of Go’s text profiles stand in it, one behind the other',
  todo: 'save each in a file of its own and open them together',
}

const notWhole = (listed: number, announced: number) => ({
  what: `it breaks off: ${listed.toLocaleString('en')} of the ${announced.toLocaleString('en')} objects that it announces are in it`,
  todo: 'fetch it again: `curl -o heap.pb.gz HOST/debug/pprof/heap`',
})

/** `LastGC` in nanoseconds since 1970, 0 before the first. */
function lastCollectionMs(memory: ReadonlyMap<string, number>): number | undefined {
  const lastGc = memory.get('LastGC') ?? 0
  return lastGc > 0 ? lastGc / 1e6 : undefined
}

/** `PauseEnd` is a ring: collection n ended at place (n + 255) % 256. */
function programOf(ring: readonly number[], last: number): Pick<FileFacts, 'program'> {
  if (!Number.isSafeInteger(last) || last < 1 || ring.length !== 256) return {}
  const all = Array.from({ length: Math.min(last, 256) }, (_, back) => ({
    number: last - back,
    timeMs: (ring[(last - back + 255) % 256] ?? 0) / 1e6,
  }))
  return all.every(({ timeMs }) => timeMs > 0) ? { program: { collections: collectionsOf('world', all) } } : {}
}

/**
 * Totals as of the request, whose time is not in the file (`LastGC` is when the last collection ended). `HeapAlloc` is live and garbage up
 * to the goal, which is about twice what was live: a level that is off by up to half the goal.
 */
function memoryFacts(memory: ReadonlyMap<string, number>): FileFacts {
  const held = memory.get('HeapAlloc')
  const goal = memory.get('NextGC')
  const allocated = memory.get('TotalAlloc')
  if (held === undefined && allocated === undefined) return {}
  return {
    clock: 'instant',
    ...(allocated === undefined ? {} : { allocatedTotals: [{ timeMs: 0, bytes: allocated }] }),
    ...(held === undefined || goal === undefined
      ? {}
      : { heldLevels: [{ timeMs: 0, bytes: held, garbageBytes: goal / 2 }] }),
  }
}
