/** Live against alloc, function by function: which of the large ones are kept and which only pass through. */
import type { ReactElement } from 'react'
import type { FunctionIndex } from '../../core/analyst/functionQuestions.ts'
import { functionValues } from '../../state/queries/functionValue.ts'
import { useFunctionIndex } from '../../state/queries/queries.ts'
import { dispatch, hover, useHovered } from '../../state/view/store.ts'
import { amount } from '../names/amount.ts'
import { visibleName } from '../names/visibleName.ts'
import type { MeasuredSummary } from './capacity.ts'
import { type HeapMark, heapMarkText } from './heapMarks.ts'
import { heapMarkGlyph } from './HeapBoth.tsx'
import { shortName } from '../names/shortName.ts'
import { useLinked } from '../pane/useLinked.ts'
import { BreakableName } from '../names/BreakableName.tsx'

const rowsShown = 5

export function HeapTop(props: {
  readonly live: MeasuredSummary
  readonly alloc: MeasuredSummary
  readonly markOf: (name: string) => HeapMark | undefined
  /** Higher rows for fingers. */
  readonly tall?: boolean
}): ReactElement {
  const { live, alloc, markOf, tall = false } = props
  const linked = useLinked()
  const hovered = useHovered()
  const index = useFunctionIndex().data
  const names = largestOfEither(live, alloc).slice(0, rowsShown)
  const figure =
    'type-figure text-right tracking-[-.02em] whitespace-nowrap tabular-nums text-ink-2 [word-spacing:-.28em]'
  return (
    <table className="w-full flex-none table-fixed border-collapse" onPointerLeave={() => hover(undefined)}>
      <thead>
        <tr className="type-caption text-right text-ink-3">
          <th scope="col" className="text-left leading-[18px] font-semibold text-ink-2">
            Top 5 of either, self
          </th>
          <th scope="col" className="w-[76px] font-normal">
            live
          </th>
          <th scope="col" className="w-[76px] font-normal">
            alloc
          </th>
          <th scope="col" className="w-[70px] font-normal">
            is
          </th>
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const mark = markOf(name)
          return (
            <tr key={name} className={name === hovered ? 'bg-surface-2' : ''} onPointerEnter={() => hover(name)}>
              <th scope="row" className="p-0 font-normal">
                <button
                  type="button"
                  dir="ltr"
                  aria-pressed={linked.chosen && name === linked.name}
                  title={visibleName(name)}
                  className={`type-small block w-full border-l-2 border-heap pl-1.5 text-left text-ink-1 hover:underline [unicode-bidi:isolate] ${tall ? 'min-h-11 leading-[18px]! [overflow-wrap:anywhere]' : 'h-5 truncate'} ${name === linked.name ? 'font-bold' : ''}`}
                  onClick={() =>
                    dispatch({ type: 'selected', name: linked.chosen && name === linked.name ? undefined : name })
                  }
                >
                  {tall ? <BreakableName text={shortName(name)} /> : shortName(name)}
                </button>
              </th>
              <td className={figure}>{self(index, name, live)}</td>
              <td className={figure}>{self(index, name, alloc)}</td>
              <td className="type-small text-right text-ink-2" title={mark && heapMarkText[mark]}>
                {mark ? `${heapMarkGlyph[mark]} ${mark}` : ''}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function self(index: FunctionIndex | undefined, name: string, view: MeasuredSummary): string {
  if (!index) return ''
  const value = functionValues(index, name)[view.kind]
  return value.state === 'value' ? amount(view.unit, value.self) : 'none'
}

/** By the larger of the two shares: bytes held and bytes allocated cannot be compared, parts of their wholes can. */
function largestOfEither(live: MeasuredSummary, alloc: MeasuredSummary): readonly string[] {
  const shares = new Map<string, number>()
  for (const view of [live, alloc]) {
    if (!(view.total > 0)) continue
    for (const { name, self: own } of view.top) shares.set(name, Math.max(shares.get(name) ?? 0, own / view.total))
  }
  return [...shares].sort((a, b) => b[1] - a[1]).map(([name]) => name)
}
