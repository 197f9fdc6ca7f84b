import { useSyncExternalStore } from 'react'

export type PageWidth = 'phone' | 'two' | 'three'

const atLeast1100 = matchMedia('(min-width: 1100px)')
/** A phone on its side is wide, and has no height for panes below a verdict: there they stand one under the other too. */
const atLeast800 = matchMedia('(min-width: 800px) and (min-height: 480px), (min-width: 800px) and (pointer: fine)')

/** Columns the page has room for. Changes only at the two breakpoints, not at every pixel. */
export function usePageWidth(): PageWidth {
  return useSyncExternalStore(subscribe, read)
}

/** Paper is another width, but nothing can be drawn anew for it: it gets the panes that are on the screen. */
const paper = matchMedia('print')
let onScreen: PageWidth = 'three'

function read(): PageWidth {
  if (!paper.matches) onScreen = atLeast1100.matches ? 'three' : atLeast800.matches ? 'two' : 'phone'
  return onScreen
}

function subscribe(listener: () => void): () => void {
  for (const query of [atLeast1100, atLeast800]) query.addEventListener('change', listener)
  return () => {
    for (const query of [atLeast1100, atLeast800]) query.removeEventListener('change', listener)
  }
}
