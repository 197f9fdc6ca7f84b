/** What there is to choose from: recordings, stores, services, labels. Asked once each, when somebody looks. */
import { useQuery } from '@tanstack/react-query'
import type { SourceRef } from '../../core/link/view.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { placeText } from '../../core/fleet/place.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { deployment, type Deployment } from '../../state/sources/deployment.ts'
import { recordingsQuery } from '../../state/sources/openedRecording.ts'
import { dispatch } from '../../state/view/store.ts'
import type { RecordingChoice } from './SourcePanel.tsx'
import type { LabelValues, ServiceChoice } from './StorePicker.tsx'

export interface Choices<T> {
  readonly list: readonly T[]
  /** One sentence when there is no list. */
  readonly problem: string | undefined
  readonly loading: boolean
}

export function useDeployment(): Deployment | undefined {
  return useQuery({ queryKey: ['deployment'], queryFn: deployment }).data
}

export function useRecordings(): Choices<RecordingChoice> {
  const { data, isPending } = useQuery(recordingsQuery)
  return {
    list: data?.ok === true ? data.value : [],
    problem: data?.ok === false ? explainLoadError(data.error) : undefined,
    loading: isPending,
  }
}

export function openRecording(url: string): void {
  dispatch({ type: 'sourceChosen', source: { kind: 'recording', url } })
}

const nothingYet = { list: [], problem: undefined } as const

export function useServices(store: string, window: TimeWindow | undefined): Choices<ServiceChoice> {
  const { data, error, isPending } = useQuery({
    queryKey: ['services', store, window],
    enabled: window !== undefined,
    queryFn: async ({ signal }): Promise<readonly ServiceChoice[]> => {
      const found = await (await import('../../state/sources/openedStore.ts')).findStore(store)
      if (!found.ok) throw new Error(explainLoadError(found.error))
      if (!window) return []
      const services = await found.value.services(window, signal)
      if (!services.ok) throw new Error(explainLoadError(services.error))
      return services.value.map(({ name, place, views }) => {
        const details = [
          ...(place === undefined ? [] : [placeText(place)]),
          ...(views === undefined ? [] : [views.join(', ').replaceAll('_', ' ')]),
        ]
        const where = place === undefined ? {} : { place }
        return { name, ...where, ...(details.length === 0 ? {} : { detail: details.join(' · ') }) }
      })
    },
  })
  if (data) return { list: data, problem: undefined, loading: false }
  return { ...nothingYet, problem: error?.message, loading: isPending && error === null }
}

export function useLabels(
  source: SourceRef & { readonly kind: 'store' },
  window: TimeWindow | undefined,
): Choices<LabelValues> {
  const { data, error, isPending } = useQuery({
    queryKey: ['labels', source.name, source.service, window],
    enabled: window !== undefined,
    queryFn: async ({ signal }): Promise<readonly LabelValues[]> => {
      const found = await (await import('../../state/sources/openedStore.ts')).findStore(source.name)
      if (!found.ok) throw new Error(explainLoadError(found.error))
      if (!window) return []
      // All values, not only those that go with what is chosen: a choice must be changeable.
      const labels = await found.value.labels({ service: source.service, labels: {} }, window, signal)
      if (!labels.ok) throw new Error(explainLoadError(labels.error))
      return labels.value
    },
  })
  if (data) return { list: data, problem: undefined, loading: false }
  return { ...nothingYet, problem: error?.message, loading: isPending && error === null }
}
