/** Why the last drop could not be used: shown until the next one or until it is put away. Belongs to no link. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { explainLoadError } from '../../core/base/result.ts'
import type { DropResult } from '../../state/sources/drop.ts'

const store = createStore<{ readonly sentence: string | undefined }>()(() => ({ sentence: undefined }))

export function showDropProblem(result: DropResult): void {
  store.setState({ sentence: result.ok ? undefined : explainLoadError(result.error) })
}

export function dismissDropProblem(): void {
  store.setState({ sentence: undefined })
}

export function useDropProblem(): string | undefined {
  return useStore(store, (state) => state.sentence)
}
