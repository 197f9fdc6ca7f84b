/** Every function with its numbers in each view, as columns over one list of names; rows are made only for what is shown. */
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import type { CallTree } from '../profile/callTree.ts'
import type { FunctionTable } from '../profile/functions.ts'
import { compileSearch } from '../profile/search.ts'
import type {
  FunctionIndex,
  FunctionRow,
  FunctionValue,
  FunctionsAnswer,
  FunctionsQuestion,
} from './functionQuestions.ts'
import { sourcePlace } from '../profile/sourcePlace.ts'
import { readingOf } from './reading.ts'

interface ViewFunctions {
  readonly view: ViewKind
  readonly tree: CallTree
  readonly table: FunctionTable
  /** False of what is only seen in a view's place: nothing is read out of it. */
  readonly isMeasured: boolean
}

/** NaN where the function is not in the view. */
interface Columns {
  readonly self: Float64Array
  readonly total: Float64Array
  readonly samples: Float64Array
  readonly grandTotal: number
  readonly isMeasured: boolean
}

/** A function with so much of a view below it, and so little of its own, is on the way to everything. */
const mostOfAView = 0.5
const nextToNothing = 0.02

type Wish = Omit<FunctionsQuestion, 'ask' | 'subject'>

export class CombinedFunctions {
  readonly #names: string[] = []
  readonly #sources: string[] = []
  readonly #views = new Map<ViewKind, Columns>()
  #sorted: { readonly by: string; readonly order: Int32Array } | undefined

