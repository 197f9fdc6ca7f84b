/**
 * The one store. `view` is what a link holds and changes only through `dispatch`; `hovered` is shared between panes but is not
 * worth a link. A guest store (the embed) refuses every event that would change what is shown.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { TimeWindow } from '../../core/base/units.ts'
import { type View, defaultView } from '../../core/link/view.ts'
import { type ViewEvent, guestMay } from './events.ts'
import { sourceKey } from './sourceKey.ts'
import { step } from './step.ts'

export interface AppState {
  readonly view: View
  readonly hovered: string | undefined
  readonly guest: boolean
  /** The last event, so that the address bar knows whether to push or to replace. */
  readonly last: ViewEvent['type'] | undefined
  /** Sentences about the link that was opened: what it could not restore. */
  readonly linkProblems: readonly string[]
  /** A link that would have ended in other data than it asks for: nothing is shown until somebody chooses. */
  readonly linkRefusal: LinkRefusal | undefined
}

export interface LinkRefusal {
  readonly sentences: readonly string[]
  /** What was understood, as the views it could mean. */
  readonly ways: readonly View[]
  /** What there is of it where no way is: the store it names, at the time it names. */
  readonly without?: { readonly store?: string; readonly window?: TimeWindow }
}

export const appStore = createStore<AppState>()(() => ({
  view: defaultView,
  hovered: undefined,
  guest: false,
  last: undefined,
  linkProblems: [],
  linkRefusal: undefined,
}))

/** The only way by which `view` changes: an event, and what `step` makes of it. */
export function dispatch(event: ViewEvent): void {
  const state = appStore.getState()
  if (state.guest && !guestMay[event.type]) return
  const view = step(state.view, event)
  if (view === state.view) return
  // What was wrong with a link says nothing about a source that was chosen since.
  const settled = event.type === 'sourceChosen' ? { linkProblems: [], linkRefusal: undefined } : {}
  // The pointer lay on a function of another program, which may be nowhere in this one.
  const left = sourceKey(view.source) === sourceKey(state.view.source) ? {} : { hovered: undefined }
  appStore.setState({ view, last: event.type, ...settled, ...left })
}

/** Reads the page's own link, once, before anything is drawn. A guest may look closer from then on, and change nothing. */
export function openLink(view: View, { guest = false }: { readonly guest?: boolean } = {}): void {
  dispatch({ type: 'linkOpened', view })
  if (guest) appStore.setState({ guest })
}

export function linkProblemsFound(linkProblems: readonly string[]): void {
  appStore.setState({ linkProblems })
}

/** What a link could not restore, and why it was not opened, if it was not. */
export function linkUnderstood(linkProblems: readonly string[], linkRefusal: LinkRefusal | undefined): void {
  appStore.setState({ linkProblems, linkRefusal })
}

/** A person takes a refused link as far as it was understood. */
export function openAnyway(view: View): void {
  linkUnderstood([], undefined)
  dispatch({ type: 'linkOpened', view })
}

export function hover(name: string | undefined): void {
  if (appStore.getState().hovered !== name) appStore.setState({ hovered: name })
}

export function useView(): View {
  return useStore(appStore, (state) => state.view)
}

export function useViewField<T>(select: (view: View) => T): T {
  return useStore(appStore, (state) => select(state.view))
}

export function useHovered(): string | undefined {
  return useStore(appStore, (state) => state.hovered)
}

export function useGuest(): boolean {
  return useStore(appStore, (state) => state.guest)
}

export function useLinkRefusal(): LinkRefusal | undefined {
  return useStore(appStore, (state) => state.linkRefusal)
}

export function useLinkProblems(): readonly string[] {
  return useStore(appStore, (state) => state.linkProblems)
}
