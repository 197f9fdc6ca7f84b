/** Who differs inside one window, in words: "endpoint: /search takes 61 % of CPU, the median of 12 is 3 %". */
import { formatBytes, formatNumber, formatShare, formatShort } from '../../base/numbers.ts'
import { bytesPerMb, nsPerSecond } from '../../base/units.ts'
import { isLevel, wordsOfShown } from '../../base/viewWords.ts'
import { standsOut } from '../../fleet/distance.ts'
import type { InsideFigure, InsideSplit, InsideValue, InsideView } from '../../fleet/inside.ts'
import { formatAmount } from '../../profile/amount.ts'
import { coresText } from './fleet.ts'

/** Head of a column, and what stands in it. */
export function insideHead({ kind, shows, seconds, isOfHolders }: InsideView): {
  readonly head: string
  readonly title: string
} {
  const words = wordsOfShown(kind, shows)
  const name =
    isOfHolders === true ? 'held others up' : kind === 'lock' && shows === undefined ? 'lock wait' : words.name
  const of = isOfHolders === true ? 'the waiting that its holders caused' : words.of
  const per = seconds !== undefined || isLevel(kind, shows) ? '' : '; nobody says how long it took, so there is no rate'
  return { head: name, title: `Its part of ${of}, of all samples${per}` }
}

/** "1.9 cores · 61 %": the amount as far as its unit and time are known, and always the part. */
export function insideCell(view: InsideView, { amount, share, samples }: InsideFigure): string {
  if (amount === 0) return '0'
  const rate = rateText(view, amount)
  // Three looks are no percentage to one digit.
  const part =
    samples > 0 && samples < fewSamples ? `${formatShare(share)} (${countText(samples)})` : formatShare(share)
  return rate === undefined ? part : `${rate} · ${part}`
}

const fewSamples = 10
const leastCores = 0.001

const countText = (samples: number): string =>
  samples < 1.5 ? '1 sample' : `${formatNumber(Math.round(samples))} samples`

function rateText({ kind, shows, unit, seconds }: InsideView, amount: number): string | undefined {
  if (isLevel(kind, shows)) return formatAmount(amount, unit)
  if (seconds === undefined) return unit === 'count' ? undefined : formatAmount(amount, unit)
  if (unit === 'bytes') {
    const rate = amount / bytesPerMb / seconds
    return rate < 0.05 ? `${formatBytes(amount / seconds)}/s` : `${formatShort(rate)} MB/s`
  }
  if (unit === 'count') return undefined
  const busy = amount / nsPerSecond / seconds
  if (kind === 'cpu' && shows === undefined)
    return `${busy < leastCores ? `below ${leastCores}` : coresText(busy)} cores`
  return `${formatShort(busy)} ${kind === 'lock' ? 'waiting' : 'at a time'}`
}

export interface ToldInside {
  readonly key: string
  /** Of the value that stands out. */
  readonly value: string
  /** "61 % of CPU, the median of 12 is 3 %" */
  readonly text: string
}

/** The one that stands out most; undefined where none is far from the others. */
export function tellInside({ key, values, views, rest }: InsideSplit): ToldInside | undefined {
  const [first] = values
  if (first?.by === undefined || first.distance < standsOut) return undefined
  const { kind, median } = first.by
  const view = views.find((one) => one.kind === kind)
  const share = first.figures[kind]?.share ?? 0
  const count = values.length + (rest?.values ?? 0)
  const of = view?.isOfHolders === true ? 'the waiting caused' : wordsOfShown(kind, view?.shows).of
  return {
    key,
    value: first.value,
    text: `${formatShare(share)} of ${of}, the median of ${formatNumber(count)} is ${median === 0 ? '0' : formatShare(median)}`,
  }
}

/** "pool-1-thread-# × 16" */
export const nameOfValue = ({ value, threads }: InsideValue): string =>
  threads === undefined ? value : `${value} × ${formatNumber(threads)}`
