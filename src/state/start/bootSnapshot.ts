/**
 * A snapshot opens as its maker saw it, timeline, lists and table included; the reader may look closer but not elsewhere. In a frame of
 * somebody's page it is an embed: the verdict and its panes.
 */
import { parseAddress } from '../../core/link/address.ts'
import type { View } from '../../core/link/view.ts'
import { answerHeight } from '../sharing/embedHeight.ts'
import { openCached } from '../sources/openCached.ts'
import { embeddedUrl } from '../sources/openedSnapshot.ts'
import { openLink } from '../view/store.ts'

export async function bootSnapshot(): Promise<void> {
  const source = { kind: 'snapshot', url: embeddedUrl } as const
  const opened = await openCached(source).catch(() => undefined)
  const { view } = parseAddress(opened?.frozen?.about.view ?? '')
  const window = opened?.frozen?.headWindow
  const { compare, ...single } = view
  const shown: View = { ...single, source, ...(window ? { window } : {}), embed: globalThis.self !== globalThis.top }
  const base = opened?.frozen?.baseWindow
  answerHeight()
  openLink(compare && base ? { ...shown, compare: { ...withoutSource(compare), base } } : shown, { guest: true })
}

/** The base is inside the snapshot as well, wherever it came from. */
function withoutSource(compare: NonNullable<View['compare']>): NonNullable<View['compare']> {
  const { baseSource: _elsewhere, ...rest } = compare
  return rest
}
