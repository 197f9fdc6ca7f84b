/** The four views by name: the one dictionary of them for every sentence and every list. */
import type { ViewKind } from './vocabulary.ts'

export interface ViewWords {
  /** "allocation": beside numbers of it. */
  readonly name: string
  /** "allocations": what the pane shows. */
  readonly things: string
  /** "No live-heap profile" */
  readonly adjective: string
  /** "38 % of the live heap" */
  readonly of: string
  /** "held: json.dumps 38 %" */
  readonly done: string
}

export const viewWords: Readonly<Record<ViewKind, ViewWords>> = {
  cpu: { name: 'CPU', things: 'CPU', adjective: 'CPU', of: 'CPU', done: 'CPU' },
  heap_live: {
    name: 'live heap',
    things: 'live heap',
    adjective: 'live-heap',
    of: 'the live heap',
    done: 'held',
  },
  heap_alloc: {
    name: 'allocation',
    things: 'allocations',
    adjective: 'allocation',
    of: 'allocation',
    done: 'allocated',
  },
  lock: { name: 'lock', things: 'lock', adjective: 'lock', of: 'lock wait', done: 'waiting' },
}
