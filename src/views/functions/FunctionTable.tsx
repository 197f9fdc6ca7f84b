/** One function, all profiles: every function of the window in one list, however long, the selected one always on top. */
import { viewKinds } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type ReactElement, Suspense, useRef, useState } from 'react'
import { useAnalysis, useSource } from '../../state/queries/current.tsx'
import { useFunctions } from '../../state/queries/queries.ts'
import { dispatch, hover, useHovered, useViewField } from '../../state/view/store.ts'
import { useLinked } from '../pane/useLinked.ts'
import { useTallPage } from '../pane/usePageHeight.ts'
import { useHeight } from '../pane/useMeasured.ts'
import { usePageWidth } from '../pane/usePageWidth.ts'
import { visibleRows } from '../controls/visibleRows.ts'
import { useFunctionSource } from '../../state/queries/functionValue.ts'
import { useShownViews } from '../pane/shownPart.ts'
import { Icon } from '../theme/Icon.tsx'
import { Button } from '../controls/Button.tsx'
import { lazyPart } from '../controls/lazyPart.tsx'
import { paneInk } from '../controls/PaneChip.tsx'
import { selfOnlyWide } from './FunctionCell.tsx'
import { Head, denominator, moreIn, titleIn } from './FunctionHead.tsx'
import { Row } from './FunctionLine.tsx'
import { type SortBy, defaultSort, functionColumns, isSortBy } from './functionColumns.ts'

/** With the lines, after everything else. */
const LineHead = lazyPart(() => import('./LineHead.tsx').then((module) => module.LineHead))

/** Where the page is narrow a name takes two lines: cut, it is nobody's. */
const rowsPx = { phone: 38, two: 38, three: 24 } as const
const headPx = 27
const rowsShort = 4
const rowsOfTallPage = 10
const rowsTall = 16
/** Rows asked for at once; the answer is good for this many turns of the wheel. */
const pageRows = 200

export function FunctionTable(): ReactElement | undefined {
  const analysis = useAnalysis().data
  // Six columns are no help on a phone; the selected function has its own lines there.
  const fits = usePageWidth() !== 'phone'
  const views = useShownViews()
  return fits && analysis ? <Table analysis={views ? { ...analysis, views } : analysis} /> : undefined
}

