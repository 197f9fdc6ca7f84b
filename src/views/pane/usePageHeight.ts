import { useSyncExternalStore } from 'react'

const tall = matchMedia('(min-height: 1200px)')

/** Room for more than five rows under each picture: the screens of a wall or a desk. */
export function useTallPage(): boolean {
  return useSyncExternalStore(
    (listener) => {
      tall.addEventListener('change', listener)
      return () => tall.removeEventListener('change', listener)
    },
    () => tall.matches,
  )
}
