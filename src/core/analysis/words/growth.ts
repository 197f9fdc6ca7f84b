/** How the heap grows, in words. */
import { clock } from '../../base/clock.ts'
import { formatNumber, formatShort, formatSpan } from '../../base/numbers.ts'
import type { GrowthSource } from '../../signals/account.ts'
import { type Growth, smallestOfInterestMbH } from '../../signals/growth.ts'

/** Sides of an interval that differ by more than this share of it are not a "±". */
const evenWithin = 0.05

const signed = (raw: number): string => `${raw > 0 ? '+' : ''}${formatShort(raw)}`

/** "+90 ± 120 MB/h", "+90 MB/h (−20 to 310)" */
export function growthWords({ raw, low, high }: Pick<Growth, 'raw' | 'low' | 'high'>): string {
  if (!Number.isFinite(low) || !Number.isFinite(high))
    return Number.isFinite(high) ? `at most ${formatShort(high)} MB/h` : `${signed(raw)} MB/h, interval unknown`
  const half = (high - low) / 2
  return Math.abs(high - raw - (raw - low)) <= evenWithin * half
    ? `${signed(raw)} ± ${formatShort(half)} MB/h`
    : `${signed(raw)} MB/h (${formatShort(low)} to ${formatShort(high)})`
}

export function rawSlopeWords(raw: number): string {
  return `raw ${signed(raw)} MB/h`
}

/** What the rules call no growth; an interval inside it is an answer, not a lack of data. */
const flatBelow = 5

/** From here on the rules call it a leak: an interval that reaches this far is not "no growth seen". */
const leakFrom = 50

/** "no growth seen: 0 ± 19 MB/h in 3.5 min; 14 min would show a leak of 5 MB/h" */
export function growthVerdict(growth: Growth, zone: string): string {
  const text = growthWords(growth)
  switch (growth.state) {
    case 'established':
      return `it ${growth.raw < 0 ? 'shrinks' : 'grows'}: ${text}`
    case 'step':
      return `a step at ${clock(growth.stepAtMs ?? 0, zone)}, not a slope: since then ${text}`
    case 'levelled-off':
      return `it grew and levelled off: at the end ${text}`
    case 'fell':
      return `growth is open: it fell back at ${clock(growth.stepAtMs ?? 0, zone)}, since then ${text}`
    case 'partial':
      return `growth is open: ${text}, over a small part of the window`
    case 'starting':
      return `growth is open: ${text}; at this pace it doubles within half a minute, as one that starts or a cache that fills does: whether it goes on, half a minute and more shows`
    case 'not-established': {
      const { needsHours, low, high, raw, spanHours } = growth
      if (needsHours === undefined && high < flatBelow && low > -flatBelow) return `flat: ${text}`
      const seen = high < leakFrom ? 'no growth seen' : 'growth is open'
      const longer =
        needsHours === undefined
          ? ''
          : `; ${formatSpan(needsHours * 3600)} would show ${raw < 0 ? 'a change' : 'a leak'} of ${formatShort(Math.max(Math.abs(raw), smallestOfInterestMbH))} MB/h`
      return `${seen}: ${text} in ${formatSpan(spanHours * 3600)}${longer}`
    }
    default:
      return growth.state satisfies never
  }
}

function sourceWords(source: GrowthSource): string {
  if (source.id === 'delta') return `difference of the heap over ${formatNumber(source.seconds)} s`
  const { points, of, spanSeconds, assumedScatter } = source
  const few =
    assumedScatter === undefined
      ? ''
      : `; so few do not show their own scatter, ${formatNumber(assumedScatter * 100)} % of the level is assumed`
  return `line through ${points} ${of} over ${formatSpan(spanSeconds)}${few}`
}

export function slopeAccount(growth: Growth, source: GrowthSource, zone: string): string {
  return `${growthVerdict(growth, zone)} (${sourceWords(source)})`
}

/** The line behind it is named elsewhere; a difference is not. */
export function slopeStatement(growth: Growth, source: GrowthSource, zone: string): string {
  return source.id === 'line' ? growthVerdict(growth, zone) : slopeAccount(growth, source, zone)
}

/** Growth that is open, and how long to watch it. */
export function openGrowth(
  growth: Growth,
  source: GrowthSource,
  youngOnly: boolean,
  zone: string,
): { readonly why: string; readonly next: string } {
  const how = youngOnly
    ? `Young collections only, which overstate growth: ${growthWords({ ...growth, low: -Infinity })} (${sourceWords(source)})`
    : slopeAccount(growth, source, zone)
  return {
    why: `${how.charAt(0).toUpperCase()}${how.slice(1)}.`,
    next:
      growth.needsHours === undefined
        ? 'Watch it longer, through some full collections or ten snapshots.'
        : `Watch it for about ${formatSpan(growth.needsHours * 3600)}.`,
  }
}
