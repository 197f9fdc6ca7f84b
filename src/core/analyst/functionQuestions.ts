/** Questions about functions of a window: ranked, one by one, along the time, with their callers and callees. */
import type { TopRow } from '../analysis/analysis.ts'
import type { Mark } from '../analysis/onset.ts'
import type { ViewKind } from '../base/vocabulary.ts'
import type { SearchText } from '../draw/boxes.ts'
import type { FramePath } from '../profile/callTree.ts'
import type { TreeLook } from '../profile/look.ts'
import type { LabelChoice } from '../profile/onlyLabel.ts'
import type { Subject } from './subject.ts'

/** One function in all profiles: the linked row of each pane, the tooltip, and the function table. */
export interface FunctionsQuestion {
  readonly ask: 'functions'
  readonly subject: Subject
  readonly sortBy: 'cpu_self' | 'cpu' | 'heap_alloc' | 'heap_live' | 'lock' | 'name'
  readonly descending: boolean
  readonly limit: number
  readonly offset: number
  readonly search?: SearchText
  /** What only carries others (most of a view above it, next to nothing of its own) comes last: it tells no two windows apart. */
  readonly carriersLast?: boolean
  /** Always included, in front, whether it ranks or not. */
  readonly pinned?: string
  readonly only?: LabelChoice | undefined
}
export interface FunctionRow {
  readonly name: string
  readonly values: Readonly<Record<ViewKind, FunctionValue>>
  /** "waits, does not burn" and the like; empty when nothing can be said. */
  readonly reading: string
}
export type FunctionValue =
  | { readonly state: 'value'; readonly self: number; readonly total: number; readonly samples: number }
  | { readonly state: 'not-present' }
  | { readonly state: 'not-recorded' }
export interface FunctionsAnswer {
  readonly rows: readonly FunctionRow[]
  readonly of: number
  readonly totals: Readonly<Partial<Record<ViewKind, number>>>
}

/** A function along all the time that the captures cover, by one profile; null where nobody knows it along the time. */
export interface FunctionLineQuestion {
  readonly ask: 'functionLine'
  readonly subject: Subject
  readonly view: ViewKind
  readonly of: 'self' | 'total'
  readonly name: string
  /** Events that it may have begun beside. */
  readonly marks: readonly Mark[]
}

/** Callers and callees of one function, and one level of the tree table. */
export interface SandwichQuestion {
  readonly ask: 'sandwich'
  readonly subject: Subject
  readonly view: ViewKind
  readonly name: string
  readonly only?: LabelChoice | undefined
}
export interface Sandwich {
  readonly name: string
  readonly self: number
  readonly total: number
  readonly samples: number
  readonly callers: readonly TopRow[]
  readonly callees: readonly TopRow[]
}
export interface ChildrenQuestion {
  readonly ask: 'children'
  readonly subject: Subject
  readonly view: ViewKind
  readonly path: FramePath
  readonly limit: number
  readonly look?: TreeLook | undefined
}
export interface ChildrenAnswer {
  readonly rows: readonly (TopRow & { readonly hasChildren: boolean })[]
  readonly of: number
}

/**
 * Every function of the window with its self, total and samples per view, once per window: hovering in one pane shows the same
 * function in the others without asking again. Columns are parallel to `names`; NaN where the function is not present.
 */
export interface FunctionIndexQuestion {
  readonly ask: 'functionIndex'
  readonly subject: Subject
  readonly only?: LabelChoice | undefined
}
export interface FunctionIndex {
  readonly names: readonly string[]
  /** "book/place.go:42", parallel to `names`; "" where no profile says. */
  readonly sources: readonly string[]
  readonly views: Readonly<
    Partial<
      Record<ViewKind, { readonly self: Float64Array; readonly total: Float64Array; readonly samples: Float64Array }>
    >
  >
  readonly totals: Readonly<Partial<Record<ViewKind, number>>>
}