  constructor(views: readonly ViewFunctions[]) {
    const index = new Map<string, number>()
    const rowsOf = views.map(({ tree, table }) => {
      const rows = new Int32Array(tree.names.length).fill(-1)
      for (const [at, name] of tree.names.entries()) {
        if (table.nodes[at] === 0) continue
        let row = index.get(name)
        if (row === undefined) {
          row = this.#names.push(name) - 1
          this.#sources.push('')
          index.set(name, row)
        }
        if (this.#sources[row] === '') this.#sources[row] = sourcePlace(tree, at)
        rows[at] = row
      }
      return rows
    })
    const column = (): Float64Array => new Float64Array(this.#names.length).fill(Number.NaN)
    for (const [at, { view, tree, table, isMeasured }] of views.entries()) {
      const grandTotal = tree.total[0] ?? 0
      const columns = { self: column(), total: column(), samples: column(), grandTotal, isMeasured }
      const rows = rowsOf[at]!
      for (let name = 0; name < rows.length; name++) {
        const row = rows[name]!
        if (row < 0) continue
        columns.self[row] = table.self[name]!
        columns.total[row] = table.total[name]!
        columns.samples[row] = table.totalSamples[name]!
      }
      this.#views.set(view, columns)
    }
  }

  /** Copies: the answer is moved to another thread and this object goes on being asked. */
  index(): FunctionIndex {
    const views: Partial<Record<ViewKind, { self: Float64Array; total: Float64Array; samples: Float64Array }>> = {}
    for (const [view, { self, total, samples }] of this.#views) {
      views[view] = { self: self.slice(), total: total.slice(), samples: samples.slice() }
    }
    return { names: this.#names, sources: this.#sources, views, totals: this.#totals() }
  }

  rows({ sortBy, descending, limit, offset, search, pinned, carriersLast }: Wish): FunctionsAnswer {
    const sorted = this.#order(sortBy)
    const order = carriersLast === true ? this.#withCarriersLast(sorted, sortBy, descending) : sorted
    const matches = search ? this.#matching(search) : undefined
    const rows: FunctionRow[] = []
    let of = 0
    const pinnedRow = pinned === undefined ? -1 : this.#names.indexOf(pinned)
    if (pinnedRow >= 0 && offset === 0) rows.push(this.#row(pinnedRow))
    for (let i = 0; i < order.length; i++) {
      const row = order[descending ? i : order.length - 1 - i]!
      if (row === pinnedRow || (matches && matches[row] === 0)) continue
      of++
      if (of > offset && of <= offset + limit) rows.push(this.#row(row))
    }
    return { rows, of: of + (pinnedRow >= 0 ? 1 : 0), totals: this.#totals() }
  }

  /** Undefined, every function, where the pattern is half typed or takes too long: the panes say which, as they search the same names. */
  #matching(search: NonNullable<Wish['search']>): Uint8Array | undefined {
    const compiled = compileSearch(search)
    if (!compiled.ok || !compiled.value) return undefined
    const matcher = compiled.value
    const matches = Uint8Array.from(this.#names, (name) => (matcher.matches(name) ? 1 : 0))
    return matcher.gaveUp ? undefined : matches
  }

  #totals(of: (columns: Columns) => boolean = () => true): Partial<Record<ViewKind, number>> {
    const views = [...this.#views].filter(([, columns]) => of(columns))
    return Object.fromEntries(views.map(([view, { grandTotal }]) => [view, grandTotal]))
  }

  /** Rows from the largest value down; a function that the view does not have comes last. */
  #order(by: Wish['sortBy']): Int32Array {
    if (this.#sorted?.by === by) return this.#sorted.order
    const order = Int32Array.from(this.#names.keys())
    if (by === 'name') {
      order.sort((a, b) => (this.#names[a]! < this.#names[b]! ? 1 : -1))
    } else {
      const view = by === 'cpu_self' ? 'cpu' : by
      const values = by === 'cpu_self' ? this.#views.get(view)?.self : this.#views.get(view)?.total
      const at = (row: number): number => {
        const value = values?.[row] ?? Number.NaN
        return Number.isNaN(value) ? -1 : value
      }
      const largest = this.#largestShares()
      order.sort((a, b) => at(b) - at(a) || largest[b]! - largest[a]! || (this.#names[a]! < this.#names[b]! ? -1 : 1))
    }
    this.#sorted = { by, order }
    return order
  }

  /** Per row, its own largest share of any view: what orders functions that the column does not tell apart. */
  #largestShares(): Float64Array {
    const largest = new Float64Array(this.#names.length)
    for (const { self, grandTotal } of this.#views.values()) {
      if (!(grandTotal > 0)) continue
      for (let row = 0; row < largest.length; row++) {
        const share = self[row]! / grandTotal
        if (share > largest[row]!) largest[row] = share
      }
    }
    return largest
  }

  /** In the order of reading, thread starters and servers stand behind what they carry. */
  #withCarriersLast(sorted: Int32Array, by: Wish['sortBy'], descending: boolean): Int32Array {
    const columns = by === 'name' ? undefined : this.#views.get(by === 'cpu_self' ? 'cpu' : by)
    if (columns === undefined || !(columns.grandTotal > 0)) return sorted
    const { self, total, grandTotal } = columns
    const carries = (row: number): boolean =>
      total[row]! > mostOfAView * grandTotal && self[row]! < nextToNothing * grandTotal
    const rest = sorted.filter((row) => !carries(row))
    const carriers = sorted.filter((row) => carries(row))
    const order = new Int32Array(sorted.length)
    order.set(descending ? rest : carriers)
    order.set(descending ? carriers : rest, descending ? rest.length : carriers.length)
    return order
  }

  #row(row: number): FunctionRow {
    const values = Object.fromEntries(viewKinds.map((view) => [view, this.#value(view, row)])) as Record<
      ViewKind,
      FunctionValue
    >
    return {
      name: this.#names[row]!,
      values,
      reading: readingOf(
        values,
        this.#totals(({ isMeasured }) => isMeasured),
      ),
    }
  }

  #value(view: ViewKind, row: number): FunctionValue {
    const columns = this.#views.get(view)
    if (!columns) return { state: 'not-recorded' }
    const total = columns.total[row]!
    if (Number.isNaN(total)) return { state: 'not-present' }
    return { state: 'value', self: columns.self[row]!, total, samples: columns.samples[row]! }
  }
}
