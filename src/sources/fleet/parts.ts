/** One question per kind of profile, all at once; each is told as soon as it is known, with what is still on its way. */
import type { TimeWindow } from '../../core/base/units.ts'
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { TypeUse } from '../profileTypes.ts'
import type { CapturePart, OnPart } from '../source.ts'

/** @param known what is known before anything is asked: views that nothing will come of */
export async function inParts(
  uses: readonly TypeUse[],
  partOf: (use: TypeUse) => Promise<CapturePart>,
  told: { readonly known: CapturePart; readonly signal: AbortSignal | undefined; readonly onPart: OnPart | undefined },
): Promise<readonly CapturePart[]> {
  const { known, signal, onPart } = told
  const open = new Set(uses)
  const tell = (part: CapturePart): void => {
    if (signal?.aborted !== true) onPart?.(part, [...new Set([...open].flatMap(viewsTouched))])
  }
  if (known.absent.length > 0) tell(known)
  const parts = await Promise.all(
    uses.map(async (use) => {
      const part = await partOf(use)
      open.delete(use)
      tell(part)
      return part
    }),
  )
  return [...parts, known]
}

/** A count of threads is what waits are a share of. */
const viewsTouched = ({ kind, views }: TypeUse): readonly ViewKind[] =>
  kind === 'goroutines' || kind === 'wall' ? ['lock'] : views

/** What the comparison is calibrated on, and the fewest by which anything varies measurably. */
const mostParts = 8
const fewestParts = 4
/** Of four profiles at the usual distance. */
const shortestPartMs = 60_000

export function comparedParts({ fromMs, untilMs }: TimeWindow): number {
  const parts = Math.min(mostParts, Math.floor((untilMs - fromMs) / shortestPartMs))
  return parts < fewestParts ? 1 : parts
}

export function partsOf({ fromMs, untilMs }: TimeWindow, parts: number): readonly TimeWindow[] {
  const edge = (i: number): number => Math.round(fromMs + (i * (untilMs - fromMs)) / parts)
  return Array.from({ length: parts }, (_, i) => ({ fromMs: edge(i), untilMs: edge(i + 1) }))
}
