/**
 * Two selections of a store held against each other by their series. A merge counts no events, so what differs in single functions often
 * cannot be tested; that a whole profile differs can: some forty profiles a side say how much it scatters by itself.
 */
import { assumedDesignEffect, z95 } from '../signals/intervals.ts'
import { figureFloors } from './distance.ts'
import type { Fleet } from './fleet.ts'
import type { FigureId } from './memberFigures.ts'

export interface FigureDifference {
  readonly figure: FigureId
  /** Mean per process of each side. */
  readonly base: number
  readonly head: number
  /** `untested`: too few profiles on a side to know its scatter, which is not the same as no evidence. */
  readonly result: 'grew' | 'shrank' | 'no-evidence' | 'untested'
  /** In standard errors of the difference. */
  readonly distance?: number
}

const compared: readonly FigureId[] = [
  'lockWaitPct',
  'waiters',
  'cores',
  'allocMbPerSecond',
  'liveMb',
  'growthMbPerHour',
  'threads',
]

/** Six figures are tested at once, and profiles of one window are no independent draws. */
const clearDistance = 3.5

/** Most certain first. Figures that only one side has are left out: absent is not zero. */
export function differenceOf(base: Fleet, head: Fleet): readonly FigureDifference[] {
  const rows = compared.flatMap((figure): readonly FigureDifference[] => {
    const a = meanOf(base, figure)
    const b = meanOf(head, figure)
    if (a === undefined || b === undefined) return []
    const difference = b.mean - a.mean
    const values = { figure, base: a.mean, head: b.mean }
    const error = Math.sqrt(assumedDesignEffect * (a.variance + b.variance))
    if (!Number.isFinite(error)) return [{ ...values, result: 'untested' }]
    const distance = error > 0 ? Math.abs(difference) / error : difference === 0 ? 0 : Infinity
    const { least, share } = figureFloors[figure]
    const matters = Math.abs(difference) > Math.max(least, share * Math.max(Math.abs(a.mean), Math.abs(b.mean)))
    const result = distance < clearDistance || !matters ? 'no-evidence' : difference > 0 ? 'grew' : 'shrank'
    return [{ ...values, result, distance }]
  })
  // Waiters and their share of the threads are one thing.
  const once = rows.some(({ figure }) => figure === 'lockWaitPct')
    ? rows.filter(({ figure }) => figure !== 'waiters')
    : rows
  return once.toSorted((a, b) => Number(isChange(b)) - Number(isChange(a)) || (b.distance ?? 0) - (a.distance ?? 0))
}

export const isChange = ({ result }: FigureDifference): boolean => result === 'grew' || result === 'shrank'

/** The processes of a selection are all there are of it: what scatters is each of them in time, not which of them were drawn. */
function meanOf(fleet: Fleet, figure: FigureId): { readonly mean: number; readonly variance: number } | undefined {
  const own = fleet.members.flatMap(({ figures, halves }) => {
    const value = figures[figure]
    return value === undefined ? [] : [{ value, half: halves[figure] ?? Infinity }]
  })
  if (own.length === 0) return undefined
  const n = own.length
  return {
    mean: own.reduce((sum, { value }) => sum + value, 0) / n,
    variance: own.reduce((sum, { half }) => sum + (half / z95) ** 2, 0) / (n * n),
  }
}

/** After a deploy a service is other processes, perhaps on other machines, under the same name. */
export function areOtherProcesses(base: Fleet | undefined, head: Fleet | undefined): boolean {
  if (!base || !head || base.members.length === 0) return false
  const names = new Set(base.members.map(({ name }) => name))
  return !head.members.some(({ name }) => names.has(name))
}
