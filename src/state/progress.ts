/** How far loading is, for one bar; kept apart from the view because it changes often and belongs to no link. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

export interface Progress {
  readonly done: number
  readonly of: number
  /** Of everything, 0..1. */
  readonly share: number
}

const store = createStore<{ readonly progress: Progress | undefined }>()(() => ({ progress: undefined }))

/** Without arguments: nothing is loading. */
export function setProgress(done: number | undefined, of = 0, shareOfCurrent = 0): void {
  const progress =
    done === undefined || of === 0 ? undefined : { done, of, share: Math.min(1, (done + shareOfCurrent) / of) }
  store.setState({ progress })
}

export function useProgress(): Progress | undefined {
  return useStore(store, (state) => state.progress)
}
