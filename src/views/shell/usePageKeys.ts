/** Keys that work anywhere on the page, except while somebody types. */
import { useEffect, useRef } from 'react'

export interface PageKeys {
  readonly search: () => void
  readonly help: () => void
  readonly why: () => void
  readonly earlier: () => void
  readonly later: () => void
}

const actions: Readonly<Record<string, keyof PageKeys>> = {
  '/': 'search',
  '?': 'help',
  w: 'why',
  '[': 'earlier',
  ']': 'later',
}

export function usePageKeys(keys: PageKeys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const action = actions[event.key]
      if (!action || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return
      event.preventDefault()
      latest.current[action]()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, select, dialog') !== null)
  )
}
