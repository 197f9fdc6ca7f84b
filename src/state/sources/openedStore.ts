/** Live stores from the configuration: services, labels, and a selection of one as a source. */
import type { FailedSeries, Timeline, TimelineSeries } from '../../core/analysis/analysis.ts'
import type { SourceRef } from '../../core/link/view.ts'
import { type Result, err, ok } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { parca } from '../../sources/parca/parca.ts'
import { pyroscope } from '../../sources/pyroscope/pyroscope.ts'
import type { ProfileSource, ReadContext, SourceError, SourceTimeline } from '../../sources/source.ts'
import { deployment } from './deployment.ts'
import type { OpenedSource } from './openedSource.ts'

const firstWindowMs = 10 * 60_000
/** Around the window, so that what happened before it is visible. */
const timelineReachMs = 60 * 60_000

export async function findStore(name: string): Promise<Result<ProfileSource, SourceError>> {
  const { config, http } = await deployment()
  const store = config.stores.find((one) => one.name === name)
  const now = (): number => Date.now()
  switch (store?.kind) {
    case 'pyroscope':
      return ok(pyroscope({ http, config: store, now }))
    case 'parca':
      return ok(parca({ http, config: store, now }))
    case 'go-pprof':
      return err({
        code: 'unsupported',
        where: name,
        what: 'a Go service keeps no history',
        todo: 'record it from the source menu; the recording then opens like any other',
      })
    case undefined:
      return err({
        code: 'not-found',
        where: name,
        what: 'this page is not configured with a store of that name',
        todo: 'add it to trifold.config.json, or ask whoever shared the link which Trifold it was made with',
      })
  }
}

export async function openStoreSource(
  ref: SourceRef & { kind: 'store' },
  _context: ReadContext,
): Promise<Result<OpenedSource, SourceError>> {
  const found = await findStore(ref.name)
  if (!found.ok) return found
  const store = found.value
  const { config } = await deployment()
  const known = config.services.get(ref.service)
  const selection = { service: ref.service, labels: ref.selector }
  // Relative becomes absolute the moment it is first shown: the last ten whole minutes.
  const untilMs = Math.floor(Date.now() / 60_000) * 60_000
  return ok({
    ref,
    title: `${ref.service} in ${store.title}`,
    service: ref.service,
    labels: ref.selector,
    windows: [],
    opens: { fromMs: untilMs - firstWindowMs, untilMs },
    marks: [],
    cost: [],
    settings: {
      service: ref.service,
      ...(known?.cores === undefined ? {} : { cores: known.cores, coresFrom: 'the configuration' }),
      ...(known?.threads === undefined ? {} : { threads: known.threads, threadsFrom: 'the configuration' }),
      ...(known?.thresholds ? { thresholds: known.thresholds } : {}),
    },
    notes: [],
    capturesFor: (window, signal, onPart) => store.captures(selection, window, signal, onPart),
    comparedFor: (window, signal) => store.compared(selection, window, signal),
    comparedParts: (window) => store.comparedParts(window),
    timeline: async (window, signal) => {
      const around = {
        fromMs: window.fromMs - timelineReachMs,
        untilMs: Math.max(window.untilMs, Math.min(Date.now(), window.untilMs + timelineReachMs / 4)),
      }
      const answered = await store.timeline(selection, around, signal)
      return answered.ok ? ok(timelineFrom(answered.value)) : answered
    },
  })
}

/** A store's series as the page draws them; lock is waiters at a time, because a store does not know the number of threads. */
function timelineFrom({ span, series, failed }: SourceTimeline): Timeline {
  const seriesOf = (kind: 'cpu' | 'heap' | 'lock', unit: TimelineSeries['unit']): TimelineSeries => {
    const points = series.find((one) => one.kind === kind)?.points ?? []
    const error = failed.find((one) => one.kind === kind)?.error
    return {
      unit,
      points,
      covered: points.map(({ fromMs, untilMs }): TimeWindow => ({ fromMs, untilMs })),
      ...(error === undefined ? {} : { failed: failedSeries(error) }),
    }
  }
  return {
    span,
    series: { cpu: seriesOf('cpu', 'cores'), heap: seriesOf('heap', 'bytes'), lock: seriesOf('lock', 'waiters') },
    states: [],
  }
}

function failedSeries({ where, what, retryAfterMs }: SourceError): FailedSeries {
  return { text: `${where}: ${what}`, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
}
