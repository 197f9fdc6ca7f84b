/** Every process of a store's selection: who differs, as objects and as lines. */
import { makeVisible } from '../../core/base/visibleText.ts'
import { differenceWords, figureText, figureWords, instanceWord, memberText } from '../../core/analysis/words/fleet.ts'
import { type FigureDifference, differenceOf } from '../../core/fleet/difference.ts'
import type { Fleet } from '../../core/fleet/fleet.ts'
import type { FigureId } from '../../core/fleet/memberFigures.ts'
import type { FleetMember } from '../../core/fleet/standing.ts'

export function processesJson({ members, verdict, label }: Fleet): object {
  return {
    of: members.length,
    label,
    lead: verdict?.lead ?? null,
    pattern: verdict?.pattern ?? null,
    members: verdict?.members ?? [],
    ...(verdict?.onset === undefined ? {} : { since: new Date(verdict.onset.atMs).toISOString() }),
    ...(verdict?.belowCores === undefined ? {} : { below_cores: verdict.belowCores }),
    each: members.map(processJson),
  }
}

/** Figures of the time since it changed, where a rule holds only there. */
function processJson(member: FleetMember): object {
  const { name, labels, seconds, standing, diagnosis, figures, onset } = member
  return {
    name,
    labels,
    seconds,
    standing,
    pattern: diagnosis.pattern,
    text: memberText(member),
    ...(onset === undefined ? {} : { since: new Date(onset.atMs).toISOString() }),
    figures: Object.fromEntries(Object.entries(figureKeys).map(([id, key]) => [key, figures[id as FigureId] ?? null])),
  }
}

const figureKeys: Readonly<Record<FigureId, string>> = {
  cores: 'cores',
  lockWaitPct: 'lock_wait_pct',
  waiters: 'waiters',
  allocMbPerSecond: 'alloc_rate_mb_s',
  liveMb: 'live_heap_mb',
  growthMbPerHour: 'live_heap_slope_mb_h',
  threads: 'threads',
}

/** Worst first; more than these are in --json. */
const mostRows = 8

const shownFigures: readonly FigureId[] = [
  'cores',
  'lockWaitPct',
  'waiters',
  'allocMbPerSecond',
  'liveMb',
  'growthMbPerHour',
]

/** One process is the service itself: nothing to hold it against. */
export function processLines({ members, label }: Fleet): readonly string[] {
  if (members.length < 2) return []
  const rows = members.slice(0, mostRows).map((member) => {
    const { figures } = member
    const shown = shownFigures.flatMap((id) => {
      const value = figures[id]
      // Waiters and their share of the threads are one thing.
      const isSaid = id === 'waiters' && figures.lockWaitPct !== undefined
      return value === undefined || isSaid ? [] : [`${figureWords[id]} ${figureText(id, value)}`]
    })
    return `  ${makeVisible(member.name)}: ${[memberText(member), ...shown].join(', ')}`
  })
  const more = members.length - rows.length
  return [
    '',
    `${members.length} ${instanceWord(label, members.length)}, each by itself (lock wait is at least so much):`,
    ...rows,
    ...(more > 0 ? [`  and ${more} more (--json has all)`] : []),
  ]
}

/** Whole profiles of two sides, per process: known also where no function can be tested. */
export function wholeOf(base: Fleet | undefined, head: Fleet | undefined): readonly FigureDifference[] {
  return base && head ? differenceOf(base, head) : []
}

export function wholeJson({ figure, base, head, result }: FigureDifference): object {
  return { figure: figureKeys[figure], base, head, result }
}

export function wholeLines(rows: readonly FigureDifference[]): readonly string[] {
  if (rows.length === 0) return []
  const lines = rows.map(
    ({ figure, base, head, result }) =>
      `  ${figureWords[figure]} ${figureText(figure, base)} → ${figureText(figure, head)}: ${differenceWords[result]}`,
  )
  return ['per process, tested from the store’s series:', ...lines, '']
}
