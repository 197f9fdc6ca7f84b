/** Keeps the address bar and the store the same thing. */
import { formatAddress, parseAddress } from '../../core/link/address.ts'
import { makesHistory } from './events.ts'
import { appStore, dispatch, linkProblemsFound, openLink } from './store.ts'

/** Reads the address once, then writes every change and follows Back, Forward and pasted links. Returns a function that stops it. */
export function connectAddress(): () => void {
  const read = (): ReturnType<typeof parseAddress> => {
    const parsed = parseAddress(location.hash)
    // `?embed` is what people put into an iframe's address; it means the same as the key in the link.
    const embed = parsed.view.embed || new URLSearchParams(location.search).has('embed')
    return { ...parsed, view: { ...parsed.view, embed } }
  }
  const first = read()
  openLink(first.view, { guest: first.view.embed })
  linkProblemsFound(first.problems)

  let written = location.hash.slice(1)
  const write = (): void => {
    const { view, last } = appStore.getState()
    const { text } = formatAddress(view)
    if (text === written || !view.source) return
    written = text
    const url = `${location.pathname}${location.search}#${text}`
    if (last !== undefined && makesHistory[last]) history.pushState(undefined, '', url)
    else history.replaceState(undefined, '', url)
  }
  // A link of an older version, or with broken keys, becomes what it was understood as.
  write()
  const follow = (): void => {
    if (location.hash.slice(1) === written) return
    written = location.hash.slice(1)
    const next = read()
    linkProblemsFound(next.problems)
    dispatch({ type: 'linkOpened', view: next.view })
  }
  const unsubscribe = appStore.subscribe((state, previous) => {
    if (state.view !== previous.view) write()
  })
  addEventListener('popstate', follow)
  addEventListener('hashchange', follow)
  return () => {
    unsubscribe()
    removeEventListener('popstate', follow)
    removeEventListener('hashchange', follow)
  }
}
