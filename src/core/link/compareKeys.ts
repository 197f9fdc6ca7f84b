/** A comparison as keys of a link: the base, where it comes from, how the difference is drawn. */
import type { TimeWindow } from '../base/units.ts'
import { type Push, parseSource, pushSource } from './sourceKeys.ts'
import { formatWindow } from './values.ts'
import { type BaseRuns, type CompareView, mostBaseRuns } from './view.ts'

export function pushCompare(push: Push, compare: CompareView): void {
  push('base', formatWindow(compare.base))
  pushSource(push, 'base.', compare.baseSource)
  push('diff', compare.mode)
  if (compare.width !== 'union') push('diffwidth', compare.width)
  if (compare.layout !== 'overlay') push('difflayout', compare.layout)
  if (compare.swapped) push('swapped', '')
  if (compare.rest) push('baserest', '')
  if (compare.runs) push('baseruns', `${compare.runs.count}x${compare.runs.stepMs / 1000}s`)
}

type OneOf = <T extends string>(key: string, known: readonly T[]) => T | undefined

export function parseCompare(
  keys: ReadonlyMap<string, string>,
  base: TimeWindow | undefined,
  oneOf: OneOf,
): CompareView | undefined {
  if (!base) return undefined
  const baseSource = parseSource(keys, 'base.')
  return {
    base,
    ...(baseSource ? { baseSource } : {}),
    mode: oneOf('diff', ['absolute', 'share']) ?? 'absolute',
    width: oneOf('diffwidth', ['union', 'head', 'base']) ?? 'union',
    layout: oneOf('difflayout', ['overlay', 'side', 'below']) ?? 'overlay',
    swapped: keys.has('swapped'),
    ...(keys.has('baserest') ? { rest: true as const } : {}),
  }
}

/** "6x600s": six windows, each ten minutes before the next. */
export function parseRuns(text: string): BaseRuns | undefined {
  const [, count, seconds] = /^(\d{1,2})x(\d{1,8}(?:\.\d{1,3})?)s$/.exec(text) ?? []
  const runs = { count: Number(count), stepMs: Math.round(1000 * Number(seconds)) }
  return runs.count >= 2 && runs.count <= mostBaseRuns && runs.stepMs >= 1000 ? runs : undefined
}
