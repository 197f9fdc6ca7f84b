/** "also waiting, not on locks": parking is shown and never counted. */
import type { WaitKind } from './waits.ts'
import type { LeftOut, WindowProfiles } from './windowProfiles.ts'

/** Looks that know no times are no nanoseconds: of those nothing is listed. */
export function listOthers(
  others: ReadonlyMap<WaitKind, number>,
  unit: 'nanoseconds' | 'count',
): WindowProfiles['otherWaits'] {
  return unit === 'count' ? [] : listed(others)
}

/** Runtime-internal locks have their own line; what a wall profile shows running is no wait at all. */
function listed(others: ReadonlyMap<WaitKind, number>): readonly { readonly kind: WaitKind; readonly ns: number }[] {
  return [...others]
    .filter(([kind, ns]) => kind !== 'none' && kind !== 'runtime-lock' && ns > 0)
    .map(([kind, ns]) => ({ kind, ns }))
    .sort((a, b) => b.ns - a.ns)
}

/** With the waits that readers kept beside the samples, which are in no profile. */
export function withFactWaits(
  waits: WindowProfiles['otherWaits'],
  beside: ReadonlyMap<WaitKind, number>,
): WindowProfiles['otherWaits'] {
  if (beside.size === 0) return waits
  const all = new Map(beside)
  for (const { kind, ns } of waits) all.set(kind, (all.get(kind) ?? 0) + ns)
  return [...all].map(([kind, ns]) => ({ kind, ns })).sort((a, b) => b.ns - a.ns)
}

export function parkingLeftOut(others: ReadonlyMap<WaitKind, number>): readonly LeftOut[] {
  const waits = listed(others)
  const amount = waits.reduce((sum, other) => sum + other.ns, 0)
  return amount > 0 ? [{ id: 'parking', waits: waits.map(({ kind }) => kind), amount }] : []
}
