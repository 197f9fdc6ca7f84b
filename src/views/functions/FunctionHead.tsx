/** Heads of the function table: what sorts it, and of what each number is a part. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { ReactElement, ReactNode } from 'react'
import { paneWordsOf } from '../pane/paneWords.ts'
import { Icon } from '../theme/Icon.tsx'
import { valueText } from './FunctionCell.tsx'
import type { FunctionColumn, SortBy } from './functionColumns.ts'

export function Head(props: {
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
export function titleIn(analysis: Analysis, { view: kind, of, title }: FunctionColumn): string {
  const view = analysis.views[kind]
  if (view.state !== 'measured' || view.shows === undefined) return title
  return `${paneWordsOf(view).short}${kind === 'cpu' && of === 'self' ? ' self' : ''}`
}

/** What is only seen in a view's place is no wait. */
export function moreIn(analysis: Analysis, { view: kind, more }: FunctionColumn): ReactElement | undefined {
  const view = analysis.views[kind]
  if (more === undefined || (kind === 'lock' && view.state === 'measured' && view.shows !== undefined)) return undefined
  return <span className="max-full:hidden">{more}</span>
}

/** "of 30.1 s": a number without its whole says nothing. */
export function denominator(analysis: Analysis, column: FunctionColumn): string {
  const view: Analysis['views'][ViewKind] = analysis.views[column.view]
  if (view.state !== 'measured') return ''
  // A running program holds something: none was sampled, and that is no zero.
  return `of ${column.view === 'heap_live' && view.total === 0 ? '< 1 sample' : valueText(analysis, column, view.total)}`
}
