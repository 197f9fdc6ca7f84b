/** Dark unless the reader chose light on this machine. The choice is theirs, not the link's: it is kept locally. */
import { useSyncExternalStore } from 'react'

export type Theme = 'dark' | 'light'
const storageKey = 'trifold.theme'
const listeners = new Set<() => void>()

/** Storage may be forbidden (a sandboxed embed); the switch must work all the same. */
function remembered(): string | undefined {
  try {
    return localStorage.getItem(storageKey) ?? undefined
  } catch {
    return undefined
  }
}

function currentTheme(): Theme {
  return document.documentElement.dataset['theme'] === 'light' ? 'light' : 'dark'
}

export function applyRememberedTheme(): void {
  document.documentElement.dataset['theme'] = remembered() === 'light' ? 'light' : 'dark'
}

export function setTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
  try {
    localStorage.setItem(storageKey, theme)
  } catch {
    // Nothing to do: the theme holds until the page is closed.
  }
  for (const listener of listeners) listener()
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme, () => 'dark')
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
