/** May these two windows be compared at all? Said before any picture, each with what to do. */
import { type StandIn, type ViewKind, viewKinds } from '../base/vocabulary.ts'
import type { ComparabilityFact, Level, Side } from './comparabilityFact.ts'
import { canCountByParts } from './countByParts.ts'
import { isMeasureKnown, type OtherThing, otherThings, samplingPeriods } from './sameThing.ts'
import { sharedSeconds } from './sharedSamples.ts'
import { type WindowProfiles, shownOf } from '../window/windowProfiles.ts'

export interface ComparableSide {
  readonly profiles: WindowProfiles
  /** "go1.21.4", "python 3.11.7": as the source says. */
  readonly runtimeText?: string
  /** Version of the service, replicas and the like, as labels say. */
  readonly labels?: Readonly<Record<string, string>>
  /** The window cut into consecutive parts; none where it cannot be. */
  readonly blocks?: readonly WindowProfiles[]
  /** Some samples of a window, held against the others of it: shares are compared, not amounts. */
  readonly isPart?: true
  /** What was asked for and did not come. */
  readonly unread?: readonly ViewKind[]
  /** A store cuts what it merges wherever it is asked to: the same samples come in another file for another window. */
  readonly isMerged?: true
}

/** Warnings first, what is fine last. `elsewhere`: the sides are of different processes. */
export function comparabilityOf(
  base: ComparableSide,
  head: ComparableSide,
  elsewhere: boolean = false,
): readonly ComparabilityFact[] {
  const found = [
    ...lengths(base, head),
    ...overlap(base, head, elsewhere),
    ...cores(base, head),
    ...threads(base, head),
    ...runtimes(base, head),
    ...unread(base, 'A'),
    ...unread(head, 'B'),
    ...onlySums(base, 'A'),
    ...onlySums(head, 'B'),
    ...samples(base, head),
    ...truncation(base, head),
    ...labels(base, head),
    ...incidents(base, 'A'),
    ...incidents(head, 'B'),
  ]
  return inOrder(found)
}

export function inOrder(facts: readonly ComparabilityFact[]): readonly ComparabilityFact[] {
  const order = { refused: 0, warning: 1, note: 2, ok: 3 } as const
  return [...facts].sort((a, b) => order[a.level] - order[b.level])
}

function lengths({ profiles: a, isPart }: ComparableSide, { profiles: b }: ComparableSide): ComparabilityFact[] {
  if (isPart) return [{ level: 'note', id: 'parts' }]
  if (!hasLength(a) && !hasLength(b) && [a, b].some(hasFlow)) {
    return [{ level: 'note', id: 'no-lengths' }]
  }
  const lengthA = (a.asked.untilMs - a.asked.fromMs) / 1000
  const lengthB = (b.asked.untilMs - b.asked.fromMs) / 1000
  const ratio = Math.max(lengthA, lengthB) / Math.min(lengthA, lengthB)
  if (ratio < 1.02) return [{ level: 'ok', id: 'same-length' }]
  return [{ level: ratio > 4 ? 'warning' : 'note', id: 'lengths', secondsA: lengthA, secondsB: lengthB }]
}

const flows = viewKinds.filter((kind) => kind !== 'heap_live')

function hasFlow({ views }: WindowProfiles): boolean {
  return flows.some((kind) => shownOf(views[kind]) !== undefined)
}

function hasLength({ views }: WindowProfiles): boolean {
  return flows.some((kind) => {
    return (shownOf(views[kind])?.coveredSeconds ?? 0) > 0
  })
}

function overlap(a: ComparableSide, b: ComparableSide, elsewhere: boolean): ComparabilityFact[] {
  if (a.isPart) return []
  const seconds = sharedSeconds(a.profiles, b.profiles, { elsewhere, isMerged: a.isMerged === true })
  return seconds > 0 ? [{ level: 'warning', id: 'overlap', seconds }] : []
}

