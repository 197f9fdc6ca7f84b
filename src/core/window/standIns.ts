/**
 * What a pane shows where the profile it asks for was not recorded and something near it was: wall-clock samples in place of CPU,
 * objects in place of bytes, goroutines in place of waits. Seen, searched and compared; no signal reads it, and the view stays absent.
 *
 *   cpu         wall        every thread looked at, working or waiting
 *               threads     where they stand in dumps, goroutines alike, unless the lock pane shows them
 *   heap_live   objects     how many are held, not how large
 *               bytes       held or allocated, the file does not say
 *   heap_alloc  objects     how many were allocated
 *   lock        off CPU     for whatever reason
 *               goroutines  where they stand, waiting or not; threads alike
 */
import type { StandIn, ViewKind } from '../base/vocabulary.ts'
import type { Capture } from './capture.ts'
import { type Profile, plainType } from '../profile/profile.ts'
import {
  allocColumns,
  countColumn,
  liveColumn,
  mallocType,
  sumOf,
  timeColumn,
  waitColumn,
  type ChosenColumn,
} from './columns.ts'
import { chooseFlow } from './chooseFlow.ts'
import type { Flow, FlowPart } from './flow.ts'
import {
  bothOf,
  builtOf,
  hasFallen,
  inSlice,
  measured,
  ofKind,
  withoutProfiler,
  type GatherContext,
  type ValuedPart,
} from './gatherContext.ts'
import type { LeftOut, MeasuredView, Views } from './windowProfiles.ts'

/** How one stand-in is read out of a capture. */
interface Source {
  readonly shows: StandIn
  readonly captures: readonly Capture[]
  readonly columnOf: (capture: Capture) => ChosenColumn | undefined
  /** Gauges are an instant, and the last one speaks; flows are added up, cumulative ones subtracted. */
  readonly isGauge: boolean
}

/** The views with what can be seen instead of those that are absent. */
export function withStandIns(context: GatherContext, views: Views): Views {
  const seen = <Kind extends ViewKind>(kind: Kind): Views[Kind] => {
    const view = views[kind]
    if (view.state === 'measured') return view
    for (const source of sourcesOf(context, kind, views)) {
      const shown = gatherStandIn(context, kind, source)
      if (shown !== undefined) return { ...view, shown }
    }
    return view
  }
  return { cpu: seen('cpu'), heap_live: seen('heap_live'), heap_alloc: seen('heap_alloc'), lock: seen('lock') }
}

function sourcesOf(context: GatherContext, kind: ViewKind, { lock }: Views): readonly Source[] {
  switch (kind) {
    case 'cpu':
      return [
        {
          shows: 'wall',
          captures: ofKind(context, 'wall'),
          columnOf: ({ profile }) => timeColumn(profile),
          isGauge: false,
        },
        ...(lock.state === 'measured' ? threadsIn(context) : []),
        dumpsIn(context),
      ]
    case 'heap_live': {
      // Where bytes are known as well, objects say nothing that they do not.
      const captures = ofKind(context, 'heap').filter(({ profile }) => liveColumn(profile) === undefined)
      return [
        { shows: 'live_objects', captures, columnOf: objects(liveObjectTypes), isGauge: true },
        { shows: 'bytes', captures: captures.filter(saysNothing), columnOf: bytesOf(/./), isGauge: true },
      ]
    }
    case 'heap_alloc': {
      const captures = ofKind(context, 'heap').filter(({ profile }) => allocColumns(profile).length === 0)
      return [
        {
          shows: 'alloc_objects',
          captures: captures.map(asCumulative),
          columnOf: objects(allocObjectTypes),
          isGauge: false,
        },
      ]
    }
    case 'lock':
      return [
        {
          shows: 'off_cpu',
          captures: ofKind(context, 'block'),
          columnOf: ({ profile }) => offCpuColumn(profile),
          isGauge: false,
        },
        ...threadsIn(context),
      ]
    default:
      return kind satisfies never
  }
}

/** Where they stand, waiting or not. */
const threadsIn = (context: GatherContext): readonly Source[] =>
  (['goroutines', 'threads'] as const).map((shows) => ({
    shows,
    captures: ofKind(context, shows),
    columnOf: ({ profile }: Capture) => inCounts(countColumn(profile)),
    isGauge: true,
  }))

/** Dumps of Python without native frames: each is a look at every thread, and no time. */
const dumpsIn = (context: GatherContext): Source => ({
  shows: 'threads',
  captures: ofKind(context, 'wall').filter(({ looks }) => looks !== undefined),
  columnOf: ({ profile }) => inCounts(countColumn(profile)),
  isGauge: true,
})

const liveObjectTypes = ['inuse_objects', 'inuse_count', 'live_objects', 'live', 'heap_live_samples', 'objects']
const allocObjectTypes = ['alloc_objects', 'alloc_count', 'alloc_samples', 'allocs']

const inCounts = (column: number): ChosenColumn | undefined =>
  column < 0 ? undefined : { column, unit: 'count', scale: 1 }

function objects(types: readonly string[]): Source['columnOf'] {
  return ({ profile }) =>
    inCounts(profile.valueTypes.findIndex(({ type, unit }) => unit === 'count' && types.includes(plainType(type))))
}

