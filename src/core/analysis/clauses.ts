/** Parts of the sentence under the verdict: each says one thing that was measured, or that it was not. */
import type { ViewKind } from '../base/vocabulary.ts'
import { formatNumber, formatShare, formatShort } from '../base/numbers.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import type { Leading } from '../diagnosis/leading.ts'
import { topOwners } from '../diagnosis/owners.ts'
import type { Finding, Segment, Story } from '../diagnosis/story.ts'
import { code, presentOf, shown, stated, strong } from '../diagnosis/words.ts'
import type { Signals } from '../signals/signal.ts'
import { fewestLooks } from '../signals/looksBounds.ts'
import { isOneLoop } from '../window/oneThread.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'

export interface Spoken {
  readonly profiles: WindowProfiles
  readonly signals: Signals
  readonly diagnosis: Diagnosis
  /** Where no rule matched: what is biggest. */
  readonly leading?: Leading | undefined
  readonly runnerUp?: Story['runnerUp']
  readonly findings?: readonly Finding[]
}

export type Part = string | Segment

/** ", most of it in `name`": the share is said where it is less than half. */
export function mostly(profiles: WindowProfiles, kind: ViewKind, before: string): readonly Part[] {
  const first = leadingOwner(profiles, kind)
  if (first === undefined) return []
  return [
    before.replace('most of it', first.share > 0.5 ? 'most of it' : `${formatShare(first.share)} of it`),
    code(first.name),
  ]
}

export function leadingOwner(
  profiles: WindowProfiles,
  kind: ViewKind,
): ReturnType<typeof topOwners>[number] | undefined {
  const view = profiles.views[kind]
  const [first] = view.state === 'measured' ? topOwners(view.tree, kind, 1) : []
  return first === undefined || first.share < 0.1 ? undefined : first
}

/** Without the number of threads the wait is a share of nothing known; how many wait at a time is known all the same. */
export function waitClause(signals: Signals, threads: string): readonly Part[] {
  const signal = signals.lock_wait_pct
  const share = stated(signals, 'lock_wait_pct')
  const seen = signal.state === 'absent' ? signal.range?.lowFrom : undefined
  // Few looks are of their instants: they say how many waited, and not for how long.
  if (seen?.id === 'looks' && seen.looks < fewestLooks)
    return [
      strong(`${formatShort(seen.waiting)} of ${formatShort(seen.threads)}`),
      ` ${threads.toLowerCase()} waited for locks ${seen.looks === 1 ? 'at one instant' : `on average of ${formatNumber(seen.looks)} looks`}`,
    ]
  return share === undefined && signal.state === 'absent' && signal.standIn?.id === 'threads_waiting'
    ? [`${threads} wait for locks, `, strong(`${formatShort(signal.standIn.value)} at a time`), ' on average']
    : [`${threads} spend `, strong(share ?? 'an unknown part'), ' of wall time waiting for locks']
}

export function threadWord({ runtime }: WindowProfiles): string {
  return runtime === 'go' ? 'goroutines' : 'threads'
}

/** "the heap is flat" must not claim more than what was measured. */
export function heapClause(signals: Signals): string | undefined {
  const slope = presentOf(signals, 'live_heap_slope_mb_h')
  if (slope === undefined) return undefined
  if (slope.value === 0) return slope.high < 50 ? 'the heap is flat' : 'no heap growth is established'
  return slope.value < 0 ? 'the heap shrinks' : `the heap grows ${shown(signals, 'live_heap_slope_mb_h') ?? ''}`
}

/** "at least 0 %" says nothing: of a lower bound that rounds to none, what was recorded. */
export function lockClause(signals: Signals, lock: string): string {
  if (!seesNone(signals)) return `lock wait is ${lock}`
  return `${presentOf(signals, 'lock_wait_pct')?.value === 0 ? 'no' : 'next to no'} lock wait was recorded`
}

export function seesNone(signals: Signals): boolean {
  const wait = presentOf(signals, 'lock_wait_pct')
  return wait?.bound === 'lower' && wait.value < 0.1
}

/** How busy the CPU is; without a number of cores, how many are in use; of one JavaScript thread, how busy its event loop is. */
export function busyClause(signals: Signals, profiles: WindowProfiles): readonly Part[] {
  const cpu = stated(signals, 'cpu_user_pct')
  const { cpu_user_pct: signal } = signals
  if (cpu !== undefined)
    return isEventLoop(signals, profiles)
      ? // Whoever waits for a child process within a call is not busy, and its loop is not free.
        [
          hasStopped(profiles) ? 'the JavaScript thread is ' : 'the event loop is ',
          strong(cpu.replace(/^at most /, '')),
          ' busy',
        ]
      : ['CPU is ', strong(cpu), ' busy']
  const used = signal.state === 'absent' ? signal.standIn?.value : undefined
  return used === undefined
    ? ['how busy the CPU is was not measured']
    : ['CPU use is not known (', strong(formatShort(used)), used === 1 ? ' core used)' : ' cores used)']
}

const hasStopped = ({ views: { cpu } }: WindowProfiles): boolean =>
  cpu.state === 'measured' && cpu.stopped !== undefined

/** What V8’s own sampler sees is one thread, and what waits inside a call counts as running. */
function isEventLoop({ cpu_user_pct: signal }: Signals, { views: { cpu } }: WindowProfiles): boolean {
  return signal.state === 'present' && signal.samplesOf === 'cpu-samples' && cpu.state === 'measured' && isOneLoop(cpu)
}
