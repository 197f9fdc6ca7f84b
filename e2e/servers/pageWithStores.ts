/** The page as it is deployed: recordings beside it, and stores behind its own origin under the names that its configuration gives them. */
import { fileURLToPath } from 'node:url'
import { type PageServer, startPageServer } from '../../src/cli/serve/pageServer.ts'
import type { ProxyEntry } from '../../src/sources/proxy/proxyTable.ts'
import { distFolder } from './nginxServer.ts'

export interface PutStore {
  readonly kind: ProxyEntry['kind']
  readonly name: string
  readonly title?: string
  /** Of a store that knows one service only. */
  readonly service?: string
  /** May be changed while the page is served. */
  target: string
}

export function startPageWithStores(stores: readonly PutStore[]): Promise<PageServer> {
  const sources = stores.map(({ kind, name, title = 'Production', service }) => ({
    kind,
    name,
    title,
    url: `/${name}`,
    ...(service === undefined ? {} : { service }),
  }))
  const entries = stores.map((store) => ({
    kind: store.kind,
    path: `/${store.name}`,
    get target() {
      return store.target
    },
  }))
  return startPageServer({
    page: distFolder,
    recordings: fileURLToPath(new URL('../../public/recordings', import.meta.url)),
    config: JSON.stringify({ sources, services: { orderbook: { cores: 1 } } }),
    proxies: { entries, sources, mistakes: [] },
    files: [],
    host: '127.0.0.1',
    port: 0,
    base: '',
    env: {},
  })
}
