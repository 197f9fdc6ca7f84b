/** One function of the table: its name, what it costs in each profile, along the time, where it stands in the source, what that means. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { FunctionRow } from '../../core/analyst/functionQuestions.ts'
import { type KeyboardEvent, type ReactElement, Suspense } from 'react'
import { useFunctionSource } from '../../state/queries/functionValue.ts'
import { dispatch, hover } from '../../state/view/store.ts'
import { lazyPart } from '../controls/lazyPart.tsx'
import { BreakableName } from '../names/BreakableName.tsx'
import { shortName } from '../names/shortName.ts'
import { SourcePlace } from '../names/SourcePlace.tsx'
import { elideMiddle, visibleName } from '../names/visibleName.ts'
import { Cell } from './FunctionCell.tsx'
import { type SortBy, functionColumns } from './functionColumns.ts'

/** Lines come after everything else, and their code with them. */
const RowSpark = lazyPart(() => import('./RowSpark.tsx').then((module) => module.RowSpark), null)

/** What its column has room for: the line number is at the end, so the middle goes. */
const longestPlace = 20

const rowLooks = {
  pinned: 'sticky top-[27px] z-1 bg-surface-2 outline-2 -outline-offset-2 outline-selection',
  hovered: 'bg-surface-2 outline-1 -outline-offset-1 outline-selection outline-dashed',
} as const

/** What all rows of the list have in common. */
export interface RowsLook {
  /** The column that the line over time is of. */
  readonly by: SortBy
  readonly analysis: Analysis
  readonly chosen: boolean
  readonly heightPx: number
  readonly hasLines: boolean
  readonly hasPlaces: boolean
}

export function Row(
  props: RowsLook & {
    readonly row: FunctionRow
    readonly rank?: number
    readonly mark: keyof typeof rowLooks | undefined
    /** Where the Tab key stops in the list. */
    readonly isTabStop: boolean
  },
): ReactElement {
  const { row, by, rank, analysis, mark, chosen, heightPx, hasLines, hasPlaces, isTabStop } = props
  const isLinked = mark === 'pinned'
  const source = useFunctionSource()(row.name)
  const isSelected = isLinked && chosen
  return (
    <tr
      {...(rank === undefined ? {} : { 'aria-rowindex': rank })}
      className={`type-figure ${mark ? rowLooks[mark] : ''}`}
      style={{ height: heightPx }}
      onPointerEnter={() => hover(row.name)}
    >
      <th scope="row" className="p-0 text-left font-normal">
        <button
          type="button"
          dir="ltr"
          aria-pressed={isSelected}
          tabIndex={isTabStop ? 0 : -1}
          onKeyDown={walkRows}
          title={[visibleName(row.name), source].filter(Boolean).join('\n')}
          className={`type-small block min-h-6 w-full scroll-mt-14 pr-1 pl-3 text-left text-ink-1 [unicode-bidi:isolate] ${isSelected || heightPx > 24 ? 'max-h-[4.6rem] overflow-y-auto [overflow-wrap:anywhere] whitespace-normal' : 'truncate'} ${isLinked ? 'font-bold' : ''}`}
          onClick={() => dispatch({ type: 'selected', name: isSelected ? undefined : row.name })}
        >
          {isSelected || heightPx > 24 ? (
            <BreakableName text={isSelected ? visibleName(row.name) : elideMiddle(shortName(row.name, 36), 56)} />
          ) : (
            // What is cut is the middle: the end of a name says which it is.
            elideMiddle(shortName(row.name, 36), 36)
          )}
        </button>
      </th>
      {functionColumns.map((column) => (
        <Cell key={column.sortBy} column={column} row={row} analysis={analysis} />
      ))}
      {hasLines && (
        <td className="px-3 max-full:hidden print:hidden">
          <Suspense>
            <RowSpark by={by} name={row.name} analysis={analysis} />
          </Suspense>
        </td>
      )}
      {hasPlaces && (
        <td
          className={`type-small px-3 text-left text-ink-3 max-full:hidden print:hidden ${isSelected ? '[overflow-wrap:anywhere]' : 'truncate'}`}
        >
          <SourcePlace place={source} tabStop={isLinked} longest={isSelected ? 60 : longestPlace} />
        </td>
      )}
      <td
        className={`type-small px-3 text-left text-ink-2 ${isSelected || heightPx > 24 ? 'whitespace-normal' : 'truncate'}`}
        title={row.reading}
      >
        {row.reading}
      </td>
    </tr>
  )
}

/** The list is one stop of the Tab key, however long: arrows walk it, and what scrolls in is there to be walked to. */
function walkRows(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const rows = [...(event.currentTarget.closest('tbody')?.querySelectorAll<HTMLElement>('th button') ?? [])]
  rows[rows.indexOf(event.currentTarget) + step]?.focus()
}
