/** CPU of one window: intervals summed, in nanoseconds where the file says how long a sample is. */
import { sumOf, timeColumn, withCpuColumn } from './columns.ts'
import { chooseFlow } from './chooseFlow.ts'
import {
  type GatherContext,
  type ValuedPart,
  absentView,
  bothOf,
  builtOf,
  inSlice,
  measured,
  ofKind,
  piecesOf,
  runtimeOf,
  stackFilter,
} from './gatherContext.ts'
import type { Capture } from './capture.ts'
import type { Caution } from './caution.ts'
import { hasTrait, type ProfilerTrait } from '../profile/profile.ts'
import type { LeftOut, CpuView, AbsentView } from './windowProfiles.ts'
import { stoppedLoop, waitsForChild } from './stoppedLoop.ts'

/** A printed list of functions beside the profile it was made of would count everything twice, and half of it without stacks. */
function withoutLists(captures: readonly Capture[]): readonly Capture[] {
  const profiles = captures.filter(({ profile }) => profile.meta.format !== 'pprof-top')
  return profiles.length > 0 ? profiles : captures
}

/**
 * V8 samples its one JavaScript thread by the clock and marks the ticks at which it had nothing to do: without those, wall-clock samples
 * are what a .cpuprofile holds. What a store merged may be of several processes, and stays what it is.
 */
function cpuCaptures(context: GatherContext): readonly Capture[] {
  const captures = ofKind(context, 'cpu')
  // What nobody called CPU is never added to what is.
  const known = captures.filter(({ kindAssumed }) => kindAssumed !== true)
  if (captures.length > 0) return known.length > 0 ? known : captures
  return ofKind(context, 'wall').filter(
    (capture) => runtimeOf(context, capture) === 'v8' && capture.hints.merged !== true && marksIdle(capture),
  )
}

/** Without the mark, time of the event loop cannot be told from time without work. */
function marksIdle({ profile }: Capture): boolean {
  return profile.strings.some((name) => /^:?\(idle\)(:\d+)?$/.test(name))
}

export function gatherCpu(context: GatherContext): CpuView | AbsentView {
  const captures = withoutLists(cpuCaptures(context))
  const readable = captures.filter((capture) => timeColumn(capture.profile) !== undefined)
  const timed = readable.filter((capture) => timeColumn(capture.profile)?.unit === 'nanoseconds')
  // Counts and nanoseconds cannot be added; what knows its time is worth more.
  const usable = timed.length > 0 ? timed : readable
  const { window, settings } = context
  const flow = chooseFlow({
    captures: usable,
    window,
    totalOf: (capture) => sumOf(capture.profile, timeColumn(capture.profile)?.column ?? -1),
    ...(settings.assumedSeconds === undefined ? {} : { assumedSeconds: settings.assumedSeconds }),
  })
  if (flow === undefined) {
    if (captures.length === 0 && ofKind(context, 'wall').length > 0) {
      return { ...absentView(context, 'cpu', []), why: { id: 'wall-only' } }
    }
    return absentView(context, 'cpu', captures)
  }
  let unit: 'nanoseconds' | 'count' = 'nanoseconds'
  const notes: Caution[] = []
  const valued = (parts: typeof flow.parts): ValuedPart[] =>
    parts.flatMap((part) => {
      const column = timeColumn(part.capture.profile)
      if (column === undefined) return []
      if (column.unit === 'count') unit = 'count'
      if (column.caution !== undefined && !notes.some((note) => isSame(note, column.caution)))
        notes.push(column.caution)
      const keepSample = bothOf(inSlice(part), notIdle(context, part.capture))
      return [{ ...part, column: column.column, scale: column.scale, ...(keepSample ? { keepSample } : {}) }]
    })
  const parts = valued(flow.parts)
  const built = builtOf(parts, unit)
  const base = measured(context, 'cpu', flow, built)
  const idle: LeftOut[] = []
  if (context.runtime === 'v8' && built.leftOut > 0) {
    idle.push({ id: 'event-loop', amount: built.leftOut })
  }
  const stopped = context.runtime === 'v8' && unit === 'nanoseconds' ? stoppedLoop(parts) : undefined
  const assumed = [...new Set(parts.flatMap(({ capture }) => (capture.kindAssumed ? [capture.file] : [])))]
  const view: CpuView = {
    ...base,
    ...(assumed.length > 0 ? { assumed } : {}),
    leftOut: [...base.leftOut, ...idle],
    cautions: [...base.cautions, ...notes, ...samplerCautions(parts)],
    ...(unit === 'nanoseconds' ? busiestThreadOf(parts) : {}),
    ...(stopped === undefined ? {} : { stopped }),
    ...(unit === 'nanoseconds' && base.samples > 0 ? { periodNs: base.total / base.samples } : {}),
    pieces: piecesOf(flow, base, valued),
  }
  return view
}

/** Nothing to do, or stopped until a child process ended; a wait inside Atomics.wait has no frame of its own and stays. */
const idling = /^:?\(idle\)(:\d+)?$/
const notRunning = (name: string): boolean => idling.test(name) || waitsForChild(name)

function notIdle(context: GatherContext, capture: Capture): ((sample: number) => boolean) | undefined {
  // A real CPU column books on the idle frame what ran between two ticks: that is CPU all the same.
  const measuresCpu = hasTrait(capture.profile, 'books-between-ticks') && withCpuColumn(capture.profile)
  if (runtimeOf(context, capture) !== 'v8' || measuresCpu) return undefined
  const { profile } = capture
  const { stacks, frames, strings } = profile
  return stackFilter(
    profile,
    (stack) => stack < 0 || !notRunning(strings[frames.name[stacks.frame[stack] ?? 0] ?? 0] ?? ''),
  )
}

function isSame(one: Caution, other: Caution | undefined): boolean {
  return one.id === 'by-period' && other?.id === 'by-period' ? one.periodMs === other.periodMs : one.id === other?.id
}

function samplerCautions(parts: readonly ValuedPart[]): readonly Caution[] {
  const any = (trait: ProfilerTrait): boolean => parts.some(({ capture }) => hasTrait(capture.profile, trait))
  if (any('gil-or-runnable')) return [{ id: 'gil-or-runnable' }]
  return any('java-code') ? [{ id: 'java-code-only' }] : []
}

function busiestThreadOf(parts: readonly ValuedPart[]): Pick<CpuView, 'busiestThread'> {
  const byThread = new Map<string, number>()
  for (const { capture, column, scale, keepSample } of parts) {
    const { samples, threads } = capture.profile
    const values = samples.values[column]
    if (samples.thread === undefined || values === undefined) return {}
    for (let sample = 0; sample < values.length; sample++) {
      const thread = threads[samples.thread[sample] ?? -1]
      if (thread === undefined || keepSample?.(sample) === false) continue
      const name = thread.name === '' ? `thread ${thread.id}` : thread.name
      byThread.set(name, (byThread.get(name) ?? 0) + scale * (values[sample] ?? 0))
    }
  }
  const [busiest] = [...byThread].sort((a, b) => b[1] - a[1])
  return busiest === undefined || byThread.size < 2 ? {} : { busiestThread: { name: busiest[0], ns: busiest[1] } }
}
