/** The sources that tell of lock waits, what each of them counts as one, and what each has to be read with. */
import { hasTrait, type Profile } from '../profile/profile.ts'
import type { Capture } from './capture.ts'
import type { Caution } from './caution.ts'
import { sumOf, waitColumn } from './columns.ts'
import { chooseFlow } from './chooseFlow.ts'
import type { Flow } from './flow.ts'
import { hasFallen, runtimeOf, type GatherContext, type ValuedPart } from './gatherContext.ts'
import { waitingStacks, type WaitKind, type WaitingStacks } from './waits.ts'

type Source = 'block' | 'events' | 'wall' | 'holder'
export type Sources = Source | 'monitors-and-parks'

export const sourceOf = (sources: Sources, { kind }: Capture): Source =>
  sources !== 'monitors-and-parks' ? sources : kind === 'block' ? 'block' : 'events'

/** Which waits are lock waits. A block or wall profile holds every kind, so a lock must be named; a lock profile only has to be cleared of the rest. */
export function isLockWait(source: Source, kind: WaitKind): boolean {
  switch (source) {
    case 'block':
    case 'wall':
      return kind === 'lock'
    case 'events':
      return (
        kind === 'lock' || kind === 'none' || kind === 'blocked' || kind === 'kernel-lock' || kind === 'lock-holder'
      )
    case 'holder':
      return kind === 'lock-holder' || kind === 'lock' || kind === 'none' || kind === 'blocked'
    default:
      return false
  }
}

const stacksCache = new WeakMap<Profile, WaitingStacks>()

export function stacksOf(profile: Profile, runtime: Parameters<typeof waitingStacks>[1]): WaitingStacks {
  const known = stacksCache.get(profile)
  if (known !== undefined) return known
  const made = waitingStacks(profile, runtime)
  stacksCache.set(profile, made)
  return made
}

export function flowOf(context: GatherContext, captures: readonly Capture[]): Flow | undefined {
  const { window, settings } = context
  const counted = captures.filter((capture) => waitColumn(capture.profile) !== undefined)
  // What was served empty since the start (a mutex profile whose rate is 0, which looks like a block profile) is no state of the others.
  const telling = counted.filter(({ covers, profile }) => covers !== 'cumulative' || !isServedEmpty(profile))
  return chooseFlow({
    captures: telling.length > 0 ? telling : counted,
    window,
    totalOf: (capture) => sumOf(capture.profile, waitColumn(capture.profile)?.column ?? -1),
    hasFallen: (earlier, later) => hasFallen(earlier.profile, later.profile, waitColumn(later.profile)?.column ?? -1),
    ...(settings.assumedSeconds === undefined ? {} : { assumedSeconds: settings.assumedSeconds }),
  })
}

/** Go serves an empty profile while its rate is 0. A recorder that was on and wrote none measured zero. */
export function isEmpty(flow: Flow): boolean {
  return flow.parts.every(({ capture: { profile } }) => isServedEmpty(profile))
}

const isServedEmpty = (profile: Profile): boolean => profile.samples.length === 0 && !hasTrait(profile, 'empty-is-zero')

/** Go's mutex profile: most of the delay lies under the thread that let go of the lock. */
export function isHolderProfile(context: GatherContext, capture: Capture): boolean {
  if (runtimeOf(context, capture) !== 'go') return false
  const column = waitColumn(capture.profile)
  if (column === undefined) return false
  const { kinds } = stacksOf(capture.profile, 'go')
  const { samples } = capture.profile
  const values = samples.values[column.column] ?? new Float64Array(0)
  let holding = 0
  let all = 0
  for (let sample = 0; sample < values.length; sample++) {
    const kind = kinds[samples.stack[sample] ?? -1]
    all += values[sample] ?? 0
    if (kind === 'lock-holder' || kind === 'runtime-lock') holding += values[sample] ?? 0
  }
  return all === 0 ? capture.kind === 'lock' : holding * 2 > all
}

/** Of ddtrace's own default, `DD_PROFILING_CAPTURE_PCT=1`; the file does not say it. */
const ddtraceOneIn = 100

/** Tools that add up every wait off the CPU where the kernel switches. */
const countsEveryWait: ReadonlySet<string> = new Set(['bpf-stacks', 'collapsed', 'perf-script'])

/** Recorders that look at one wait in so many and write what they saw as it is. Go's scale theirs up, JFR's have a threshold. */
export function sampledWaits(context: GatherContext, parts: readonly ValuedPart[]): readonly Caution[] {
  const typed = (shape: RegExp, ofPython: boolean): boolean =>
    parts.some(({ capture, column }) => {
      if (countsEveryWait.has(capture.profile.meta.format)) return false
      const runtime = runtimeOf(context, capture)
      const type = capture.profile.valueTypes[column]?.type ?? ''
      return shape.test(type) && (!ofPython || runtime === undefined || runtime === 'cpython')
    })
  if (typed(/^lock[-_]acquire([-_]wait)?$/, true)) return [{ id: 'sampled-waits', by: 'ddtrace', oneIn: ddtraceOneIn }]
  return typed(/^off_?cpu(_time)?$/, false) ? [{ id: 'sampled-waits', by: 'off-cpu' }] : []
}

export function sourceCautions(context: GatherContext, source: Source): readonly Caution[] {
  switch (source) {
    case 'holder':
      return [{ id: 'holders' }]
    case 'events': {
      const thresholds = context.facts.flatMap(({ facts }) => facts.lockThresholdMs ?? [])
      const threshold = Math.max(0, ...thresholds)
      return threshold > 0 ? [{ id: 'below-threshold', ms: threshold }] : []
    }
    case 'block':
      return [{ id: 'waiters' }]
    case 'wall':
      return []
    default:
      return []
  }
}
