/** Stores that fail when they are told to, and links to them. */
import type { TimeWindow } from '../../src/core/base/units.ts'
import { incident, inParca, inPyroscope } from './drawnIncident.ts'
import { type FaultyServer, faulty } from './faulty.ts'
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
    /** @param recorded without one it is the drawn one */
    start: (recorded?: RecordedService) =>
      startPyroscope({
        services: recorded ? [goService(recorded, { service_name: 'orderbook', pod: 'a' })] : inPyroscope('a'),
        nowMs: (recorded?.incident ?? incident).untilMs + 3_600_000,
      }),
  },
  parca: {
    steps: ['types', 'values', 'query_range', 'query'],
    spare: ['values', 'query_range'],
    profiles: /query$/,
    start: (recorded?: RecordedService) =>
      startParca({
        services: recorded ? [scraped(recorded, { job: 'orderbook', instance: 'a' })] : inParca('a'),
      }),
  },
} as const

export type StoreKind = keyof typeof storeKinds

export async function startFaulty(kind: StoreKind): Promise<FaultyServer> {
  const behind = await storeKinds[kind].start()
  const store = await faulty(behind.url)
  const close = async (): Promise<void> => {
    for (const one of [store, behind]) await one.close()
  }
  return { ...store, close }
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
