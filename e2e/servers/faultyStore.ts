/** The page as it is deployed, in front of a store that fails when it is told to. */
import { type PageServer, startPageServer } from '../../src/cli/serve/pageServer.ts'
import type { TimeWindow } from '../../src/core/base/units.ts'
import { proxyTable } from '../../src/sources/proxy/proxyTable.ts'
import { type FaultyServer, faulty } from './faulty.ts'
import { distFolder } from './nginxServer.ts'
import { scraped, startParca } from './parca.ts'
import { goService, startPyroscope } from './pyroscope.ts'
import type { RecordedService } from './storedProfiles.ts'

export const storeKinds = {
  pyroscope: {
    /** What is asked for a window with something in it, the profiles last. */
    steps: ['Series', 'SelectSeries', 'SelectMergeProfile'],
    /** Without them everything that matters is there all the same. */
    spare: [],
    profiles: /SelectMergeProfile/,
    address: 'TRIFOLD_PYROSCOPE_URL',
    start: (recorded: RecordedService) =>
      startPyroscope({
        services: [goService(recorded, { service_name: 'orderbook', pod: 'a' })],
        nowMs: recorded.incident.untilMs + 3_600_000,
      }),
  },
  parca: {
    steps: ['types', 'values', 'query_range', 'query'],
    spare: ['values', 'query_range'],
    profiles: /query$/,
    address: 'TRIFOLD_PARCA_URL',
    start: (recorded: RecordedService) =>
      startParca({ services: [scraped(recorded, { job: 'orderbook', instance: 'a' })] }),
  },
} as const

export type StoreKind = keyof typeof storeKinds

interface BrokenDeployment {
  readonly page: PageServer
  readonly store: FaultyServer
  readonly close: () => Promise<void>
}

/** The store alone, for a page that stands already. */
export async function startFaulty(kind: StoreKind, recorded: RecordedService): Promise<FaultyServer> {
  const behind = await storeKinds[kind].start(recorded)
  const store = await faulty(behind.url)
  const close = async (): Promise<void> => {
    for (const one of [store, behind]) await one.close()
  }
  return { ...store, close }
}

export async function deployFaulty(kind: StoreKind, recorded: RecordedService): Promise<BrokenDeployment> {
  const store = await startFaulty(kind, recorded)
  const env = { [storeKinds[kind].address]: store.url }
  const page = await startPageServer({
    page: distFolder,
    proxies: proxyTable(env),
    files: [],
    host: '127.0.0.1',
    port: 0,
    base: '',
    env,
  })
  const close = async (): Promise<void> => {
    for (const one of [page, store]) await one.close()
  }
  return { page, store, close }
}

const iso = ({ fromMs, untilMs }: TimeWindow): string =>
  `${new Date(fromMs).toISOString()}..${new Date(untilMs).toISOString()}`

/**
 * @param name of the store
 * @param base compared with it
 */
export const linkTo = (name: string, window: TimeWindow, base?: TimeWindow): string =>
  `v=2&src=store:${name}&service=orderbook&w=${iso(window)}&cores=1${base === undefined ? '' : `&base=${iso(base)}`}`

export const earlier = ({ fromMs, untilMs }: TimeWindow, byMs: number): TimeWindow => ({
  fromMs: fromMs - byMs,
  untilMs: untilMs - byMs,
})
