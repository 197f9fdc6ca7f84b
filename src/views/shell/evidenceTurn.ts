/** Whether the panes still wait for their turn after the verdict: until they are there, the page is not ready for keys and scripts. */
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

const store = createStore<{ readonly waits: boolean }>()(() => ({ waits: false }))

/** For whoever draws the panes. */
export function useTellTurn(waits: boolean): void {
  useEffect(() => {
    store.setState({ waits })
    return () => store.setState({ waits: false })
  }, [waits])
}

export const usePanesWait = (): boolean => useStore(store, ({ waits }) => waits)
