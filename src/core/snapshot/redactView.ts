/** A view without what must not leave: for the text of a link, which then opens with less, and for the inside of a snapshot. */
import type { SourceRef, View } from '../link/view.ts'
import type { TimeWindow } from '../base/units.ts'
import type { Redactor } from './redact.ts'

export interface LinkableView {
  readonly view: View
  /** What a link of it does not restore, in words. */
  readonly loses: readonly string[]
}

/** What a hidden name stands for is known to nobody who opens the link, so it is left out rather than replaced. */
export function linkableView(view: View, redactor: Redactor): LinkableView {
  const loses: string[] = []
  const { source, notes, compare, selected, around, only, search, ...rest } = view
  const shows = (text: string): boolean => redactor.text(text) === text
  const showsName = (name: string): boolean => redactor.name(name) === name && shows(name)

  const focus = Object.fromEntries(Object.entries(view.focus).filter(([, path]) => path.every(showsName)))
  if (Object.keys(focus).length < Object.keys(view.focus).length) loses.push('the zoom')
  const keepsSelected = selected === undefined || showsName(selected)
  if (!keepsSelected) loses.push('the selected function')
  const keepsOnly = only === undefined || (redactor.keepsLabel(only.key) && shows(only.key) && shows(only.value))
  if (!keepsOnly) loses.push('the filter')
  const keepsAround = around === undefined || showsName(around)
  if (!keepsAround) loses.push('the function in the middle')
  // Half a name is enough to guess the rest, so only searches for what may be seen anyway stay.
  const keepsSearch = search === '' || (!view.searchIsRegex && showsName(search))
  if (!keepsSearch) loses.push('the search')
  // What a reader wrote may hold a hidden name like any other sentence.
  const keptNotes = (notes ?? []).map(({ atMs, text }) => ({ atMs, text: redactor.text(text) }))
  const shownSource = source && linkableSource(source, redactor, loses)
  const baseSource = compare?.baseSource && linkableSource(compare.baseSource, redactor, loses)
  // Without its own source the base would be looked for in another one.
  const keepsCompare = compare !== undefined && (compare.baseSource === undefined || baseSource !== undefined)
  if (compare && !keepsCompare) loses.push('the comparison')
  const kept = keepsCompare ? withoutBaseSource(compare) : undefined
  return {
    view: {
      ...rest,
      focus,
      search: keepsSearch ? search : '',
      searchIsRegex: keepsSearch && view.searchIsRegex,
      ...(keptNotes.length > 0 ? { notes: keptNotes } : {}),
      ...(selected !== undefined && keepsSelected ? { selected } : {}),
      ...(only !== undefined && keepsOnly ? { only } : {}),
      ...(around !== undefined && keepsAround ? { around } : {}),
      ...(shownSource ? { source: shownSource } : {}),
      ...(kept ? { compare: { ...kept, ...(baseSource ? { baseSource } : {}) } } : {}),
    },
    loses: [...new Set(loses)],
  }
}

function linkableSource(source: SourceRef, redactor: Redactor, loses: string[]): SourceRef | undefined {
  const { dropHosts } = redactor.choices
  const shows = (text: string): boolean => redactor.text(text) === text
  switch (source.kind) {
    case 'recording':
    case 'snapshot':
      if (shows(source.url) && !(dropHosts && /^[a-z][a-z\d+.-]*:\/\/|^\/\//i.test(source.url))) return source
      loses.push('where the data is')
      return undefined
    case 'files':
      // The content is found by its hash, whatever it is called.
      if (!dropHosts && source.files.every(({ name }) => shows(name))) return source
      return { ...source, files: source.files.map((file, index) => ({ ...file, name: `file ${index + 1}` })) }
    case 'store': {
      if (!shows(source.name) || !shows(source.service)) {
        loses.push('which service it is')
        return undefined
      }
      const labels = Object.entries(source.selector)
      const kept = labels.filter(([key, value]) => redactor.keepsLabel(key) && shows(key) && shows(value))
      if (kept.length < labels.length) loses.push('the labels (it opens the whole service)')
      return { ...source, selector: Object.fromEntries(kept) }
    }
  }
}

function withoutBaseSource(compare: NonNullable<View['compare']>): NonNullable<View['compare']> {
  const { baseSource: _replaced, ...rest } = compare
  return rest
}

/**
 * Inside a snapshot hidden names are the names, so that zoom and selection find them there. It holds base and head as they were
 * lettered: `base` is A's window, and nothing in it is swapped.
 */
export function snapshotView(view: View, redactor: Redactor, base?: TimeWindow): View {
  // A snapshot has trees and no samples: what was filtered is whole in it.
  const { source: _source, window: _window, only: _only, notes: _notes, selected, around, compare, ...look } = view
  const { search, searchIsRegex, notes } = linkableView(view, redactor).view
  return {
    ...look,
    ...(notes === undefined ? {} : { notes }),
    search,
    searchIsRegex,
    focus: Object.fromEntries(
      Object.entries(view.focus).map(([pane, path]) => [pane, path.map((name) => redactor.name(name))]),
    ),
    ...(selected === undefined ? {} : { selected: redactor.name(selected) }),
    ...(around === undefined ? {} : { around: redactor.name(around) }),
    ...(compare && base ? { compare: { ...withoutBaseSource(compare), base, swapped: false } } : {}),
  }
}
