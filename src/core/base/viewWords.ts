/** The four views by name: the one dictionary of them for every sentence and every list. */
import type { Hue, StandIn, ViewKind } from './vocabulary.ts'

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
  /** The pane that shows it, and its mode: "Heap alloc". */
  readonly pane: string
  /** What the pane answers: "where cycles burn". */
  readonly question: string
  /** "payments.views takes 12 %" */
  readonly does: string
}

export const viewWords: Readonly<Record<ViewKind, ViewWords>> = {
  cpu: {
    name: 'CPU',
    things: 'CPU',
    adjective: 'CPU',
    of: 'CPU',
    done: 'CPU',
    pane: 'CPU',
    question: 'where cycles burn',
    does: 'takes',
  },
  heap_live: {
    name: 'live heap',
    things: 'live heap',
    adjective: 'live-heap',
    of: 'the live heap',
    done: 'held',
    pane: 'Heap live',
    question: 'what is held',
    does: 'holds',
  },
  heap_alloc: {
    name: 'allocation',
    things: 'allocations',
    adjective: 'allocation',
    of: 'allocation',
    done: 'allocated',
    pane: 'Heap alloc',
    question: 'what is allocated',
    does: 'allocates',
  },
  lock: {
    name: 'lock',
    things: 'lock',
    adjective: 'lock',
    of: 'lock wait',
    done: 'waiting',
    pane: 'Lock',
    question: 'where threads wait',
    does: 'waits',
  },
}

/** What is seen in the place of a view that was not recorded. */
export const standInWords: Readonly<Record<StandIn, ViewWords>> = {
  wall: {
    name: 'wall clock',
    things: 'wall-clock time',
    adjective: 'wall-clock',
    of: 'the wall-clock time',
    done: 'wall clock',
    pane: 'wall clock',
    question: 'wall-clock time, not CPU',
    does: 'takes',
  },
  live_objects: {
    name: 'live objects',
    things: 'live objects',
    adjective: 'live-object',
    of: 'the live objects',
    done: 'objects held',
    pane: 'live objects',
    question: 'objects held, not bytes',
    does: 'holds',
  },
  alloc_objects: {
    name: 'allocated objects',
    things: 'allocated objects',
    adjective: 'allocated-object',
    of: 'the allocated objects',
    done: 'objects allocated',
    pane: 'alloc objects',
    question: 'objects allocated, not bytes',
    does: 'allocates',
  },
  native_alloc: {
    name: 'native allocation',
    things: 'native allocations',
    adjective: 'native-allocation',
    of: 'native allocation',
    done: 'allocated by malloc',
    pane: 'native alloc',
    question: 'by malloc, not on the managed heap',
    does: 'allocates',
  },
  native_live: {
    name: 'native memory held',
    things: 'native memory held',
    adjective: 'native-memory',
    of: 'the native memory held',
    done: 'held outside the managed heap',
    pane: 'native held',
    question: 'held outside the managed heap',
    does: 'holds',
  },
  bytes: {
    name: 'bytes',
    things: 'bytes',
    adjective: 'byte',
    of: 'the bytes',
    done: 'bytes',
    pane: 'bytes',
    question: 'held or allocated, the file does not say',
    does: 'stands for',
  },
  off_cpu: {
    name: 'off CPU',
    things: 'time off the CPU',
    adjective: 'off-CPU',
    of: 'the time off the CPU',
    done: 'off CPU',
    pane: 'off CPU',
    question: 'off the CPU, for whatever reason',
    does: 'is off the CPU for',
  },
  goroutines: {
    name: 'goroutines',
    things: 'goroutines',
    adjective: 'goroutine',
    of: 'the goroutines',
    done: 'goroutines',
    pane: 'goroutines',
    question: 'where goroutines stand',
    does: 'holds',
  },
  threads: {
    name: 'threads',
    things: 'threads',
    adjective: 'thread',
    of: 'the threads',
    done: 'threads',
    pane: 'threads',
    question: 'where threads stand',
    does: 'holds',
  },
}

/** Of what is drawn: the view's own words, or those of what stands in its place. */
export function wordsOfShown(kind: ViewKind, shows: StandIn | undefined): ViewWords {
  return shows === undefined ? viewWords[kind] : standInWords[shows]
}

/** Of native code, in a picture of its own beside the managed heap's. */
export function isNativeHeap(shows: StandIn | undefined): boolean {
  return shows === 'native_live' || shows === 'native_alloc'
}

const levels: ReadonlySet<StandIn> = new Set(['live_objects', 'native_live', 'bytes', 'goroutines', 'threads'])

/** Levels of an instant, which have no "per second". */
export function isLevel(kind: ViewKind, shows: StandIn | undefined): boolean {
  return shows === undefined ? kind === 'heap_live' : levels.has(shows)
}

/** What a colour of a frame stands for, in legends. */
export const hueWords: Readonly<Record<Hue, string>> = {
  own: 'own code',
  serde: 'encoding',
  logging: 'logging',
  framework: 'framework, HTTP',
  store: 'database, files',
  cache: 'cache',
  runtime: 'runtime, other',
  crypto: 'cryptography',
}
