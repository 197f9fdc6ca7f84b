/** Bounds from many files become one range per signal, in the signal's own unit. */
import type { SignalBound } from '../base/bounds.ts'
import { type SignalId, signalIds } from '../base/vocabulary.ts'
import type { SignalRange } from './range.ts'
import type { Signal } from './signal.ts'

export type SignalRanges = Readonly<Partial<Record<SignalId, SignalRange>>>

export interface RangeContext {
  readonly cores: number | undefined
  readonly threads: number | undefined
  /** CPU in use as it was measured, if it was. */
  readonly cpu: Signal
}

export function rangesOf(bounds: readonly SignalBound[], context: RangeContext): SignalRanges {
  const ranges: Partial<Record<SignalId, SignalRange>> = {}
  // CPU first: the share of it that is the collector's needs it.
  const cpu = meet(
    bounds.flatMap((bound) => (bound.signal === 'cpu_user_pct' ? inPercent(bound, context, undefined) : [])),
    100,
  )
  for (const id of signalIds) {
    const own = bounds.filter(({ signal }) => signal === id)
    const range =
      id === 'cpu_user_pct'
        ? cpu
        : meet(
            own.flatMap((bound) => inPercent(bound, context, cpu)),
            mostOf(id),
          )
    if (range !== undefined) ranges[id] = range
  }
  return ranges
}

/**
 * What holds for each of several processes: the span around what was found of one and of the other. Of a signal that one of them says
 * nothing of nothing is known.
 */
export function aroundAll(each: readonly (readonly SignalBound[])[]): readonly SignalBound[] {
  const [first = [], ...others] = each.map((bounds) => new Map(bounds.map((bound) => [kindOf(bound), bound])))
  return [...first].flatMap(([kind, bound]): readonly SignalBound[] => {
    const all = [bound, ...others.flatMap((other) => other.get(kind) ?? [])]
    if (all.length < each.length) return []
    const low = Math.min(...all.map((one) => one.low ?? -Infinity))
    const high = Math.max(...all.map((one) => one.high ?? Infinity))
    const { low: _, high: __, ...rest } = bound
    return [{ ...rest, ...(Number.isFinite(low) ? { low } : {}), ...(Number.isFinite(high) ? { high } : {}) }]
  })
}

const kindOf = ({ signal, unit, basis }: SignalBound): string => `${signal} ${unit ?? '%'} ${basis.id}`

function mostOf(id: SignalId): number {
  return id.endsWith('_pct') ? 100 : Infinity
}

/** In the signal's own unit; where the denominator is unknown only what holds for any: there is at least one thread. */
function inPercent(
  bound: SignalBound,
  { cores, threads, cpu }: RangeContext,
  range: SignalRange | undefined,
): readonly SignalBound[] {
  if (bound.unit === undefined) return [bound]
  if (bound.unit === 'threads') {
    if (threads !== undefined && threads > 0) return [scaled(bound, 100 / threads)]
    const { low: _, ...above } = bound
    return bound.high !== undefined && bound.high < 1 ? [scaled(above, 100)] : []
  }
  if (bound.signal !== 'cpu_alloc_pct') return cores === undefined || cores <= 0 ? [] : [scaled(bound, 100 / cores)]
  // Of all CPU: at least of the most there can have been.
  if (cores === undefined || cores <= 0) return []
  const most = cpu.state === 'present' && cpu.bound !== 'lower' ? cpu.high : (range?.high ?? 100)
  const used = (Math.min(100, most) / 100) * cores
  if (bound.low === undefined || used <= 0) return []
  return [{ signal: bound.signal, low: Math.min(100, (100 * bound.low) / used), basis: bound.basis }]
}

function scaled({ signal, low, high, shown, basis, window }: SignalBound, factor: number): SignalBound {
  return {
    signal,
    ...(low === undefined ? {} : { low: low * factor }),
    ...(high === undefined ? {} : { high: high * factor }),
    ...(shown === undefined ? {} : { shown: shown * factor }),
    ...(window ? { window } : {}),
    basis,
  }
}

/** The narrowest of all; where two exclude each other (each has noise of its own), the wider hull, never an empty range. */
function meet(bounds: readonly SignalBound[], most: number): SignalRange | undefined {
  let low: SignalBound | undefined
  let high: SignalBound | undefined
  for (const bound of bounds) {
    if (bound.low !== undefined && bound.low > (low?.low ?? -Infinity)) low = bound
    if (bound.high !== undefined && bound.high < (high?.high ?? most)) high = bound
  }
  if (low === undefined && high === undefined) return undefined
  const lowest = Math.min(most, low?.low ?? -Infinity)
  const highest = Math.min(most, high?.high ?? Infinity)
  const [from, until] = lowest <= highest ? [lowest, highest] : [highest, lowest]
  const shown = Math.max(...bounds.flatMap((bound) => bound.shown ?? []))
  return {
    // An example of what another bound excludes is none.
    ...(shown > from && shown <= until ? { shown } : {}),
    ...(low === undefined ? {} : { low: from, lowFrom: low.basis }),
    ...(high === undefined ? {} : { high: until, highFrom: high.basis }),
  }
}
