/** Which of two compared windows is A: the earlier one, unless the reader turned them round. */
import type { TimeWindow } from '../base/units.ts'
import type { CompareView } from './view.ts'

/** `swapped` makes the window on screen A and the chosen one B, which is the plain order where the chosen one is later. */
const isLater = (base: TimeWindow, shown: TimeWindow): boolean => base.fromMs > shown.fromMs

/** True when somebody asked for A to be the later window. */
export function isTurned(compare: Pick<CompareView, 'base' | 'swapped'>, shown: TimeWindow): boolean {
  return compare.swapped !== isLater(compare.base, shown)
}

export interface Moved {
  readonly compare: CompareView
  readonly from: TimeWindow
  readonly base: TimeWindow
  readonly shown: TimeWindow
}

/** One of the windows was moved: the letters follow time again, and a swap somebody asked for stays one. */
export function reordered({ compare, from, base, shown }: Moved): CompareView {
  return { ...compare, base, swapped: isTurned(compare, from) !== isLater(base, shown) }
}

/** Another base was chosen: what was swapped before belonged to the old one. */
export function withBase(
  compare: Omit<CompareView, 'base' | 'baseSource' | 'runs' | 'swapped'>,
  chosen: Pick<CompareView, 'base' | 'baseSource' | 'runs'>,
  shown: TimeWindow,
): CompareView {
  const { mode, width, layout } = compare
  const { base, baseSource, runs } = chosen
  return {
    base,
    mode,
    width,
    layout,
    swapped: isLater(base, shown),
    ...(baseSource ? { baseSource } : {}),
    ...(runs ? { runs } : {}),
  }
}

/** The windows of the base before the one it is named by, the earliest first. */
export function otherBases({ base, runs }: Pick<CompareView, 'base' | 'runs'>): readonly TimeWindow[] {
  if (!runs) return []
  return Array.from({ length: runs.count - 1 }, (_, at) => {
    const back = (runs.count - 1 - at) * runs.stepMs
    return { fromMs: base.fromMs - back, untilMs: base.untilMs - back }
  })
}
