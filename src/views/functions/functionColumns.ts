/** Columns of the function table: which number, what it is a share of, how it sorts. */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { FunctionsQuestion, FunctionValue } from '../../core/analyst/functionQuestions.ts'

export type SortBy = FunctionsQuestion['sortBy']

export interface FunctionColumn {
  readonly sortBy: Exclude<SortBy, 'name'>
  readonly view: ViewKind
  readonly of: 'self' | 'total'
  readonly title: string
  /** Said beside it where there is room. */
  readonly more?: string
  readonly icon?: 'cpu' | 'heap' | 'lock'
  /** Bytes per second of the window, where it has a length. */
  readonly perSecond: boolean
  /** Tailwind width. */
  readonly width: string
}

export const functionColumns: readonly FunctionColumn[] = [
  { sortBy: 'cpu_self', view: 'cpu', of: 'self', title: 'CPU self', icon: 'cpu', perSecond: false, width: 'w-[8%]' },
  {
    sortBy: 'cpu',
    view: 'cpu',
    of: 'total',
    title: 'CPU',
    more: 'total',
    perSecond: false,
    width: 'w-[12%] max-full:w-[14%]',
  },
  {
    sortBy: 'heap_alloc',
    view: 'heap_alloc',
    of: 'total',
    title: 'alloc',
    icon: 'heap',
    perSecond: true,
    width: 'w-[12%] max-full:w-[15%]',
  },
  {
    sortBy: 'heap_live',
    view: 'heap_live',
    of: 'total',
    title: 'live',
    perSecond: false,
    width: 'w-[12%] max-full:w-[14%]',
  },
  {
    sortBy: 'lock',
    view: 'lock',
    of: 'total',
    title: 'lock',
    more: 'wait',
    icon: 'lock',
    perSecond: false,
    width: 'w-[14%] max-full:w-[16%]',
  },
]

export function isSortBy(text: string): text is SortBy {
  return text === 'name' || functionColumns.some(({ sortBy }) => sortBy === text)
}

/** Without a choice of the reader: by the column of the pane that decides, else by CPU. */
export function defaultSort(lookAt: ViewKind | 'none', measured: ReadonlySet<ViewKind>): SortBy {
  if (lookAt !== 'none' && measured.has(lookAt)) return lookAt
  return functionColumns.find(({ view, of }) => of === 'total' && measured.has(view))?.sortBy ?? 'name'
}

export type CellValue =
  | { readonly state: 'value'; readonly value: number }
  | { readonly state: 'not-present' | 'not-recorded' | 'below-limit' }

/** No sample of its own although it is there: the truth lies somewhere below what the sampling could see, not at zero. */
export function cellValue(value: FunctionValue, of: 'self' | 'total'): CellValue {
  if (value.state !== 'value') return value
  return value[of] === 0 ? { state: 'below-limit' } : { state: 'value', value: value[of] }
}
