/**
 * The page as it is deployed, with places behind it where a test puts its store. The page remembers what a store said by the store's
 * name, so each store gets a place where none stood before it: nothing that another one said answers for it.
 */
import type { PageServer } from '../../src/cli/serve/pageServer.ts'
import { type PutStore, startPageWithStores } from './pageWithStores.ts'
import type { TestServer } from './serve.ts'

export interface StandingStores {
  readonly page: PageServer
  /** Puts the store at as many places of its kind as are asked for, and says their names in links. */
  readonly put: (kind: Kind, store: TestServer, places?: number) => readonly string[]
}

type Kind = 'pyroscope' | 'parca'

/** Of each kind: all tests of a run need some thirty. */
const places = 100
const nowhere = 'http://127.0.0.1:9'

export async function startStandingStores(): Promise<StandingStores> {
  const free = (['pyroscope', 'parca'] as const).flatMap((kind) =>
    Array.from({ length: places }, (_, at): PutStore => ({ kind, name: `${kind}-${at}`, target: nowhere })),
  )
  const page = await startPageWithStores([...free])
  const put = (kind: Kind, { url }: TestServer): string => {
    const place = free.find((one) => one.kind === kind)
    if (!place) throw new Error(`no place is left for a ${kind}`)
    free.splice(free.indexOf(place), 1)
    place.target = url
    return place.name
  }
  return { page, put: (kind, store, many = 1) => Array.from({ length: many }, () => put(kind, store)) }
}
