/** Keeps the address bar and the store the same thing. */
import { partMissing } from '../../core/base/ownPart.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { formatAddress, parseAddress } from '../../core/link/address.ts'
import { type View, defaultView } from '../../core/link/view.ts'
import { makesHistory } from './events.ts'
import { type LinkRefusal, appStore, dispatch, linkUnderstood, openLink } from './store.ts'

interface Understood {
  readonly view: View
  readonly problems: readonly string[]
  readonly refusal?: LinkRefusal
}

export interface LinkByHand extends Understood {
  /** What of the query is not the link's own. */
  readonly queryLeft: string
}

/**
 * Reads the address once, then writes every change and follows Back, Forward and pasted links. Resolves when the first address is
 * understood: at once for one that this page wrote; others are for `byHand`.
 */
export async function connectAddress(byHand: (hash: string, search: string) => Promise<LinkByHand>): Promise<void> {
  /** What stands before `#`, and stays there. */
  let query = location.search
  let written = location.hash.slice(1)
  const write = (): void => {
    const { view, last } = appStore.getState()
    const { text } = formatAddress(view)
    if (text === written || !view.source) return
    written = text
    const url = `${location.pathname}${query}#${text}`
    if (last !== undefined && makesHistory[last]) history.pushState(undefined, '', url)
    else history.replaceState(undefined, '', url)
  }
  const understand = async (): Promise<Understood> => {
    const opened = await byHand(location.hash, location.search).catch(() => undefined)
    // What reads links by hand did not come: what is on the screen stays, and the address is again that of it.
    if (!opened) return { view: appStore.getState().view, problems: [explainLoadError(partMissing)] }
    query = opened.queryLeft
    return { ...opened, view: { ...opened.view, embed: opened.view.embed || hasEmbed(query) } }
  }

  let latest = 0
  const follow = async (): Promise<void> => {
    if (location.hash.slice(1) === written) return
    written = location.hash.slice(1)
    const turn = ++latest
    const { view, problems, refusal } = asWritten() ?? (await understand())
    // Another one was opened while this one was being read.
    if (turn !== latest) return
    linkUnderstood(problems, refusal)
    dispatch({ type: 'linkOpened', view })
    write()
  }
  const onFollow = (): void => void follow()
  appStore.subscribe((state, previous) => {
    if (state.view !== previous.view) write()
  })
  addEventListener('popstate', onFollow)
  addEventListener('hashchange', onFollow)

  let first = asWritten()
  if (!first) {
    // Drawn as it will be, and empty until it is known what is meant.
    openLink({ ...defaultView, embed: hasEmbed(location.search) || parseAddress(location.hash).view.embed })
    first = await understand()
    if (latest > 0) return
  }
  linkUnderstood(first.problems, first.refusal)
  openLink(first.view, { guest: first.view.embed })
  // A link of an older version, or one written by hand, becomes what it was understood as.
  write()
}

/** `?embed` is what people put into an iframe's address; it means the same as the key in the link. */
const hasEmbed = (search: string): boolean => new URLSearchParams(search).has('embed')

/** A link that this page wrote itself, or none at all. */
function asWritten(): Understood | undefined {
  if (!/^(?:\?embed=?)?$/.test(location.search)) return undefined
  const text = location.hash.slice(1)
  const { view, problems } = parseAddress(text)
  const isOurs = text === '' || (problems.length === 0 && formatAddress(view, Infinity).text === text)
  return isOurs ? { view: { ...view, embed: view.embed || hasEmbed(location.search) }, problems } : undefined
}
