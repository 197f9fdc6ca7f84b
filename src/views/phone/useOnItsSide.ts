/** A phone on its side has width and no height: what stands in rows of its own on an upright one shares them. */
import { useSyncExternalStore } from 'react'

const onItsSide = (): MediaQueryList => matchMedia('(min-width: 800px)')

/** For parts that only a phone shows (`usePageWidth`). Without a screen it is upright. */
export function useOnItsSide(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => onItsSide().matches,
    () => false,
  )
}

function subscribe(listener: () => void): () => void {
  const query = onItsSide()
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
