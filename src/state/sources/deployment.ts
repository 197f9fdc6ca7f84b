/** What this deployment says of itself (trifold.config.json), read once, and what everything that reads from outside shares. */
import { type Config, defaultConfig } from '../../sources/config/config.ts'
import { loadConfig } from '../../sources/config/loadConfig.ts'
import type { LocalStore } from '../../sources/files/localStore.ts'
import { type Http, createHttp } from '../../sources/http/http.ts'
import { ahead } from './ahead.ts'
import { insideSnapshot } from './snapshotFile.ts'

export interface Deployment {
  readonly config: Config
  /** One sentence per mistake in the configuration; shown, because the operator may be looking. */
  readonly mistakes: readonly string[]
  readonly http: Http
  /** Opened when first asked for: most visits bring no files. */
  readonly localStore: () => Promise<LocalStore>
}

export const pageUrl = (): string => document.baseURI.replace(/#.*$/, '')

let loading: Promise<Deployment> | undefined

export function deployment(): Promise<Deployment> {
  loading ??= load()
  return loading
}

async function load(): Promise<Deployment> {
  const inside = insideSnapshot()
  const plainFetch: typeof fetch = (input, init) => {
    const isPlain = typeof input === 'string' && init?.method === 'GET' && init.headers === undefined
    return (isPlain ? ahead?.take(input, init.signal) : undefined) ?? fetch(input, init)
  }
  const asking = { fetch: plainFetch, pageUrl: pageUrl(), withoutOrigin: globalThis.origin === 'null' }
  const { config, mistakes } = inside
    ? { config: defaultConfig(pageUrl()), mistakes: [] }
    : await loadConfig(createHttp(asking), pageUrl())
  let store: Promise<LocalStore> | undefined
  return {
    config,
    mistakes,
    http: createHttp({ ...asking, maxBytes: config.limits.downloadBytes }),
    localStore: () => (store ??= openStore(inside, config.limits.localFilesBytes)),
  }
}

async function openStore(inside: boolean, limitBytes: number): Promise<LocalStore> {
  const { openLocalStore } = await import('../../sources/files/indexedDbShelf.ts')
  return openLocalStore(inside ? undefined : storage(), () => Date.now(), { limitBytes })
}

/** A sandboxed frame has no storage, and some browsers throw at the mere question. */
function storage(): IDBFactory | undefined {
  try {
    return globalThis.indexedDB
  } catch {
    return undefined
  }
}
