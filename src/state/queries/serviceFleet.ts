/** All processes of the service on screen, whichever of them is looked at; and the services of the stores, worst first. */
import { keepPreviousData, skipToken, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useStore } from 'zustand'
import type { TriageRow } from '../../core/analyst/questions.ts'
import { placeOf } from '../../core/fleet/place.ts'
import type { Fleet } from '../../core/fleet/fleet.ts'
import { fleetOptions } from '../../core/fleet/limits.ts'
import type { SourceRef } from '../../core/link/view.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { deployment } from '../sources/deployment.ts'
import { sourceKey } from '../view/sourceKey.ts'
import { ask } from '../worker/analyst.ts'
import { SourceFailure } from '../worker/sourceFailure.ts'
import { appStore } from '../view/store.ts'
import { keptWithin } from './answers.ts'
import { type Answer, useAnalysis, useAnswered, useFleet, useSource } from './current.tsx'
import { settingsOf } from './settings.ts'
import { useStanding } from './standing.ts'

export function useServiceFleet(): Answer<Fleet> {
  const own = useFleet()
  const source = useSource().data
  const view = useStore(appStore, (state) => state.view)
  const { window } = view
  const ref = source?.ref
  // After the first answer, so that it never delays it.
  const ready = useAnalysis().data !== undefined
  // Another namespace is another service, not another part of this one.
  const place = ref?.kind === 'store' ? placeOf(ref.selector) : {}
  const isPart = ref?.kind === 'store' && Object.keys(ref.selector).length > Object.keys(place).length
  const options = source && fleetOptions(settingsOf(view, source))
  const query = useQuery({
    queryKey: [
      'serviceFleet',
      ref?.kind === 'store' ? [ref.name, ref.service, place] : sourceKey(ref),
      window,
      options,
    ],
    placeholderData: keepPreviousData,
    queryFn:
      isPart && ready && window && options
        ? async ({ signal }): Promise<Fleet> => {
            const data = await seriesOf({ ...ref, selector: place }, window, signal)
            return ask({ ask: 'fleet', data, options }, { signal })
          }
        : skipToken,
  })
  const whole = useStanding(useAnswered(query), query.isPlaceholderData)
  return isPart ? whole : own
}

/** Rejects with `SourceFailure`. */
async function seriesOf(ref: SourceRef & { kind: 'store' }, window: TimeWindow, signal: AbortSignal) {
  const found = await (await import('../sources/openedStore.ts')).findStore(ref.name)
  if (!found.ok) throw new SourceFailure(found.error)
  const series = await found.value.fleet({ service: ref.service, labels: ref.selector }, window, signal)
  if (!series.ok) throw new SourceFailure(series.error)
  return series.value
}

/** The services of one store that use or wait most, worst first. */
export function useTriage(store: string | undefined, window: TimeWindow): UseQueryResult<readonly TriageRow[]> {
  const answer = useQuery({
    queryKey: ['triage', store, window],
    ...keptWithin(store ?? ''),
    queryFn:
      store === undefined
        ? skipToken
        : async ({ signal }) => {
            const found = await (await import('../sources/openedStore.ts')).findStore(store)
            if (!found.ok) throw new SourceFailure(found.error)
            const fleets = await found.value.triage(window, signal)
            if (!fleets.ok) throw new SourceFailure(fleets.error)
            const { config } = await deployment()
            const services = fleets.value.map(({ service, place, fleet }) => {
              const known = config.services.get(service)
              const settings = {
                ...(known?.cores === undefined ? {} : { cores: known.cores, coresFrom: 'the configuration' }),
                ...(known?.threads === undefined ? {} : { threads: known.threads, threadsFrom: 'the configuration' }),
                ...(known?.thresholds ? { thresholds: known.thresholds } : {}),
              }
              return {
                service,
                ...(place === undefined ? {} : { place }),
                data: fleet,
                options: fleetOptions(settings),
              }
            })
            return ask({ ask: 'triage', services }, { signal })
          },
  })
  return useStanding(answer, answer.isPlaceholderData)
}
