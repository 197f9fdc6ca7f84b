/** May these two windows be compared at all? Said before any picture, each with what to do. */
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import { formatSeconds, formatSpan } from '../base/numbers.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import type { Comparability } from './comparison.ts'

export interface ComparableSide {
  readonly profiles: WindowProfiles
  /** "go1.21.4", "python 3.11.7": as the source says. */
  readonly runtimeText?: string
  /** Version of the service, replicas and the like, as labels say. */
  readonly labels?: Readonly<Record<string, string>>
}

const names: Readonly<Record<ViewKind, string>> = {
  cpu: 'CPU',
  heap_live: 'live heap',
  heap_alloc: 'allocation',
  lock: 'lock',
}

/** Warnings first, what is fine last. */
export function comparabilityOf(base: ComparableSide, head: ComparableSide): readonly Comparability[] {
  const found = [
    ...lengths(base, head),
    ...overlap(base, head),
    ...cores(base, head),
    ...threads(base, head),
    ...runtimes(base, head),
    ...samples(base, head),
    ...truncation(base, head),
    ...labels(base, head),
    ...incidents(base, 'A'),
    ...incidents(head, 'B'),
  ]
  const order = { refused: 0, warning: 1, note: 2, ok: 3 } as const
  return found.sort((a, b) => order[a.level] - order[b.level])
}

function lengths({ profiles: a }: ComparableSide, { profiles: b }: ComparableSide): Comparability[] {
  if (!hasLength(a) && !hasLength(b) && [a, b].some(hasFlow)) {
    return [
      {
        level: 'note',
        text: 'neither side says how long it was recorded: shares are compared, not costs per second',
        fix: 'compare two files that have times in them',
      },
    ]
  }
  const lengthA = (a.asked.untilMs - a.asked.fromMs) / 1000
  const lengthB = (b.asked.untilMs - b.asked.fromMs) / 1000
  const ratio = Math.max(lengthA, lengthB) / Math.min(lengthA, lengthB)
  if (ratio < 1.02) return [{ level: 'ok', text: 'same length', fix: '' }]
  return [
    {
      level: ratio > 4 ? 'warning' : 'note',
      text: `A is ${formatSpan(lengthA)} long, B ${formatSpan(lengthB)}: costs are compared per second`,
      fix: 'choose windows of equal length to compare sums by eye',
    },
  ]
}

const flows = viewKinds.filter((kind) => kind !== 'heap_live')

function hasFlow({ views }: WindowProfiles): boolean {
  return flows.some((kind) => views[kind].state === 'measured')
}

function hasLength({ views }: WindowProfiles): boolean {
  return flows.some((kind) => {
    const view = views[kind]
    return view.state === 'measured' && view.coveredSeconds > 0
  })
}

function overlap({ profiles: a }: ComparableSide, { profiles: b }: ComparableSide): Comparability[] {
  const shared = Math.min(a.asked.untilMs, b.asked.untilMs) - Math.max(a.asked.fromMs, b.asked.fromMs)
  if (shared <= 0 || a.asked === b.asked) return []
  const same = a.asked.fromMs === b.asked.fromMs && a.asked.untilMs === b.asked.untilMs
  // The same time of two selections (build A, build B) is a comparison; a partial overlap counts some samples twice.
  return same
    ? []
    : [
        {
          level: 'warning',
          text: `A and B share ${formatSeconds(shared / 1000)}: those samples are on both sides`,
          fix: 'move one window so that they do not touch',
        },
      ]
}

function cores({ profiles: a }: ComparableSide, { profiles: b }: ComparableSide): Comparability[] {
  if (!a.cores || !b.cores)
    return [{ level: 'note', text: 'core count not known on both sides', fix: 'say how many CPUs the service may use' }]
  if (a.cores.value === b.cores.value)
    return [{ level: 'ok', text: `${a.cores.value} ${a.cores.value === 1 ? 'core' : 'cores'} in both`, fix: '' }]
  return [
    {
      level: 'warning',
      text: `A had ${a.cores.value} cores, B ${b.cores.value}: a cost per second that follows the cores is not a change, so only shares are tested`,
      fix: 'compare windows with the same limit',
      kind: 'cpu',
    },
  ]
}

function threads({ profiles: a }: ComparableSide, { profiles: b }: ComparableSide): Comparability[] {
  if (!a.threads || !b.threads) return []
  const ratio = Math.max(a.threads.value, b.threads.value) / Math.max(1, Math.min(a.threads.value, b.threads.value))
  const text = (value: number): string => String(Math.round(value))
  if (ratio < 1.1) return [{ level: 'ok', text: `${text(b.threads.value)} threads in both`, fix: '' }]
  return [
    {
      level: 'note',
      text: `A had ${text(a.threads.value)} threads, B ${text(b.threads.value)}: the lock wait share has another denominator`,
      fix: 'read lock wait in seconds, not in percent',
      kind: 'lock',
    },
  ]
}

/** Go counts all waiters of a mutex since 1.22, only the first before. */
export function goMinor(text: string | undefined): number | undefined {
  const minor = /\bgo\s?1\.(\d+)/i.exec(text ?? '')?.[1]
  return minor === undefined ? undefined : Number(minor)
}

