/** Heads of the function table: what sorts it, and of what each number is a part. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { ViewKind } from '../../core/base/vocabulary.ts'
import { type ReactElement, type ReactNode, Suspense } from 'react'
import { lazyPart } from '../controls/lazyPart.tsx'
import { paneInk } from '../controls/PaneChip.tsx'
import { paneWordsOf } from '../pane/paneWords.ts'
import { Icon } from '../theme/Icon.tsx'
import { selfOnlyWide, valueText } from './FunctionCell.tsx'
import { type FunctionColumn, type SortBy, functionColumns } from './functionColumns.ts'

/** With the lines, after everything else. */
const LineHead = lazyPart(() => import('./LineHead.tsx').then((module) => module.LineHead), 'over time')

export interface HeadRowProps {
  readonly analysis: Analysis
  readonly sortBy: SortBy
  readonly descending: boolean
  readonly onPress: (by: SortBy) => void
  readonly hasLines: boolean
  readonly hasPlaces: boolean
}

export function HeadRow({ analysis, hasLines, hasPlaces, ...order }: HeadRowProps): ReactElement {
  return (
    <tr className="type-small h-[26px] text-right text-ink-2">
      <Head by="name" {...order} className="w-[21%] text-left max-full:w-[25%]">
        <b className="font-semibold">One function, all profiles</b>
      </Head>
      {functionColumns.map((column) => (
        <Head
          key={column.sortBy}
          by={column.sortBy}
          {...order}
          className={`text-right ${column.width} ${column.of === 'self' ? selfOnlyWide : ''}`}
        >
          {column.icon && (
            <span className={`max-full:hidden ${paneInk[column.icon]}`}>
              <Icon name={column.icon} size={12} />
            </span>
          )}
          {titleIn(analysis, column)}
          {moreIn(analysis, column)}
          {column.of === 'total' && <span className="font-normal text-ink-3">{denominator(analysis, column)}</span>}
        </Head>
      ))}
      {hasLines && (
        <th scope="col" className="w-[7%] border-b border-line px-3 text-left font-normal max-full:hidden print:hidden">
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
      <th scope="col" className="w-[15.5%] border-b border-line pr-3 pl-3 text-left font-normal max-full:w-[19%]">
        reading
      </th>
    </tr>
  )
}

function Head(props: {
  readonly by: SortBy
  readonly sortBy: SortBy
  readonly descending: boolean
  readonly className?: string
  readonly onPress: (by: SortBy) => void
  readonly children: ReactNode
}): ReactElement {
  const { by, sortBy, descending, className = 'text-right', onPress, children } = props
  const sorted = by === sortBy
  return (
    <th
      scope="col"
      aria-sort={sorted ? (descending ? 'descending' : 'ascending') : 'none'}
      className={`border-b border-line px-3 font-normal whitespace-nowrap max-full:px-2 ${className}`}
    >
      <button
        type="button"
        className={`relative inline-flex h-[26px] items-center gap-1 hover:text-ink-1 ${sorted ? '-mr-3 pr-3 font-semibold text-ink-1' : ''}`}
        onClick={() => onPress(by)}
      >
        {children}
        {/* In the margin: the words stay over their numbers, and neither is cut. */}
        {sorted && <Icon name={descending ? 'down' : 'up'} size={12} className="absolute right-0" />}
      </button>
    </th>
  )
}

/** What is only seen in a view's place keeps its own name: wall-clock time is no CPU. */
function titleIn(analysis: Analysis, { view: kind, of, title }: FunctionColumn): string {
  const view = analysis.views[kind]
  if (view.state !== 'measured' || view.shows === undefined) return title
  return `${paneWordsOf(view).short}${kind === 'cpu' && of === 'self' ? ' self' : ''}`
}

/** What is only seen in a view's place is no wait. */
function moreIn(analysis: Analysis, { view: kind, more }: FunctionColumn): ReactElement | undefined {
  const view = analysis.views[kind]
  if (more === undefined || (kind === 'lock' && view.state === 'measured' && view.shows !== undefined)) return undefined
  return <span className="max-full:hidden">{more}</span>
}

/** "of 30.1 s": a number without its whole says nothing. */
function denominator(analysis: Analysis, column: FunctionColumn): string {
  const view: Analysis['views'][ViewKind] = analysis.views[column.view]
  if (view.state !== 'measured') return ''
  // A running program holds something: none was sampled, and that is no zero.
  return `of ${column.view === 'heap_live' && view.total === 0 ? '< 1 sample' : valueText(analysis, column, view.total)}`
}
