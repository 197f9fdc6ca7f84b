/** Foot of the heap pane: the process and the memory outside the managed heap, with how fast each moves. */
import type { NativeGrowth } from '../../core/analysis/analysis.ts'
import { tellNativeGrowth } from '../../core/analysis/words/nativeGrowth.ts'
import type { ReactElement } from 'react'

export function OutsideHeap({ growth }: { readonly growth: readonly NativeGrowth[] }): ReactElement {
  const told = growth.map(tellNativeGrowth)
  // The largest category speaks where there is room for one; the process alone where no category is known.
  const [first] = growth[0]?.category === undefined && told[1] !== undefined ? [told[1]] : told
  const all = told.map(({ name, held, slope }) => `${name} ${held}, ${slope}`)
  return (
    <p className="type-small truncate pt-1 text-ink-2 tabular-nums" title={all.join('\n')} data-native={growth.length}>
      <span className="text-ink-3">outside the heap </span>
      {first && (
        <>
          {first.name} {first.held}, <b className="font-semibold">{first.slope}</b>
        </>
      )}
      {told.length > 1 && <span className="sr-only">. {all.join('; ')}</span>}
    </p>
  )
}