function cores({ profiles: a }: ComparableSide, { profiles: b }: ComparableSide): ComparabilityFact[] {
  if (!a.cores || !b.cores) return [{ level: 'note', id: 'cores-unknown' }]
  if (a.cores.value === b.cores.value) return [{ level: 'ok', id: 'same-cores', cores: a.cores.value }]
  return [{ level: 'warning', id: 'cores', kind: 'cpu', coresA: a.cores.value, coresB: b.cores.value }]
}

function threads({ profiles: a }: ComparableSide, { profiles: b }: ComparableSide): ComparabilityFact[] {
  if (!a.threads || !b.threads) return []
  const ratio = Math.max(a.threads.value, b.threads.value) / Math.max(1, Math.min(a.threads.value, b.threads.value))
  if (ratio < 1.1) return [{ level: 'ok', id: 'same-threads', threads: b.threads.value }]
  return [{ level: 'note', id: 'threads', kind: 'lock', threadsA: a.threads.value, threadsB: b.threads.value }]
}

/** Go counts all waiters of a mutex since 1.22, only the first before. */
export function goMinor(text: string | undefined): number | undefined {
  const minor = /\bgo\s?1\.(\d+)/i.exec(text ?? '')?.[1]
  return minor === undefined ? undefined : Number(minor)
}

function runtimes(a: ComparableSide, b: ComparableSide): ComparabilityFact[] {
  const goA = goMinor(a.runtimeText)
  const goB = goMinor(b.runtimeText)
  // Block profiles count every waiter in all versions; where both sides show one, the mutex profile is not in the comparison.
  const holders = [a, b].some(
    ({ profiles: { views } }) => views.lock.state !== 'measured' || views.lock.lockSide !== 'waiter',
  )
  if (holders && goA !== undefined && goB !== undefined && goA < 22 !== goB < 22) {
    const [versionA, versionB] = [a.runtimeText ?? '', b.runtimeText ?? '']
    return [{ level: 'refused', id: 'mutex-waiters', kind: 'lock', versionA, versionB }]
  }
  if (a.profiles.runtime !== b.profiles.runtime && a.profiles.runtime && b.profiles.runtime) {
    return [{ level: 'refused', id: 'runtimes', runtimeA: a.profiles.runtime, runtimeB: b.profiles.runtime }]
  }
  if (a.runtimeText !== undefined && a.runtimeText === b.runtimeText)
    return [{ level: 'ok', id: 'same-runtime', version: a.runtimeText }]
  if (a.runtimeText !== undefined && b.runtimeText !== undefined) {
    return [{ level: 'note', id: 'runtime-versions', versionA: a.runtimeText, versionB: b.runtimeText }]
  }
  return []
}

function unread({ unread: kinds = [] }: ComparableSide, side: Side): ComparabilityFact[] {
  return kinds.length === 0 ? [] : [{ level: 'warning', id: 'unread', side, kinds }]
}

function onlySums({ profiles: { views } }: ComparableSide, side: Side): ComparabilityFact[] {
  const frozen = viewKinds.flatMap((kind) => shownOf(views[kind]) ?? []).filter((view) => view.frozen !== undefined)
  const isOld = !frozen.every(isMeasureKnown)
  return frozen.length === 0 ? [] : [{ level: 'note', id: 'only-sums', side, isOld }]
}

