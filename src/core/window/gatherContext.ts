/** What the gathering of every view needs, and the shape of its answers. */
import type { AnalysisSettings, CaptureKind, Runtime, ViewKind } from '../base/vocabulary.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { type BuiltTree, type TreePart, buildCallTreeOfMany } from '../profile/buildCallTree.ts'
import type { TreeUnit } from '../profile/callTree.ts'
import { isDoubtful, isUntestable } from '../profile/sampleCounts.ts'
import { hasTrait, type Profile, type ProfilerTrait } from '../profile/profile.ts'
import { hullOf, type TimeWindow } from '../base/units.ts'
import type { NextStep } from './absence.ts'
import type { Capture } from './capture.ts'
import { sumOf } from './columns.ts'
import type { Flow, FlowPart } from './flow.ts'
import { splitNative } from './nativeHeaps.ts'
import { onceBuilt } from './onceBuilt.ts'
import { profilerStacks } from './profilers.ts'
import { namedAlike } from './pythonPlaces.ts'
import { leftOutByReader } from './readerLeftOut.ts'
import { type OtherDay, otherDayOf } from './otherDay.ts'
import { runsApart } from './programs.ts'
import { sideCautions, withoutBases } from './sides.ts'
import { withTestRuns } from './testRuns.ts'
import type { AbsentView, FlowTotal, MeasuredOfAnyKind } from './windowProfiles.ts'

export interface GatherInput {
  readonly captures: readonly Capture[]
  readonly facts: readonly { readonly file: string; readonly facts: FileFacts }[]
  readonly window: TimeWindow
  readonly settings: AnalysisSettings
}

export interface GatherContext extends GatherInput {
  readonly runtime: Runtime | undefined
  /** Heaps of native code beside a managed one; in none of the other captures. */
  readonly native: readonly Capture[]
  /** Left out of `captures`. */
  readonly otherDays: readonly OtherDay[]
}

export function contextOf(given: GatherInput): GatherContext {
  const otherDays = given.captures.flatMap((capture) => otherDayOf(capture, given.captures) ?? [])
  const ofTheDay = given.captures.filter(({ file }) => !otherDays.some((other) => other.file === file))
  const { managed, native } = splitNative({
    ...given,
    captures: withTestRuns(runsApart(namedAlike(withoutBases(ofTheDay)), given.facts)),
  })
  const input = { ...given, captures: managed, native, otherDays }
  const said = [...managed, ...native].map((capture) => capture.hints.runtime ?? capture.profile.meta.runtime)
  return { ...input, runtime: input.settings.runtime ?? said.find((runtime) => runtime !== undefined) }
}

export function ofKind(context: GatherContext, ...kinds: readonly CaptureKind[]): readonly Capture[] {
  return context.captures.filter((capture) => kinds.includes(capture.kind))
}

export function runtimeOf(context: GatherContext, capture: Capture): Runtime | undefined {
  return capture.profile.meta.runtime ?? capture.hints.runtime ?? context.runtime
}

/** `keep` of a whole part: outside its slice a sample does not count, wherever its stack leads. */
export function inSlice(part: FlowPart): ((sample: number) => boolean) | undefined {
  const { slice, capture } = part
  const times = capture.profile.samples.timeMs
  if (slice === undefined || times === undefined) return undefined
  return (sample) => {
    const at = times[sample] ?? Number.NaN
    return at >= slice.fromMs && at < slice.untilMs
  }
}

export function stackFilter(profile: Profile, keep: (stack: number) => boolean): (sample: number) => boolean {
  const { stack } = profile.samples
  return (sample) => keep(stack[sample] ?? -1)
}

export function bothOf(
  first: ((sample: number) => boolean) | undefined,
  second: ((sample: number) => boolean) | undefined,
): ((sample: number) => boolean) | undefined {
  if (first === undefined || second === undefined) return first ?? second
  return (sample) => first(sample) && second(sample)
}

/** Profiler stacks are computed once per profile: sub-windows and timelines ask again and again. */
const profilerCache = new WeakMap<Profile, Uint8Array | 'none'>()

/** Samples of the program itself; undefined when the profiler left no stack of its own. */
export function withoutProfiler(profile: Profile): ((sample: number) => boolean) | undefined {
  const known = profilerCache.get(profile)
  const found = known ?? profilerStacks(profile) ?? 'none'
  if (known === undefined) profilerCache.set(profile, found)
  return found === 'none' ? undefined : stackFilter(profile, (stack) => stack < 0 || found[stack] === 0)
}

/** A value column of a capture in a flow, ready to be added up. */
export interface ValuedPart extends FlowPart {
  readonly column: number
  readonly scale: number
  readonly keepSample?: (sample: number) => boolean
  readonly frameName?: (frame: number) => string
}

function treePartOf(part: ValuedPart): TreePart {
  return {
    profile: part.capture.profile,
    column: part.column,
    scale: part.sign * part.scale,
    countScale: part.sign,
    ...(part.keepSample ? { keepSample: part.keepSample } : {}),
    ...(part.frameName ? { frameName: part.frameName } : {}),
  }
}

export function builtOf(parts: readonly ValuedPart[], unit: TreeUnit): BuiltTree {
  return onceBuilt(parts.map(treePartOf), unit)
}

