/** Who calls the selected function and what it calls, with the share of its own total each accounts for. */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { TopRow } from '../../core/analysis/analysis.ts'
import type { ReactElement } from 'react'
import type { TreeUnit } from '../../core/profile/callTree.ts'
import { useSandwich } from '../../state/queries/queries.ts'
import { dispatch, hover } from '../../state/view/store.ts'
import { amount, shareCell } from '../names/amount.ts'
import { BreakableName } from '../names/BreakableName.tsx'
import { FunctionPlace } from '../names/FunctionPlace.tsx'
import { lastSegments } from '../names/segments.ts'
import { elideMiddle, visibleName } from '../names/visibleName.ts'

const rowsShown = 20

export function Sandwich(props: {
  readonly view: { readonly kind: ViewKind; readonly unit: TreeUnit }
  readonly name: string | undefined
  /** Room for the shares beside the amounts. */
  readonly large: boolean
}): ReactElement {
  const { view, name, large } = props
  const answer = useSandwich(view.kind, name)
  const frame = 'type-small flex-none border-t border-line pt-1 mt-1 text-ink-2'
  if (name === undefined)
    return <p className={`${frame} text-ink-3`}>Select a function to see its callers and callees.</p>
  if (answer.error) return <p className={frame}>{answer.error.message}</p>
  const found = answer.data
  if (!found) return <p className={frame}>reading…</p>
  const short = lastSegments(visibleName(name, 80), 2)
  if (found.total === 0 && found.self === 0) {
    return (
      <p className={frame}>
        <code>
          <bdi dir="ltr">{short}</bdi>
        </code>{' '}
        is not present in this profile.
      </p>
    )
  }
  return (
    <div className={`${frame} grid max-h-[45%] grid-cols-2 gap-x-3 overflow-y-auto [scrollbar-width:thin]`}>
      <FunctionPlace name={name} className="col-span-2 truncate" />
      <Side
        title={`${short} is called by`}
        none="nothing: it is a root"
        rows={found.callers}
        of={found.total}
        large={large}
        unit={view.unit}
      />
      <Side
        title={`${short} calls`}
        none="nothing"
        rows={found.callees}
        of={found.total}
        large={large}
        unit={view.unit}
      />
    </div>
  )
}

function Side(props: {
  readonly title: string
  readonly none: string
  readonly rows: readonly TopRow[]
  readonly of: number
  readonly large: boolean
  readonly unit: TreeUnit
}): ReactElement {
  const { title, none, rows, of, large, unit } = props
  const figure = 'type-figure pl-1 text-right tracking-[-.02em] whitespace-nowrap tabular-nums [word-spacing:-.28em]'
  return (
    <table className="h-fit w-full table-fixed border-collapse" onPointerLeave={() => hover(undefined)}>
      <caption className="text-left font-semibold [overflow-wrap:anywhere] text-ink-1">
        <bdi dir="ltr">{title}</bdi>
      </caption>
      {/* Their heads are for ears only and give no widths. */}
      <colgroup>
        <col />
        <col className="w-[66px]" />
        {large && <col className="w-[60px]" />}
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">function</th>
          <th scope="col">total</th>
          {large && <th scope="col">share of {amount(unit, of)}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.length === 0 && (
          <tr>
            <td colSpan={3} className="text-ink-3">
              {none}
            </td>
          </tr>
        )}
        {rows.slice(0, rowsShown).map((row) => (
          <tr key={row.name} className="h-6" onPointerEnter={() => hover(row.name)}>
            <th scope="row" className="p-0 font-normal">
              <span className="flex items-center">
                <button
                  type="button"
                  dir="ltr"
                  className="block min-h-6 min-w-0 flex-1 text-left [overflow-wrap:anywhere] text-ink-1 hover:underline [unicode-bidi:isolate]"
                  title={visibleName(row.name)}
                  onClick={() => dispatch({ type: 'selected', name: row.name })}
                >
                  <BreakableName text={elideMiddle(lastSegments(visibleName(row.name, 160), 2), 60)} />
                </button>
                {large && <FunctionPlace name={row.name} className="flex-none pl-3" />}
              </span>
            </th>
            <td className={figure}>{amount(unit, row.total)}</td>
            {large && <td className={`${figure} text-ink-3`}>{of > 0 ? shareCell(row.total / of) : ''}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