function samples(sideA: ComparableSide, sideB: ComparableSide): ComparabilityFact[] {
  const [a, b] = [sideA.profiles, sideB.profiles]
  const found: ComparabilityFact[] = []
  for (const kind of viewKinds) {
    const base = shownOf(a.views[kind])
    const head = shownOf(b.views[kind])
    if (base === undefined || head === undefined) {
      const one = base ?? head
      const { unread: failed = [] } = base === undefined ? sideA : sideB
      if (one !== undefined && !failed.includes(kind))
        found.push({
          level: 'warning',
          id: 'one-sided',
          kind,
          only: base === undefined ? 'B' : 'A',
          ...(one.shows === undefined ? {} : { shows: one.shows }),
        })
      continue
    }
    if (base.shows !== head.shows) {
      found.push({ level: 'warning', id: 'unlike', kind, ...showsOf('showsA', base), ...showsOf('showsB', head) })
      continue
    }
    const shows = base.shows === undefined ? {} : { shows: base.shows }
    // Zero on both sides is an answer, not a lack of samples.
    if (base.total === 0 && head.total === 0) continue
    found.push(...otherThings(base, head).map((other) => ({ level: otherLevels[other.id], ...other })))
    const periods = samplingPeriods(base, head)
    if (periods) found.push({ level: 'note', id: 'sampling-rates', kind, ...periods, ...shows })
    const fewest = Math.min(base.samples, head.samples)
    // What stands for samples where none were counted is not few.
    if (fewest < 100 && base.testable !== false && head.testable !== false) {
      const side = base.samples < head.samples ? 'A' : 'B'
      found.push({ level: 'warning', id: 'few-samples', kind, samples: fewest, side, ...shows })
    }
    if (base.testable === false || head.testable === false) {
      const [partsA, partsB] = [sideA, sideB].map(({ blocks = [] }) => measuredParts(blocks, kind))
      found.push(
        canCountByParts(partsA ?? 0, partsB ?? 0)
          ? { level: 'ok', id: 'tested-by-parts', kind, partsA: partsA ?? 0, partsB: partsB ?? 0 }
          : { level: 'note', id: 'untestable', kind, ...shows },
      )
    }
  }
  return found
}

const otherLevels: Readonly<Record<OtherThing['id'], Level>> = {
  profilers: 'warning',
  'only-what-changed': 'warning',
  'lock-by-sample': 'warning',
  // Who waits and who holds are other functions: not even shares say anything.
  'lock-sides': 'refused',
  units: 'refused',
}

function measuredParts(blocks: readonly WindowProfiles[], kind: ViewKind): number {
  if (kind === 'heap_live') return 0
  return blocks.filter(({ views }) => {
    return (shownOf(views[kind])?.coveredSeconds ?? 0) > 0
  }).length
}

function showsOf<Key extends 'showsA' | 'showsB'>(
  key: Key,
  { shows }: { readonly shows?: StandIn },
): { readonly [K in Key]?: StandIn } {
  return shows === undefined ? {} : ({ [key]: shows } as { readonly [K in Key]?: StandIn })
}

/** Stacks without their root start a path of their own: the same code, and nothing in the other window to hold it against. */
function truncation(a: ComparableSide, b: ComparableSide): ComparabilityFact[] {
  return viewKinds.flatMap((kind): ComparabilityFact[] => {
    const stacksOf = ({ profiles }: ComparableSide): number => {
      const view = profiles.views[kind]
      const parts = view.state === 'measured' ? (view.parts ?? []) : []
      return [...new Set(parts.map(({ profile }) => profile))].reduce(
        (sum, { meta }) => sum + (meta.truncatedStacks ?? 0),
        0,
      )
    }
    const [inA, inB] = [stacksOf(a), stacksOf(b)]
    if (inA + inB === 0) return []
    return [{ level: 'warning', id: 'truncated', kind, stacksA: inA, stacksB: inB }]
  })
}

function labels(a: ComparableSide, b: ComparableSide): ComparabilityFact[] {
  const found: ComparabilityFact[] = []
  for (const [label, value] of Object.entries(a.labels ?? {})) {
    const other = b.labels?.[label]
    if (other === undefined || other === value) continue
    const level = label === 'version' ? 'note' : 'warning'
    found.push({ level, id: 'label', label, valueA: value, valueB: other })
  }
  const version = a.labels?.['version']
  if (version !== undefined && version === b.labels?.['version'])
    found.push({ level: 'ok', id: 'same-label', label: 'version', value: version })
  return found
}

function incidents({ profiles }: ComparableSide, side: Side): ComparabilityFact[] {
  const found: ComparabilityFact[] = []
  if (profiles.restartedAtMs !== undefined) found.push({ level: 'warning', id: 'restarted', side })
  if (profiles.misaligned !== undefined)
    found.push({ level: 'warning', id: 'misaligned', side, warning: profiles.misaligned })
  return found
}
