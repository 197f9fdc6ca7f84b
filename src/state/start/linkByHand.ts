/** Links that people and templates wrote. Loaded when there is one: a link that this page wrote needs none of it. */
import { readLink, queryLeft } from '../../core/link/byHand.ts'
import { type LinkFault, faultText } from '../../core/link/faults.ts'
import type { View } from '../../core/link/view.ts'
import { deployment } from '../sources/deployment.ts'
import type { LinkByHand } from '../view/address.ts'

export async function openByHand(hash: string, search: string): Promise<LinkByHand> {
  const link = readLink({ hash, search, nowMs: Date.now() })
  const faults: LinkFault[] = [...link.faults]
  let ways: readonly View[] = [link.view]
  if (link.asks) {
    const { service, store, viewIn } = link.asks
    const { config } = await deployment()
    // A Go service's own address keeps no history: nothing can be asked of it by time.
    const stores = config.stores.filter(({ kind }) => kind !== 'go-pprof').map(({ name }) => name)
    const meant = stores.filter((name) => store === undefined || name === store)
    const [only, ...others] = meant
    if (only !== undefined && others.length === 0) ways = [viewIn(only)]
    else {
      ways = stores.map(viewIn)
      if (store !== undefined) faults.push({ kind: 'unknown-store', store, stores })
      else faults.push(stores.length === 0 ? { kind: 'no-store', service } : { kind: 'which-store', service, stores })
    }
  }
  const [view = link.view] = ways
  const problems = link.warnings
  const query = queryLeft(search)
  if (faults.length === 0) return { view, problems, queryLeft: query }
  const { source, window, compare: _nor, ...look } = link.view
  const open = ways.filter(({ source: one }) => one !== undefined && !(one.kind === 'store' && one.service === ''))
  const without = { ...(source?.kind === 'store' ? { store: source.name } : {}), ...(window ? { window } : {}) }
  return {
    view: look,
    problems: [],
    refusal: { sentences: [...faults.map(faultText), ...problems], ways: open, without },
    queryLeft: query,
  }
}
