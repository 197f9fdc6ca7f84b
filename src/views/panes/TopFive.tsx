/** Seventh row: the five functions with most of their own; of lock waits the five that wait most, with what they wait in. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import type { TopRow } from '../../core/analysis/analysis.ts'
import type { ReactElement } from 'react'
import { useFunctionSource } from '../../state/queries/functionValue.ts'
import { dispatch, hover, useHovered } from '../../state/view/store.ts'
import { amount, shareCell } from '../names/amount.ts'
import { elideMiddle, visibleName } from '../names/visibleName.ts'
import type { MeasuredSummary } from './capacity.ts'
import { paneWordsOf } from '../pane/paneWords.ts'
import { shortName } from '../names/shortName.ts'
import { useLinked } from '../pane/useLinked.ts'
import { BreakableName } from '../names/BreakableName.tsx'

const barEdge: Readonly<Record<PaneId, string>> = { cpu: 'border-cpu', heap: 'border-heap', lock: 'border-lock' }
const rowsShown = 5
/** Letters of a name in a list that is read at a glance; the selected one is whole. */
const longest = 60

export function TopFive(props: {
  readonly pane: PaneId
  readonly view: MeasuredSummary
  /** Higher rows for fingers. */
  readonly tall?: boolean
  /** As high as in the panes beside it, however few rows there are. */
  readonly level?: boolean
  /** Five where nothing is said. */
  readonly rows?: number
}): ReactElement | null {
  const { pane, view, tall = false, level = false, rows: most = rowsShown } = props
  const linked = useLinked()
  const hovered = useHovered()
  const sourceOf = useFunctionSource()
  const rows: readonly (TopRow & { readonly caller?: string })[] = (view.waits ?? view.top).slice(0, most)
  if (rows.length === 0) return null
  const figure = `type-figure text-right tracking-[-.02em] whitespace-nowrap tabular-nums text-ink-2 [word-spacing:-.28em]`
  return (
    <table className="w-full flex-none table-fixed border-collapse">
      <thead>
        <tr className="type-caption text-right text-ink-3">
          <th scope="col" className="text-left leading-[18px] font-semibold text-ink-2">
            {paneWordsOf(view).topTitle.replace('5', String(most))}
          </th>
          <th scope="col" className="w-[70px] font-normal">
            self
          </th>
          <th scope="col" className="w-[76px] font-normal">
            of {amount(view.unit, view.total)}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          // Who waits is what the other profiles can know; the lock's own function is in this one only.
          const name = row.caller ?? row.name
          const isLinked = name === linked.name
          const isSelected = isLinked && linked.chosen
          const share = view.total > 0 ? row.self / view.total : 0
          return (
            <tr
              key={`${row.name} ← ${row.caller ?? ''}`}
              className={name === hovered ? 'bg-surface-2' : ''}
              onPointerEnter={() => hover(name)}
              onPointerLeave={() => hover(undefined)}
            >
              <th scope="row" className="relative p-0 font-normal">
                <span
                  aria-hidden="true"
                  className={`absolute inset-y-0.5 left-0 border-l-2 bg-surface-3 forced-colors:border ${barEdge[pane]}`}
                  style={{ width: `${Math.max(0, share) * 100}%` }}
                />
                <button
                  type="button"
                  aria-pressed={isSelected}
                  title={[
                    row.caller === undefined ? visibleName(name) : `${visibleName(row.name)} ← ${visibleName(name)}`,
                    visibleName(sourceOf(name), 160),
                  ]
                    .filter(Boolean)
                    .join('\n')}
                  className={`type-small relative block w-full pl-1.5 text-left text-ink-1 hover:underline leading-[18px]! [overflow-wrap:anywhere] ${tall ? 'min-h-11' : 'min-h-5'} ${isLinked ? 'font-bold' : ''}`}
                  onClick={() => dispatch({ type: 'selected', name: isSelected ? undefined : name })}
                >
                  {/* Where a pane is narrow a name goes on in the next line: cut, it is nobody's. */}
                  <bdi dir="ltr">
                    {row.caller !== undefined && (
                      <>
                        <BreakableName text={elideMiddle(shortName(row.name, 20), longest)} />
                        <span aria-hidden="true"> ← </span>
                        <span className="sr-only">, called by </span>
                      </>
                    )}
                    <BreakableName
                      text={
                        isSelected
                          ? visibleName(name)
                          : elideMiddle(shortName(name, row.caller === undefined ? 28 : 20), longest)
                      }
                    />
                  </bdi>
                </button>
              </th>
              <td className={figure}>{amount(view.unit, row.self)}</td>
              <td className={figure}>{shareCell(share)}</td>
            </tr>
          )
        })}
        {Array.from({ length: level ? Math.max(0, most - rows.length) : 0 }, (_, empty) => (
          <tr key={empty} aria-hidden="true" className="h-5" />
        ))}
      </tbody>
    </table>
  )
}
