/** One function, all profiles: every function of the window in one list, however long, the selected one always on top. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type ReactElement, type RefCallback, useRef, useState } from 'react'
import { useAnalysis, useSource } from '../../state/queries/current.tsx'
import { dispatch, hover, useHovered, useViewField } from '../../state/view/store.ts'
import { useLinked } from '../pane/useLinked.ts'
import { useTallPage } from '../pane/usePageHeight.ts'
import { useHeight } from '../pane/useMeasured.ts'
import { usePageWidth } from '../pane/usePageWidth.ts'
import { useFunctionSource } from '../../state/queries/functionValue.ts'
import { useShownViews } from '../pane/shownPart.ts'
import { Icon } from '../theme/Icon.tsx'
import { Button } from '../controls/Button.tsx'
import { HeadRow } from './FunctionHead.tsx'
import { Row, type RowsLook } from './FunctionLine.tsx'
import type { SortBy } from './functionColumns.ts'
import { type FunctionList, useFunctionList, useOrder } from './useFunctionList.ts'

/** Where the page is narrow a name takes two lines: cut, it is nobody's. */
const rowsPx = { phone: 38, two: 38, three: 24 } as const
const headPx = 27
const rowsShort = 4
const rowsOfTallPage = 10
const rowsTall = 16

export function FunctionTable(): ReactElement | undefined {
  const analysis = useAnalysis().data
  // Six columns are no help on a phone; the selected function has its own lines there.
  const fits = usePageWidth() !== 'phone'
  const views = useShownViews()
  return fits && analysis ? <Table analysis={views ? { ...analysis, views } : analysis} /> : undefined
}

function Table({ analysis }: { readonly analysis: Analysis }): ReactElement {
  const { name: selected, chosen } = useLinked()
  const text = useViewField((view) => view.search)
  const [top, setTop] = useState(0)
  const [tall, setTall] = useState(false)
  const scroller = useRef<HTMLDivElement>(null)
  const rowPx = rowsPx[usePageWidth()]
  const { room, heightPx, leastPx, tallPage } = useListHeight(rowPx, tall)
  const order = useOrder(analysis)
  const { sortBy, descending } = order
  const list = useFunctionList(order, selected, { top, heightPx, rowPx })
  const { answer, pinnedRow, of } = list

  const sourceOf = useFunctionSource()
  // A snapshot has no samples to cut along the time.
  const hasLines = useSource().data?.frozen === undefined
  // Some profilers say no place of any function: a column of nothing would take room from the names.
  const hasPlaces = answer.data === undefined || answer.data.rows.some(({ name }) => sourceOf(name) !== '')

  const press = (by: SortBy): void => {
    dispatch({ type: 'sorted', by, descending: by === sortBy ? !descending : by !== 'name' })
    scroller.current?.scrollTo({ top: 0 })
  }

  return (
    <section
      aria-label="One function, all profiles"
      className="relative flex-none overflow-hidden rounded-panel border border-line bg-surface-1"
      ref={room}
      style={
        tallPage
          ? {
              flex: '1 0 0',
              minHeight: leastPx + 2,
              // No more than there are.
              maxHeight: Math.max(leastPx, headPx + rowPx * (of + (pinnedRow ? 1 : 0))) + 2,
            }
          : undefined
      }
    >
      <div
        ref={scroller}
        className="print-flow overflow-auto [scrollbar-width:thin]"
        style={{ height: heightPx }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <table
          className="w-full min-w-[1000px] max-full:min-w-[740px] table-fixed border-separate border-spacing-0"
          aria-rowcount={of + 1}
          onPointerLeave={() => hover(undefined)}
        >
          <thead className="sticky top-0 z-2 bg-surface-1">
            <HeadRow
              analysis={analysis}
              sortBy={sortBy}
              descending={descending}
              onPress={press}
              hasLines={hasLines}
              hasPlaces={hasPlaces}
            />
          </thead>
          <RowsInSight list={list} look={{ by: sortBy, analysis, chosen, heightPx: rowPx, hasLines, hasPlaces }} />
        </table>
        {answer.error && <p className="type-small px-3 py-1 text-ink-2">{answer.error.message}</p>}
        {of <= 0 && !pinnedRow && answer.isSuccess && (
          <p className="type-small px-3 py-1 text-ink-2">
            {text === '' ? 'No function in this window.' : `No function matches “${text}”.`}
          </p>
        )}
      </div>
      {of > rowsShort && <MoreRows tall={tall} of={of} onPress={() => setTall(!tall)} />}
    </section>
  )
}

/** The rows in sight, and the room of those that are not. */
function RowsInSight({ list, look }: { readonly list: FunctionList; readonly look: RowsLook }): ReactElement {
  const { pinnedRow, of, first, rows } = list
  const hovered = useHovered()
  const room = (count: number): ReactElement | false =>
    count > 0 && <tr aria-hidden="true" style={{ height: count * look.heightPx }} />
  return (
    <tbody>
      {pinnedRow && <Row {...look} row={pinnedRow} mark="pinned" isTabStop />}
      {room(first)}
      {rows.map((row, index) => (
        <Row
          key={row.name}
          {...look}
          row={row}
          rank={first + index + 2}
          mark={row.name === hovered ? 'hovered' : undefined}
          isTabStop={!pinnedRow && index === 0}
        />
      ))}
      {room(of - first - rows.length)}
    </tbody>
  )
}

function MoreRows(props: { readonly tall: boolean; readonly of: number; readonly onPress: () => void }): ReactElement {
  const { tall, of, onPress } = props
  return (
    <div className="no-print absolute top-0.5 right-1 z-3">
      <Button
        look="quiet"
        square
        small
        className="bg-surface-1"
        aria-label={tall ? 'Fewer rows' : 'More rows'}
        title={tall ? 'Fewer rows' : `More rows (${of} functions)`}
        onClick={onPress}
      >
        <Icon name={tall ? 'up' : 'down'} size={14} />
      </Button>
    </div>
  )
}

interface ListHeight {
  /** Of the element that may be as high as it is told here. */
  readonly room: RefCallback<HTMLElement>
  readonly heightPx: number
  readonly leastPx: number
  readonly tallPage: boolean
}

/** A high page gives the list what the panes leave, in whole rows. */
function useListHeight(rowPx: number, tall: boolean): ListHeight {
  const tallPage = useTallPage()
  const leastPx = headPx + rowPx * (tall ? rowsTall : tallPage ? rowsOfTallPage : rowsShort)
  const [room, roomPx] = useHeight()
  const wholePx = headPx + rowPx * Math.floor((roomPx - headPx) / rowPx)
  return { room, heightPx: tallPage ? Math.max(leastPx, wholePx) : leastPx, leastPx, tallPage }
}
