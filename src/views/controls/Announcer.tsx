/** What people who do not see the page are told when a verdict or a comparison is there or becomes another. */
import { type ReactElement, useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

const store = createStore<{ readonly text: string }>()(() => ({ text: '' }))

/** For whoever draws it. What is not drawn any more may be said again. */
export function useAnnounced(text: string): void {
  useEffect(() => {
    store.setState({ text })
    return () => store.setState({ text: '' })
  }, [text])
}

/** Stands from the beginning: of a region that comes with its text many screen readers say nothing. */
export function Announcer(): ReactElement {
  const text = useStore(store, (state) => state.text)
  return (
    <output aria-live="polite" className="sr-only">
      {text}
    </output>
  )
}
