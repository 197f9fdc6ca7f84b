/**
 * What the analysis holds of a store: the windows a person may go back to, and no more. A recording is finite and its line covers all of it;
 * a store has no end, and an evening of moving its window would leave every window of it in memory.
 *
 *   window left behind  9th last: its captures are forgotten, unless something on screen is about them, and with them what was answered
 *   gone back to        read again from the store, as on a first visit
 */
import { type Query, type QueryKey, hashKey } from '@tanstack/react-query'
import { ask } from '../worker/analyst.ts'
import { queryClient } from '../worker/queryClient.ts'
import type { LoadedCaptures } from './loadCaptures.ts'

/** As many as the analysis keeps gathered. */
export const mostKeptWindows = 8

interface KeptWindow {
  readonly key: string
  readonly hashes: ReadonlySet<string>
}

let kept: readonly KeptWindow[] = []
let sweeping: ReturnType<typeof setTimeout> | undefined

/** Told when a window of a store has been read. `key` is that of its query. */
export function keepWindow(key: QueryKey, { captureIds }: Pick<LoadedCaptures, 'captureIds'>): void {
  const one = { key: hashKey(key), hashes: new Set(captureIds.map(hashOf)) }
  kept = [...kept.filter((other) => other.key !== one.key), one]
  if (kept.length > mostKeptWindows) sweepLater()
}

/** Not while something is being read: what is on its way may be about the same bytes. */
function sweepLater(): void {
  clearTimeout(sweeping)
  sweeping = setTimeout(() => {
    if (queryClient.isFetching() > 0) sweepLater()
    else void forgetOldWindows()
  }, 1000)
}

/** Forgets the oldest windows beyond those kept. Resolves when the analysis has let go of them. */
export async function forgetOldWindows(): Promise<void> {
  const queries = queryClient.getQueryCache().getAll()
  const shown = queries.filter(isShown)
  const old = kept.slice(0, Math.max(0, kept.length - mostKeptWindows))
  const recent = kept.slice(old.length)
  const gone = old.filter(({ hashes }) => !shown.some((query) => [...hashes].some((hash) => isAbout(query, hash))))
  if (gone.length === 0) return
  kept = [...old.filter((one) => !gone.includes(one)), ...recent]
  const hashes = [...new Set(gone.flatMap((one) => [...one.hashes]))].filter(
    (hash) => !kept.some((one) => one.hashes.has(hash)),
  )
  for (const query of queries) {
    const isGone = gone.some(({ key }) => key === query.queryHash)
    if (isShown(query) || !(isGone || hashes.some((hash) => isAbout(query, hash)))) continue
    queryClient.getQueryCache().remove(query)
  }
  if (hashes.length > 0) await ask({ ask: 'forget', hashes })
}

/** Somebody looks at it, even where it waits for something. */
const isShown = (query: Query): boolean => query.getObserversCount() > 0

/** Questions carry the ids of the captures they are about in their keys; what was loaded carries them in its data. */
function isAbout(query: Query, hash: string): boolean {
  return query.queryHash.includes(hash) || idsIn(query.state.data).some((id) => hashOf(id) === hash)
}

function idsIn(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null) return []
  if (Array.isArray(data)) return data.filter((one): one is string => typeof one === 'string')
  const {
    captureIds = [],
    others = [],
    answer,
  } = data as {
    readonly captureIds?: readonly string[]
    readonly others?: readonly { readonly captureIds?: readonly string[] }[]
    readonly answer?: { readonly hash?: string }
  }
  const otherIds = Array.isArray(others) ? others.flatMap((one) => one.captureIds ?? []) : []
  return [...captureIds, ...otherIds, ...(answer?.hash === undefined ? [] : [answer.hash])]
}

/** `${hash}#${part}`, and perhaps more behind it. */
const hashOf = (captureId: string): string => captureId.split('#')[0] ?? captureId
