import { useSyncExternalStore } from 'react'

const stepMs = 30_000

/** The clock of "ended 14 min ago", in steps of half a minute. It moves this one text and never what is shown. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, now, now)
}

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, stepMs)
  return () => clearInterval(timer)
}

const now = (): number => Math.floor(Date.now() / stepMs) * stepMs
