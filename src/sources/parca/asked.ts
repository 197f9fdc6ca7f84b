/** What is asked of one Parca, each thing once for all who ask it at about the same time: the menu, the line above the panes, the panes. */
import { ok, type Result } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import type { MeasuredSeries } from '../../core/fleet/series.ts'
import type { StoreConfig } from '../config/config.ts'
import { tellsNothing } from '../fleet/labels.ts'
import type { MeasuredUse } from '../fleet/measures.ts'
import { SharedAnswers } from '../fleet/shared.ts'
import { chooseTypes, usualRows, type TypeUse, type UseRow } from '../profileTypes.ts'
import { labelSelector } from '../selector.ts'
import type { Selection, SourceError } from '../source.ts'
import type { ParcaApi, ParcaSeries } from './api.ts'
import { measuredSeries, rawSeries, type ParcaQuestion } from './fleet.ts'

/** The agent counts samples; a merge multiplies them by their period and hands out nanoseconds. */
export const rows: readonly UseRow[] = [
  ...usualRows,
  {
    sampleTypes: ['samples'],
    unit: 'count',
    names: /^(process_cpu|parca_agent(_cpu)?|otel_profiling_agent_on_cpu|.*ebpf_profiler)$/,
    kind: 'cpu',
    views: ['cpu'],
  },
]

type Answer<T> = Promise<Result<T, SourceError>>

/** What a selection may have in a window: the types of the store, and the question that its series answer. */
export interface Shape {
  readonly ids: readonly string[]
  readonly question: ParcaQuestion
}

export interface Asked {
  readonly api: ParcaApi
  readonly serviceLabel: string
  /** Slow on a busy server, and the same for every question about a window. */
  readonly types: (window: TimeWindow, signal?: AbortSignal) => Answer<readonly string[]>
  readonly shape: (selection: Selection, window: TimeWindow, signal?: AbortSignal) => Answer<Shape>
  /** One kind of profile of all processes, as it is kept. */
  readonly raw: (question: ParcaQuestion, use: TypeUse, signal?: AbortSignal) => Answer<readonly ParcaSeries[]>
  /** The same as amounts and levels. */
  readonly series: (question: ParcaQuestion, wanted: MeasuredUse, signal?: AbortSignal) => Answer<MeasuredSeries>
}

export function askedOf(api: ParcaApi, config: StoreConfig): Asked {
  const serviceLabel = config.serviceLabel ?? 'job'
  const kept = {
    types: new SharedAnswers<readonly string[]>(),
    names: new SharedAnswers<readonly string[]>(),
    raw: new SharedAnswers<readonly ParcaSeries[]>(),
  }
  const types: Asked['types'] = (window, signal) =>
    kept.types.ask(keyOf(window), signal, (shared) => api.profileTypes(window, shared))
  const raw: Asked['raw'] = (question, use, signal) =>
    kept.raw.ask(`${use.type.id} ${keyOf(question.window, question.selector)}`, signal, (shared) =>
      rawSeries(question, use, shared),
    )
  return {
    api,
    serviceLabel,
    types,
    async shape({ service, labels }, window, signal) {
      const ids = await types(window, signal)
      if (!ids.ok) return ids
      const selector = labelSelector([[serviceLabel, service], ...Object.entries(labels)])
      const names = await kept.names.ask(keyOf(window, selector), signal, (shared) =>
        labelNames({ api, serviceLabel, selector, window, ids: ids.value }, shared),
      )
      if (!names.ok) return names
      return ok({ ids: ids.value, question: { api, selector, window, names: names.value, serviceLabel } })
    },
    raw,
    async series(question, wanted, signal) {
      const answer = await raw(question, wanted.use, signal)
      return answer.ok ? ok(measuredSeries(answer.value, wanted, serviceLabel)) : answer
    },
  }
}

const keyOf = ({ fromMs, untilMs }: TimeWindow, selector = ''): string => `${selector} ${fromMs} ${untilMs}`

interface NamesQuestion extends Omit<ParcaQuestion, 'names'> {
  readonly ids: readonly string[]
}

async function labelNames(
  { api, serviceLabel, selector, window, ids }: NamesQuestion,
  signal: AbortSignal,
): Promise<Result<readonly string[], SourceError>> {
  const [first] = chooseTypes(ids, rows)
  if (first === undefined) return ok([])
  const found = await api.labelNames(first.type.id, selector.slice(1, -1), window, signal)
  return found.ok ? ok(found.value.filter((name) => name !== serviceLabel && !tellsNothing.test(name))) : found
}