function bytesOf(type: RegExp): Source['columnOf'] {
  return ({ profile }) => {
    const column = profile.valueTypes.findIndex((one) => one.unit === 'bytes' && type.test(one.type))
    return column < 0 ? undefined : { column, unit: 'bytes', scale: 1 }
  }
}

/** Neither held nor allocated, by any of its types. */
const saysNothing = ({ profile }: Capture): boolean =>
  allocColumns(profile).length === 0 && !profile.valueTypes.some(({ type }) => mallocType.test(type))

const offCpuColumn = (profile: Profile): ChosenColumn | undefined => {
  const column = waitColumn(profile)
  return column?.unit === 'nanoseconds' ? column : undefined
}

/** What native code holds beside a managed heap, where that was recorded; else what it allocated. */
export function nativeViewOf(context: GatherContext): MeasuredView | undefined {
  const { native } = context
  const held = bytesOf(/^malloc_inuse_space$/)
  const allocated = bytesOf(mallocType)
  return (
    gatherStandIn(context, 'heap_live', {
      shows: 'native_live',
      captures: native,
      columnOf: (capture) => held(capture) ?? liveColumn(capture.profile),
      isGauge: true,
    }) ??
    gatherStandIn(context, 'heap_alloc', {
      shows: 'native_alloc',
      captures: native.map(asCumulative),
      columnOf: (capture) => allocated(capture) ?? allocColumns(capture.profile)[0],
      isGauge: false,
    })
  )
}

/** Counts of allocations in a snapshot are since the start. */
function asCumulative(capture: Capture): Capture {
  return capture.covers === 'gauge' ? { ...capture, covers: 'cumulative' } : capture
}

function gatherStandIn(context: GatherContext, kind: ViewKind, source: Source): MeasuredView | undefined {
  const { shows, columnOf } = source
  const captures = source.captures.filter((capture) => columnOf(capture) !== undefined)
  const flow = source.isGauge ? lastOf(context, captures) : addedUp(context, captures, columnOf)
  if (flow === undefined) return undefined
  const valued = (parts: readonly FlowPart[]): ValuedPart[] =>
    parts.flatMap((part) => {
      const column = columnOf(part.capture)
      if (column === undefined) return []
      const own = kind === 'heap_live' || kind === 'heap_alloc' ? withoutProfiler(part.capture.profile) : undefined
      const keepSample = bothOf(inSlice(part), own)
      return [{ ...part, column: column.column, scale: column.scale, ...(keepSample ? { keepSample } : {}) }]
    })
  const parts = valued(flow.parts)
  const units = new Set(parts.map(({ capture }) => columnOf(capture)?.unit))
  // Seconds and bare counts cannot be added.
  const unit = units.has('bytes') ? 'bytes' : units.has('count') ? 'count' : 'nanoseconds'
  const built = builtOf(units.size > 1 ? parts.filter(({ capture }) => columnOf(capture)?.unit === unit) : parts, unit)
  const base = measured(context, kind, flow, built)
  if (base.total <= 0) return undefined
  const isHeap = kind === 'heap_live' || kind === 'heap_alloc'
  const ofProfiler: readonly LeftOut[] = isHeap && built.leftOut > 0 ? [{ id: 'profiler', amount: built.leftOut }] : []
  return {
    ...base,
    shows,
    leftOut: [...base.leftOut, ...ofProfiler],
    cautions: [{ id: 'stand-in', shows }, ...base.cautions],
    ...(unit === 'nanoseconds' && base.samples > 0 && base.testable !== false
      ? { periodNs: base.total / base.samples }
      : {}),
  }
}

/** The last instant of the window, or a file that does not say when it was taken. */
function lastOf({ window }: GatherContext, captures: readonly Capture[]): Flow | undefined {
  const at = (capture: Capture): number => capture.window?.untilMs ?? Number.NaN
  const inside = captures
    .filter((capture) => at(capture) >= window.fromMs && at(capture) <= window.untilMs)
    .toSorted((a, b) => at(a) - at(b))
  const last = inside.at(-1) ?? captures.find((capture) => capture.window === undefined)
  if (last === undefined) return undefined
  const { window: taken } = last
  return {
    parts: [{ capture: last, sign: 1 }],
    covered: taken === undefined ? [] : [taken],
    coveredSeconds: 0,
    how: { id: 'snapshot', ...(taken === undefined ? {} : { atMs: taken.untilMs }) },
    cautions: taken === undefined ? [{ id: 'snapshot-without-time', file: last.file }] : [],
    pieces: [],
  }
}

function addedUp(
  { window, settings }: GatherContext,
  captures: readonly Capture[],
  columnOf: Source['columnOf'],
): Flow | undefined {
  const column = (capture: Capture): number => columnOf(capture)?.column ?? -1
  return chooseFlow({
    captures,
    window,
    totalOf: (capture) => sumOf(capture.profile, column(capture)),
    hasFallen: (earlier, later) => hasFallen(earlier.profile, later.profile, column(later)),
    ...(settings.assumedSeconds === undefined ? {} : { assumedSeconds: settings.assumedSeconds }),
  })
}
