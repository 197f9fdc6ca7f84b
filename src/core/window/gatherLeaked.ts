/** Leaked goroutines of the window: of several looks the last, as those of an earlier one are in it still. */
import type { LeakedGoroutines } from '../base/leakedGoroutines.ts'
import type { TimeWindow } from '../base/units.ts'
import type { FileFacts } from '../formats/parsedFile.ts'

export function leakedOfWindow(
  facts: readonly { readonly facts: FileFacts }[],
  window: TimeWindow,
): LeakedGoroutines | undefined {
  const looks = facts
    .flatMap(({ facts: own }) => own.leakedGoroutines ?? [])
    .filter(({ atMs }) => atMs === undefined || (atMs >= window.fromMs && atMs <= window.untilMs))
  const timed = looks.filter(({ atMs }) => atMs !== undefined).toSorted((a, b) => (b.atMs ?? 0) - (a.atMs ?? 0))
  return timed[0] ?? looks.toSorted((a, b) => b.count - a.count)[0]
}