function runtimes(a: ComparableSide, b: ComparableSide): Comparability[] {
  const goA = goMinor(a.runtimeText)
  const goB = goMinor(b.runtimeText)
  // Block profiles count every waiter in all versions; where both sides show one, the mutex profile is not in the comparison.
  const holders = [a, b].some(
    ({ profiles: { views } }) => views.lock.state !== 'measured' || views.lock.lockSide !== 'waiter',
  )
  if (holders && goA !== undefined && goB !== undefined && goA < 22 !== goB < 22) {
    return [
      {
        level: 'refused',
        text: `${a.runtimeText} counts one waiter per mutex, ${b.runtimeText} counts all: mutex profiles across Go 1.22 are not comparable`,
        fix: 'compare block profiles, or two windows of one Go version',
        kind: 'lock',
      },
    ]
  }
  if (a.profiles.runtime !== b.profiles.runtime && a.profiles.runtime && b.profiles.runtime) {
    return [
      {
        level: 'refused',
        text: `A ran on ${a.profiles.runtime}, B on ${b.profiles.runtime}`,
        fix: 'choose two windows of one service',
      },
    ]
  }
  if (a.runtimeText !== undefined && a.runtimeText === b.runtimeText)
    return [{ level: 'ok', text: `same ${a.runtimeText}`, fix: '' }]
  if (a.runtimeText !== undefined && b.runtimeText !== undefined) {
    return [
      {
        level: 'note',
        text: `A ran on ${a.runtimeText}, B on ${b.runtimeText}: inlining and runtime functions differ`,
        fix: 'look at own code first',
      },
    ]
  }
  return []
}

function samples({ profiles: a }: ComparableSide, { profiles: b }: ComparableSide): Comparability[] {
  const found: Comparability[] = []
  for (const kind of viewKinds) {
    const base = a.views[kind]
    const head = b.views[kind]
    if (base.state !== 'measured' || head.state !== 'measured') {
      if (base.state !== head.state) {
        found.push({
          level: 'warning',
          text: `${names[kind]} was recorded only in ${base.state === 'measured' ? 'A' : 'B'}`,
          fix: 'choose a window in which both have it',
          kind,
        })
      }
      continue
    }
    // Zero on both sides is an answer, not a lack of samples.
    if (base.total === 0 && head.total === 0) continue
    if (base.periodNs !== undefined && head.periodNs !== undefined && base.periodNs !== head.periodNs) {
      found.push({
        level: 'warning',
        text: `${names[kind]} was sampled at different rates`,
        fix: 'record both at one rate',
        kind,
      })
    }
    const fewest = Math.min(base.samples, head.samples)
    if (fewest < 100) {
      found.push({
        level: 'warning',
        text: `${names[kind]}: ${Math.round(fewest)} samples in ${base.samples < head.samples ? 'A' : 'B'}, too few for anything but the largest changes`,
        fix: 'choose a longer window',
        kind,
      })
    }
    if (base.testable === false || head.testable === false) {
      found.push({
        level: 'note',
        text: `${names[kind]}: the profile does not say how many events it counted, so nothing is tested`,
        fix: 'read the shares, not the list',
        kind,
      })
    }
  }
  return found
}

/** Stacks without their root start a path of their own: the same code, and nothing in the other window to hold it against. */
function truncation(a: ComparableSide, b: ComparableSide): Comparability[] {
  return viewKinds.flatMap((kind): Comparability[] => {
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
    return [
      {
        level: 'warning',
        text: `${names[kind]}: ${inA} different stacks in A and ${inB} in B were deeper than the recording kept, so their paths begin in the middle`,
        fix: 'record with deeper stacks (JFR: stackdepth=256); read functions by self, not by total',
        kind,
      },
    ]
  })
}

function labels(a: ComparableSide, b: ComparableSide): Comparability[] {
  const found: Comparability[] = []
  for (const [label, value] of Object.entries(a.labels ?? {})) {
    const other = b.labels?.[label]
    if (other === undefined || other === value) continue
    found.push({
      level: label === 'version' ? 'note' : 'warning',
      label,
      text: `${label}: ${value} in A, ${other} in B`,
      fix:
        label === 'version'
          ? 'if that is what you compare, go on'
          : `choose one ${label}, unless it is what you compare`,
    })
  }
  const version = a.labels?.['version']
  if (version !== undefined && version === b.labels?.['version'])
    found.push({ level: 'ok', label: 'version', text: `same ${version}`, fix: '' })
  return found
}

function incidents({ profiles }: ComparableSide, letter: 'A' | 'B'): Comparability[] {
  const found: Comparability[] = []
  if (profiles.restartedAtMs !== undefined)
    found.push({
      level: 'warning',
      text: `the process restarted inside ${letter}`,
      fix: 'choose a window before or after it; warm-up is not the service',
    })
  if (profiles.misaligned !== undefined)
    found.push({
      level: 'warning',
      text: `in ${letter}, ${profiles.misaligned}`,
      fix: 'choose a window that all profiles cover',
    })
  return found
}