/** What of a flow every measured view says alike. */
export function measured<Kind extends ViewKind>(
  context: Pick<GatherContext, 'facts'>,
  kind: Kind,
  flow: Flow,
  built: BuiltTree,
): MeasuredOfAnyKind & { readonly kind: Kind } {
  const traits = sharedTraits(flow)
  const total = built.tree.total[0] ?? 0
  const negative = -built.negative > 0.001 * total ? [{ id: 'negative' as const, amount: -built.negative }] : []
  return {
    state: 'measured',
    kind,
    tree: built.tree,
    total,
    samples: wholeCount(built.tree.totalSamples[0] ?? 0, total),
    covered: flow.covered,
    coveredSeconds: flow.coveredSeconds,
    how: flow.how,
    leftOut: [...leftOutByReader(context, flow.parts), ...negative],
    cautions: [...sideCautions(flow.parts), ...flow.cautions],
    files: [...new Set(flow.parts.map((part) => part.capture.file))],
    parts: built.parts,
    ...(flow.processes === undefined ? {} : { processes: flow.processes }),
    ...(flow.restartedAtMs === undefined ? {} : { restartedAtMs: flow.restartedAtMs }),
    ...(traits.length > 0 ? { traits } : {}),
    ...(built.countSources.some(isUntestable) ? { testable: false } : {}),
    ...(built.countSources.some(isDoubtful) ? { countsAssumed: true as const } : {}),
  }
}

/** What each stretch of a flow has of the whole; samples are shared out by amount. */
export function piecesOf(
  { pieces }: Flow,
  whole: Pick<MeasuredOfAnyKind, 'total' | 'samples'>,
  valued: (parts: readonly FlowPart[]) => readonly ValuedPart[],
): readonly FlowTotal[] {
  return pieces.map(({ window, parts }) => {
    let total = 0
    for (const part of valued(parts))
      total += part.sign * part.scale * sumOf(part.capture.profile, part.column, part.keepSample)
    return {
      window,
      total: Math.max(0, total),
      samples: whole.total > 0 ? (total / whole.total) * whole.samples : 0,
    }
  })
}

/** Events are whole, and where anything was measured there was at least one. */
export function wholeCount(events: number, total: number): number {
  return Math.max(total > 0 ? 1 : 0, Math.round(events))
}

/** What the profilers of a flow have in common. */
function sharedTraits(flow: Flow): readonly ProfilerTrait[] {
  const [first, ...others] = flow.parts.map(({ capture }) => capture.profile)
  return (first?.meta.traits ?? []).filter((trait) => others.every((profile) => hasTrait(profile, trait)))
}

/** Nothing to show, and why: never recorded, recorded at another time, or served empty. */
export function absentView(
  context: GatherContext,
  kind: ViewKind,
  related: readonly Capture[],
  empty: boolean = false,
): AbsentView {
  const { runtime } = context
  const next: NextStep = { id: 'record', kind, ...(runtime === undefined ? {} : { runtime }) }
  if (related.length === 0) return { state: 'absent', kind, reason: 'not-recorded', why: { id: 'not-recorded' }, next }
  if (empty) return { state: 'absent', kind, reason: 'off', why: { id: 'served-empty' }, next }
  const times = related.flatMap((capture) => capture.window ?? [])
  const { window } = context
  const piece = hullOf(times.filter((time) => time.fromMs < window.untilMs && time.untilMs > window.fromMs))
  if (piece)
    return {
      state: 'absent',
      kind,
      reason: 'reaches-beyond',
      why: { id: 'reaches-beyond', piece },
      next: { id: 'widen-window', to: piece },
    }
  const taken = hullOf(times)
  return {
    state: 'absent',
    kind,
    reason: 'outside-window',
    why: { id: 'outside-window', ...(taken === undefined ? {} : { taken }) },
    next: { id: 'move-window' },
  }
}

const fallenCache = new WeakMap<Profile, WeakMap<Profile, boolean>>()
/** Comparing record by record costs two trees; beyond this many samples the total alone has to tell. */
const mostSamplesCompared = 200_000
/** Go converts ticks to nanoseconds anew for every snapshot, so unchanged records wobble; a restart loses nearly everything. */
const fallenShare = 0.02

/** Did records of a cumulative profile fall from one snapshot to the next? Then the process restarted, even when the total rose. */
export function hasFallen(earlier: Profile, later: Profile, column: number): boolean {
  const known = fallenCache.get(later)?.get(earlier)
  if (known !== undefined) return known
  let fallen = false
  if (earlier.samples.length + later.samples.length <= mostSamplesCompared) {
    const { negative } = buildCallTreeOfMany(
      [
        { profile: later, column },
        { profile: earlier, column, scale: -1 },
      ],
      { unit: 'count', negatives: 'keep' },
    )
    const before = (earlier.samples.values[column] ?? new Float64Array(0)).reduce((sum, value) => sum + value, 0)
    fallen = -negative > fallenShare * before
  }
  const ofLater = fallenCache.get(later) ?? new WeakMap<Profile, boolean>()
  ofLater.set(earlier, fallen)
  fallenCache.set(later, ofLater)
  return fallen
}
