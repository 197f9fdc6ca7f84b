/** Amounts that a reader kept out of the samples, as far as they lie in the window, and the waits that are no contention. */
import type { FileFacts, RemoteEnd } from '../formats/parsedFile.ts'
import type { TimeWindow } from '../base/units.ts'
import type { FlowPart } from './flow.ts'
import { isWaitKind, type WaitKind } from './waits.ts'
import type { LeftOut } from './windowProfiles.ts'

interface FactsOfFiles {
  readonly facts: readonly { readonly file: string; readonly facts: FileFacts }[]
}

type OtherWaits = NonNullable<FileFacts['otherWaits']>

/** `otherWaits` are booked by the second they fall in. */
const bookedMs = 1000

/**
 * Nanoseconds by kind inside the window. A second that the window cuts counts by the part of it inside: what happened
 * where in it is not known.
 */
export function waitsInside(waits: OtherWaits, window: TimeWindow): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const { timeMs, kind, ns } of waits) {
    const inside = insideOf(timeMs, window)
    if (inside > 0) found.set(kind, (found.get(kind) ?? 0) + ns * inside)
  }
  return found
}

/** By the other end of the socket, longest first; of the same files as `factWaits`. */
export function socketWaitsOf(
  { facts }: FactsOfFiles,
  window: TimeWindow,
  seenWhole: readonly string[] = [],
): readonly { readonly to: RemoteEnd; readonly ns: number }[] {
  const found = new Map<string, { readonly to: RemoteEnd; ns: number }>()
  for (const { file, facts: own } of facts) {
    if (seenWhole.includes(file)) continue
    for (const { timeMs, to, ns } of own.socketWaits ?? []) {
      const inside = insideOf(timeMs, window)
      if (!(inside > 0)) continue
      const key = `${to.address} ${to.port ?? ''}`
      const known = found.get(key)
      if (known === undefined) found.set(key, { to, ns: ns * inside })
      else known.ns += ns * inside
    }
  }
  return [...found.values()].toSorted((a, b) => b.ns - a.ns)
}

/** Part of a booked second that the window covers. */
function insideOf(timeMs: number, window: TimeWindow): number {
  const insideMs = Math.min(timeMs + bookedMs, window.untilMs) - Math.max(timeMs, window.fromMs)
  return Math.min(1, Math.max(0, insideMs / bookedMs))
}

/** By kind, added up over the files; `seenWhole`: files in whose samples all waits are, those of events among them. */
export function factWaits(
  { facts }: FactsOfFiles,
  window: TimeWindow,
  seenWhole: readonly string[] = [],
): ReadonlyMap<WaitKind, number> {
  const waits = facts.flatMap(({ file, facts: own }) =>
    seenWhole.includes(file) ? [] : [...(own.otherWaits ?? []), ...(own.typedWaits ?? [])],
  )
  const found = new Map<WaitKind, number>()
  for (const [said, ns] of waitsInside(waits, window)) {
    const kind = isWaitKind(said) ? said : 'none'
    found.set(kind, (found.get(kind) ?? 0) + ns)
  }
  return found
}

/**
 * A capture that is shown whole has its amount as it is. Of one cut by the window only parking is known second by second;
 * any other amount is of the whole file, and marked so. A subtracted capture takes its own back.
 */
export function leftOutByReader({ facts }: FactsOfFiles, parts: readonly FlowPart[]): readonly LeftOut[] {
  const found = new Map<string, LeftOut>()
  for (const { capture, slice, sign } of parts) {
    for (const one of capture.leftOut ?? []) {
      const waits = facts.find(({ file }) => file === capture.file)?.facts.otherWaits
      const known = slice !== undefined && one.id === 'parking' && waits !== undefined
      const amount = known ? sumOf(waitsInside(waits, slice)) : one.amount
      const ofWholeFile = slice === undefined || known ? undefined : pick(capture)
      const key = JSON.stringify([one.id, one.text, ofWholeFile])
      found.set(key, {
        id: one.id,
        said: one.text,
        amount: (found.get(key)?.amount ?? 0) + sign * amount,
        ...(ofWholeFile === undefined ? {} : { ofWholeFile }),
      })
    }
  }
  return [...found.values()].filter(({ amount }) => amount > 0)
}

const pick = ({ window }: FlowPart['capture']): NonNullable<LeftOut['ofWholeFile']> =>
  window === undefined ? {} : { window }

const sumOf = (amounts: ReadonlyMap<string, number>): number => [...amounts.values()].reduce((sum, ns) => sum + ns, 0)
