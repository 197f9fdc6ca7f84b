/** What a box of a comparison changed by, in words: for the pane, its tip, and the picture that leaves the page. */
import type { DiffBox } from './boxes.ts'

/** "+11.4 s/s" is nobody's unit: "+11 threads waiting" is. */
export interface DifferenceWords {
  readonly mode: 'absolute' | 'share'
  /** What the amounts of each side are divided by, see `dividersOf`. */
  readonly per: { readonly base: number; readonly head: number }
  /** An amount per covered second in the profile's everyday unit: "0.24 cores". */
  readonly rate: (perSecond: number) => string
}

type Sides = Pick<DiffBox, 'base' | 'head' | 'baseShare' | 'headShare'>

/** Head less base, by second or in points of the whole. */
export function differenceOf(box: Sides, { mode, per }: Pick<DifferenceWords, 'mode' | 'per'>): number {
  return mode === 'share' ? (box.headShare - box.baseShare) * 100 : box.head / per.head - box.base / per.base
}

/** "+0.24 cores", "−3.6 MB", "+12 pts". */
export function differenceText(box: Sides, words: DifferenceWords): string {
  const { mode, rate } = words
  if (mode === 'share') {
    const points = differenceOf(box, words)
    return `${signOf(points)}${Math.abs(points) < 10 ? Math.abs(points).toFixed(1) : Math.round(Math.abs(points))} pts`
  }
  const perSecond = differenceOf(box, words)
  return signed(perSecond, rate(Math.abs(perSecond)))
}

interface DividedSide {
  readonly total: number
  readonly rate: number
  readonly seconds: number
  /** Older snapshots do not say. */
  readonly per?: number
}

/** What makes a rate out of an amount of each side: its covered seconds, times its processes where the two have not as many; else 1. */
export function dividersOf(
  base: DividedSide,
  head: DividedSide,
): { readonly base: number; readonly head: number; readonly isRate: boolean } {
  const isRate = base.rate !== base.total || head.rate !== head.total
  const of = ({ seconds, per }: DividedSide): number => per ?? (isRate && seconds > 0 ? seconds : 1)
  return { base: of(base), head: of(head), isRate }
}

/** What is below the smallest amount that is told has no direction worth a sign. */
export function signed(value: number, size: string): string {
  return size.startsWith('below ') ? size : `${signOf(value)}${size}`
}

const signOf = (value: number): string => (value > 0 ? '+' : value < 0 ? '−' : '±')
