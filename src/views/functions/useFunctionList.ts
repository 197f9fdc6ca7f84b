/** The list behind the function table: in which order, and which of its rows are in sight. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { FunctionRow, FunctionsAnswer } from '../../core/analyst/functionQuestions.ts'
import { viewKinds } from '../../core/base/vocabulary.ts'
import { useFunctions } from '../../state/queries/queries.ts'
import { useViewField } from '../../state/view/store.ts'
import { visibleRows } from '../controls/visibleRows.ts'
import { type SortBy, defaultSort, isSortBy } from './functionColumns.ts'

/** Rows asked for at once; the answer is good for this many turns of the wheel. */
const pageRows = 200

export interface FunctionOrder {
  readonly sortBy: SortBy
  readonly descending: boolean
  /** What carries everything stands at the end, unless somebody asked for an order: who does gets exactly that one. */
  readonly carriersLast?: true
}

export function useOrder(analysis: Analysis): FunctionOrder {
  const sort = useViewField((view) => view.sort)
  const carriersLast = sort === undefined ? { carriersLast: true as const } : {}
  if (sort && isSortBy(sort.by)) return { sortBy: sort.by, descending: sort.descending, ...carriersLast }
  const measured = new Set(viewKinds.filter((kind) => analysis.views[kind].state === 'measured'))
  return { sortBy: defaultSort(analysis.story.lookAt.view, measured), descending: true, ...carriersLast }
}

export interface InSight {
  /** Scrolled to, in pixels. */
  readonly top: number
  readonly heightPx: number
  readonly rowPx: number
}

export interface FunctionList {
  readonly answer: UseQueryResult<FunctionsAnswer>
  /** The selected function, which stands above the list and is not in it. */
  readonly pinnedRow: FunctionRow | undefined
  /** How many there are beside it. */
  readonly of: number
  /** Which one the first of `rows` is. */
  readonly first: number
  /** Those in sight, as far as they are known. */
  readonly rows: readonly FunctionRow[]
}

export function useFunctionList(order: FunctionOrder, selected: string | undefined, inSight: InSight): FunctionList {
  const { top, heightPx, rowPx } = inSight
  const text = useViewField((view) => view.search)
  const isRegex = useViewField((view) => view.searchIsRegex)
  const search = text === '' ? {} : { search: { text, isRegex } }
  const pinned = selected === undefined ? {} : { pinned: selected }
  const { sortBy, descending } = order
  const pinnedRow = useFunctions({ sortBy, descending, limit: 0, offset: 0, ...pinned }).data?.rows.find(
    ({ name }) => name === selected,
  )
  const offset = Math.max(0, Math.floor(top / rowPx / (pageRows / 2)) * (pageRows / 2) - pageRows / 4)
  const answer = useFunctions({ ...order, limit: pageRows, offset, ...search, ...pinned })
  const of = (answer.data?.of ?? 0) - (pinnedRow ? 1 : 0)
  const range = visibleRows(top, heightPx, rowPx, of)
  // An answer kept from before may belong to another page of the list; only the first page is where it was.
  const known = answer.isPlaceholderData && offset > 0 ? undefined : answer.data
  const others = known?.rows.filter(({ name }) => name !== selected) ?? []
  const first = Math.max(range.first, offset)
  return { answer, pinnedRow, of, first, rows: others.slice(first - offset, Math.max(0, range.end - offset)) }
}