function Table({ analysis }: { readonly analysis: Analysis }): ReactElement {
  const sort = useViewField((view) => view.sort)
  const { name: selected, chosen } = useLinked()
  const text = useViewField((view) => view.search)
  const isRegex = useViewField((view) => view.searchIsRegex)
  const hovered = useHovered()
  const [top, setTop] = useState(0)
  const [tall, setTall] = useState(false)
  const scroller = useRef<HTMLDivElement>(null)
  const rowPx = rowsPx[usePageWidth()]

  const measured = new Set(viewKinds.filter((kind) => analysis.views[kind].state === 'measured'))
  const sortBy: SortBy = sort && isSortBy(sort.by) ? sort.by : defaultSort(analysis.story.lookAt.view, measured)
  const descending = sort && isSortBy(sort.by) ? sort.descending : true
  const search = text === '' ? {} : { search: { text, isRegex } }
  const pinned = selected === undefined ? {} : { pinned: selected }
  // Whoever asks for an order gets exactly that one.
  const carriersLast = sort === undefined ? { carriersLast: true } : {}
  const pinnedRow = useFunctions({ sortBy, descending, limit: 0, offset: 0, ...pinned }).data?.rows.find(
    ({ name }) => name === selected,
  )
  const offset = Math.max(0, Math.floor(top / rowPx / (pageRows / 2)) * (pageRows / 2) - pageRows / 4)
  const answer = useFunctions({ sortBy, descending, limit: pageRows, offset, ...carriersLast, ...search, ...pinned })
  // The pinned row stands above the list and is not in it.
  const of = (answer.data?.of ?? 0) - (pinnedRow ? 1 : 0)
  const tallPage = useTallPage()
  const leastPx = headPx + rowPx * (tall ? rowsTall : tallPage ? rowsOfTallPage : rowsShort)
  // A high page gives it what the panes leave, in whole rows, and no more than there are.
  const [room, roomPx] = useHeight()
  const wholePx = headPx + rowPx * Math.floor((roomPx - headPx) / rowPx)
  const heightPx = tallPage ? Math.max(leastPx, wholePx) : leastPx
  const range = visibleRows(top, heightPx, rowPx, of)
  // An answer kept from before may belong to another page of the list; only the first page is where it was.
  const known = answer.isPlaceholderData && offset > 0 ? undefined : answer.data
  const shown = known?.rows.filter(({ name }) => name !== selected) ?? []
  const first = Math.max(range.first, offset)
  const rows = shown.slice(first - offset, Math.max(0, range.end - offset))

  const sourceOf = useFunctionSource()
  // Some profilers say no place of any function: a column of nothing would take room from the names.
  // A snapshot has no samples to cut along the time.
  const hasLines = useSource().data?.frozen === undefined
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
            <tr className="type-small h-[26px] text-right text-ink-2">
              <Head
                by="name"
                sortBy={sortBy}
                descending={descending}
                onPress={press}
                className="w-[21%] text-left max-full:w-[25%]"
              >
                <b className="font-semibold">One function, all profiles</b>
              </Head>
              {functionColumns.map((column) => (
                <Head
                  key={column.sortBy}
                  by={column.sortBy}
                  sortBy={sortBy}
                  descending={descending}
                  onPress={press}
                  className={`text-right ${column.width} ${column.of === 'self' ? selfOnlyWide : ''}`}
                >
                  {column.icon && (
                    <span className={`max-full:hidden ${paneInk[column.icon]}`}>
                      <Icon name={column.icon} size={12} />
                    </span>
                  )}
                  {titleIn(analysis, column)}
                  {moreIn(analysis, column)}
                  {column.of === 'total' && (
                    <span className="font-normal text-ink-3">{denominator(analysis, column)}</span>
                  )}
                </Head>
              ))}
              {hasLines && (
                <th
                  scope="col"
                  className="w-[7%] border-b border-line px-3 text-left font-normal max-full:hidden print:hidden"
                >
                  <Suspense fallback="over time">
                    <LineHead />
                  </Suspense>
                </th>
              )}
              {hasPlaces && (
                <th
                  scope="col"
                  className="w-[12%] border-b border-line px-3 text-left font-normal max-full:hidden print:hidden"
                >
                  source
                </th>
              )}
              <th
                scope="col"
                className="w-[15.5%] border-b border-line pr-3 pl-3 text-left font-normal max-full:w-[19%]"
              >
                reading
              </th>
            </tr>
          </thead>
          <tbody>
            {pinnedRow && (
              <Row
                row={pinnedRow}
                by={sortBy}
                analysis={analysis}
                mark="pinned"
                chosen={chosen}
                heightPx={rowPx}
                hasLines={hasLines}
                hasPlaces={hasPlaces}
                isTabStop
              />
            )}
            {first > 0 && <tr aria-hidden="true" style={{ height: first * rowPx }} />}
            {rows.map((row, index) => (
              <Row
                key={row.name}
                row={row}
                by={sortBy}
                rank={first + index + 2}
                analysis={analysis}
                chosen={chosen}
                mark={row.name === hovered ? 'hovered' : undefined}
                heightPx={rowPx}
                hasLines={hasLines}
                hasPlaces={hasPlaces}
                isTabStop={!pinnedRow && index === 0}
              />
            ))}
            {of > first + rows.length && (
              <tr aria-hidden="true" style={{ height: (of - first - rows.length) * rowPx }} />
            )}
          </tbody>
        </table>
        {answer.error && <p className="type-small px-3 py-1 text-ink-2">{answer.error.message}</p>}
        {of <= 0 && !pinnedRow && answer.isSuccess && (
          <p className="type-small px-3 py-1 text-ink-2">
            {text === '' ? 'No function in this window.' : `No function matches “${text}”.`}
          </p>
        )}
      </div>
      {of > rowsShort && (
        <div className="no-print absolute top-0.5 right-1 z-3">
          <Button
            look="quiet"
            square
            small
            className="bg-surface-1"
            aria-label={tall ? 'Fewer rows' : 'More rows'}
            title={tall ? 'Fewer rows' : `More rows (${of} functions)`}
            onClick={() => setTall(!tall)}
          >
            <Icon name={tall ? 'up' : 'down'} size={14} />
          </Button>
        </div>
      )}
    </section>
  )
}
