/** What the strip of a label shows: one row per value, every figure of one process. Pure. */
import { coresText, figureText, memberText, standingsText } from '../../core/analysis/words/fleet.ts'
import { formatNumber, formatShort, formatShortRange, formatSignal, isNoLowerBound } from '../../core/base/numbers.ts'
import { makeVisible } from '../../core/base/visibleText.ts'
import type { SignalId } from '../../core/base/vocabulary.ts'
import { titleOf } from '../../core/diagnosis/rules.ts'
import type { Fleet } from '../../core/fleet/fleet.ts'
import type { MemberFigures } from '../../core/fleet/memberFigures.ts'
import { type LabelSplit, shownValues } from '../../core/fleet/splits.ts'
import type { FleetMember, Standings } from '../../core/fleet/standing.ts'
import type { Signals } from '../../core/signals/signal.ts'

export interface FleetRow {
  /** Absent for the row of all others. */
  readonly value?: string
  readonly name: string
  readonly processes: number
  /** Pattern for the colour, and the words of the verdict. */
  readonly pattern: string
  readonly verdict: string
  readonly cells: Readonly<Record<FleetColumn, string>>
  /** The column that is furthest out. */
  readonly far?: FleetColumn
  /** Seconds of the window in which it was there; absent where it was there all the time. */
  readonly seconds?: number
}

export type FleetColumn = SignalId

export const fleetColumns: readonly { readonly id: FleetColumn; readonly title: string }[] = [
  { id: 'cpu_user_pct', title: 'CPU of one process, and its share of the cores where they are known' },
  {
    id: 'cpu_alloc_pct',
    title: 'Share of the allocator and collector: only profiles with stacks say it',
  },
  { id: 'alloc_rate_mb_s', title: 'Allocation rate of one process' },
  { id: 'live_heap_mb', title: 'Live heap of one process' },
  { id: 'live_heap_slope_mb_h', title: 'Heap growth of one process, established or not' },
  { id: 'lock_wait_pct', title: 'Share of its threads’ time spent waiting for locks, at least' },
]

export function rowsOf(fleet: Fleet, split: LabelSplit): readonly FleetRow[] {
  const { shown, rest } = shownValues(split)
  const windowSeconds = (fleet.window.untilMs - fleet.window.fromMs) / 1000
  const rows = shown.map((one): FleetRow => {
    const members = one.members.flatMap((index) => fleet.members[index] ?? [])
    const [only] = members
    const seconds = Math.max(0, ...members.map((member) => member.seconds))
    const cells =
      members.length === 1 && only !== undefined ? cellsOf(only.figures, only.signals) : cellsOf(one.figures)
    return {
      value: one.value,
      name: one.value === '' ? '(none)' : makeVisible(one.value),
      processes: members.length,
      ...verdictOf(members, one.standings),
      cells,
      ...(one.by === undefined || one.distance < 2 ? {} : { far: columnOf[one.by] }),
      ...(seconds < 0.95 * windowSeconds ? { seconds } : {}),
    }
  })
  if (rest === undefined) return rows
  const others: FleetRow = {
    name: `${formatNumber(rest.values)} others, mean`,
    processes: rest.members,
    pattern: 'no-clear-pattern',
    verdict: standingsText(rest.standings),
    cells: cellsOf(rest.figures),
  }
  return [...rows, others]
}

const columnOf: Readonly<Record<keyof MemberFigures, FleetColumn>> = {
  cores: 'cpu_user_pct',
  lockWaitPct: 'lock_wait_pct',
  waiters: 'lock_wait_pct',
  threads: 'lock_wait_pct',
  allocMbPerSecond: 'alloc_rate_mb_s',
  liveMb: 'live_heap_mb',
  growthMbPerHour: 'live_heap_slope_mb_h',
}

const nothing = '–'

function cellsOf(figures: MemberFigures, signals?: Signals): FleetRow['cells'] {
  const { cores, lockWaitPct, waiters, allocMbPerSecond, liveMb, growthMbPerHour } = figures
  const cpu = signals?.cpu_user_pct
  const lock = signals?.lock_wait_pct
  const percent = cpu?.state === 'present' ? ` · ${formatSignal('cpu_user_pct', cpu.value)}` : ''
  const range = lock?.state === 'absent' ? lock.range : undefined
  return {
    cpu_user_pct: cores === undefined ? nothing : `${coresText(cores)} cores${percent}`,
    cpu_alloc_pct: nothing,
    alloc_rate_mb_s: allocMbPerSecond === undefined ? nothing : figureText('allocMbPerSecond', allocMbPerSecond),
    live_heap_mb: liveMb === undefined ? nothing : figureText('liveMb', liveMb),
    live_heap_slope_mb_h: growthMbPerHour === undefined ? nothing : figureText('growthMbPerHour', growthMbPerHour),
    lock_wait_pct:
      lockWaitPct !== undefined
        ? lock?.state === 'present' && lock.bound === 'lower'
          ? atLeast(lockWaitPct)
          : `${formatShort(lockWaitPct)} %`
        : waiters !== undefined
          ? `${formatShort(waiters)} waiting`
          : range === undefined
            ? nothing
            : formatShortRange('lock_wait_pct', range) || nothing,
  }
}

/** Where the bound is written as none it bounds nothing, and what is known is what was recorded: the words of the banner's strip. */
function atLeast(percent: number): string {
  return isNoLowerBound(percent) ? '0 % recorded' : `≥ ${formatShort(percent)} %`
}

function verdictOf(members: readonly FleetMember[], standings: Standings): Pick<FleetRow, 'pattern' | 'verdict'> {
  const [only] = members
  const worst = members.find(({ standing }) => standing === 'fires')
  const pattern = worst?.diagnosis.pattern ?? 'no-clear-pattern'
  if (members.length === 1 && only !== undefined) return { pattern, verdict: memberText(only) }
  if (worst === undefined) return { pattern, verdict: standingsText(standings) }
  const many = members.filter(({ diagnosis }) => diagnosis.pattern === pattern).length
  return { pattern, verdict: `${many} of ${members.length} ${titleOf(pattern)}` }
}
