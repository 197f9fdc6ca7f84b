/** A phone on its side has width and no height: what stands in rows of its own on an upright one shares them. */
import { useSyncExternalStore } from 'react'

const onItsSide = matchMedia('(min-width: 800px)')

/** For parts that only a phone shows (`usePageWidth`). */
export function useOnItsSide(): boolean {
  return useSyncExternalStore(subscribe, () => onItsSide.matches)
}

function subscribe(listener: () => void): () => void {
  onItsSide.addEventListener('change', listener)
  return () => onItsSide.removeEventListener('change', listener)
}
