/** 1 2 3 enlarge a pane, Escape returns; a second Escape lets the selection go. Not while somebody types. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import { useEffect } from 'react'
import { appStore, dispatch } from '../../state/view/store.ts'

const paneOfKey: Readonly<Record<string, PaneId>> = { 1: 'cpu', 2: 'heap', 3: 'lock' }

export function usePaneKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      const { enlarged, selected } = appStore.getState().view
      const pane = paneOfKey[event.key]
      if (pane) dispatch({ type: 'paneEnlarged', pane: pane === enlarged ? undefined : pane })
      else if (event.key === 'Escape' && enlarged) dispatch({ type: 'paneEnlarged', pane: undefined })
      else if (event.key === 'Escape' && selected !== undefined) dispatch({ type: 'selected', name: undefined })
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input:not([type=radio]), textarea, select, dialog[open], [contenteditable]') !== null
  )
}
