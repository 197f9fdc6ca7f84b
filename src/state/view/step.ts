import { reordered } from '../../core/link/baseOrder.ts'
import type { PaneId } from '../../core/base/vocabulary.ts'
import type { CompareView, View } from '../../core/link/view.ts'
import { withNote } from '../../core/link/notes.ts'
import { unreachable } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { ViewEvent } from './events.ts'

/** The next view. Pure; what does not change keeps its identity. */
export function step(view: View, event: ViewEvent): View {
  switch (event.type) {
    case 'sourceChosen':
      return ofSource(view, event)
    case 'sourceOffered':
      return view.source ? view : { ...view, source: event.source }
    case 'windowResolved':
      if (view.window) return view
      return { ...view, window: event.window, ...(event.base ? { compare: comparedWith(event.base) } : {}) }
    case 'windowChanged':
      // A part and the rest of it are of one window.
      if (view.compare?.rest)
        return { ...view, window: event.window, compare: { ...view.compare, base: event.window, swapped: false } }
      return { ...view, window: event.window, ...reorderedCompare(view, event.window) }
    case 'zoneChanged':
      return { ...view, zone: event.zone }
    case 'heapModeChanged':
      return { ...view, heapMode: event.mode }
    case 'lockModeChanged':
      // A path of waiters is none of holders.
      return {
        ...withValue(view, 'lockMode', event.mode),
        focus: withoutPane(view.focus, 'lock'),
      }
    case 'filtered':
      return withValue(
        event.only === undefined && view.compare?.rest ? without(view, 'compare') : view,
        'only',
        event.only,
      )
    case 'framesChanged':
      return { ...withValue(view, 'frames', event.frames), focus: {} }
    case 'centred':
      return event.name === undefined
        ? without(view, 'around')
        : { ...view, around: event.name, selected: event.name, focus: {} }
    case 'selected':
      return withValue(view, 'selected', event.name)
    case 'zoomed':
      return {
        ...view,
        focus: { ...view.focus, [event.pane]: event.path },
        ...(event.name === undefined ? {} : { selected: event.name }),
      }
    case 'searchChanged':
      return { ...view, search: event.text, searchIsRegex: event.isRegex }
    case 'paneEnlarged':
      return withValue(view, 'enlarged', event.pane)
    case 'tableToggled': {
      const open = view.tables.includes(event.pane)
      return {
        ...view,
        tables: open ? view.tables.filter((pane) => pane !== event.pane) : [...view.tables, event.pane],
      }
    }
    case 'orientationToggled':
      return { ...view, rootAtBottom: !view.rootAtBottom }
    case 'whyToggled':
      return { ...view, whyOpen: !view.whyOpen }
    case 'sorted':
      return { ...view, sort: { by: event.by, descending: event.descending } }
    case 'coresGiven':
      return withValue(view, 'cores', event.cores)
    case 'threadsGiven':
      return withValue(view, 'threads', event.threads)
    case 'secondsGiven':
      return withValue(view, 'assumedSeconds', event.seconds)
    case 'numberTyped':
      return withTyped(view, event)
    case 'thresholdChanged':
      return withThreshold(view, event)
    case 'thresholdsReset':
      return without(view, 'thresholds')
    case 'noteAdded':
      return { ...view, notes: withNote(view.notes ?? [], event.note) }
    case 'noteRemoved': {
      const notes = (view.notes ?? []).filter(({ atMs, text }) => atMs !== event.note.atMs || text !== event.note.text)
      return notes.length === 0 ? without(view, 'notes') : { ...view, notes }
    }
    case 'compareChanged':
      return withValue(view, 'compare', event.compare)
    case 'linkOpened':
      return event.view
    default:
      return unreachable(event)
  }
}

type Told<Type extends ViewEvent['type']> = Extract<ViewEvent, { readonly type: Type }>

/** Answers, zoom and comparison belong to the old source; the look of the page does not. */
function ofSource(view: View, { source, window }: Told<'sourceChosen'>): View {
  const { zone, heapMode, lockMode, frames, tables, rootAtBottom, whyOpen, search, searchIsRegex, embed } = view
  return {
    zone,
    ...(heapMode === undefined ? {} : { heapMode }),
    ...(lockMode ? { lockMode } : {}),
    ...(frames ? { frames } : {}),
    tables,
    rootAtBottom,
    whyOpen,
    search,
    searchIsRegex,
    embed,
    focus: {},
    source,
    ...(window ? { window } : {}),
  }
}

function withTyped(view: View, { id, number }: Told<'numberTyped'>): View {
  const { [id]: _old, ...others } = view.typed ?? {}
  const typed = number === undefined ? others : { ...others, [id]: number }
  return withValue(view, 'typed', filled(typed))
}

function withThreshold(view: View, { rule, signal, value }: Told<'thresholdChanged'>): View {
  const { [signal]: _old, ...others } = view.thresholds?.[rule] ?? {}
  const ofRule = value === undefined ? others : { ...others, [signal]: value }
  const thresholds = Object.fromEntries(
    Object.entries({ ...view.thresholds, [rule]: ofRule }).filter(([, bySignal]) => Object.keys(bySignal).length > 0),
  )
  return withValue(view, 'thresholds', filled(thresholds))
}

/** A stays the earlier window when the one on screen moves past it. */
function reorderedCompare({ compare, window }: View, shown: TimeWindow): Pick<View, 'compare'> {
  return compare && window ? { compare: reordered({ compare, from: window, base: compare.base, shown }) } : {}
}

/** Fields that a view has or has not: never there and undefined. */
type Optional =
  | 'notes'
  | 'lockMode'
  | 'frames'
  | 'only'
  | 'around'
  | 'selected'
  | 'enlarged'
  | 'cores'
  | 'threads'
  | 'assumedSeconds'
  | 'typed'
  | 'thresholds'
  | 'compare'

const filled = <T extends object>(all: T): T | undefined => (Object.keys(all).length === 0 ? undefined : all)

function withValue<Key extends Optional>(view: View, key: Key, value: View[Key] | undefined): View {
  return value === undefined ? without(view, key) : { ...view, [key]: value }
}

function without(view: View, key: Optional): View {
  if (!(key in view)) return view
  const { [key]: _gone, ...rest } = view
  return rest
}

/** A difference says neither how long its sides are nor when they were: shares are what can be compared. */
function comparedWith(base: TimeWindow): CompareView {
  return { base, mode: 'share', width: 'union', layout: 'overlay', swapped: false }
}

function withoutPane(focus: View['focus'], pane: PaneId): View['focus'] {
  const { [pane]: _gone, ...rest } = focus
  return rest
}
