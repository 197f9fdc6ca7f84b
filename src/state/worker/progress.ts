/** How far reading is, for one bar and one button; kept apart from the view because it changes often and belongs to no link. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

export interface Progress {
  /** taking: files are hashed and kept, what was on screen before still is. reading: their profiles are being read. */
  readonly stage: 'taking' | 'reading'
  readonly done: number
  readonly of: number
  /** Of everything, 0..1. */
  readonly share: number
  /** Of all files together, where the sizes are known. */
  readonly bytes?: number
}

const store = createStore<{ readonly progress: Progress | undefined }>()(() => ({ progress: undefined }))

/** More often, nobody sees the difference, and each time the page is drawn anew: a recording has sixty files, and they are read in less. */
const progressStepMs = 100

let latest: Progress | undefined
let timer: ReturnType<typeof setTimeout> | undefined

/** Without arguments: nothing is being read. That is said at once. */
export function setProgress(progress?: Progress): void {
  latest = progress
  if (progress === undefined) {
    clearTimeout(timer)
    timer = undefined
    store.setState({ progress })
  } else
    timer ??= setTimeout(() => {
      timer = undefined
      store.setState({ progress: latest })
    }, progressStepMs)
}

export function useProgress(): Progress | undefined {
  return useStore(store, (state) => state.progress)
}

let running: AbortController | undefined

/** What the one button gives up. The last one begun: a drop while another is being read takes its place. */
export function beginCancellable(): AbortSignal {
  running = new AbortController()
  return running.signal
}

export function cancelReading(): void {
  running?.abort(new DOMException('given up by the person', 'AbortError'))
}

/** Aborted as soon as one of them is. (`AbortSignal.any` is missing in browsers of 2023.) */
export function eitherSignal(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  if (!other) return one
  const both = new AbortController()
  for (const signal of [one, other]) {
    if (signal.aborted) both.abort(signal.reason)
    else signal.addEventListener('abort', () => both.abort(signal.reason), { once: true })
  }
  return both.signal
}
