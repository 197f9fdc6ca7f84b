/** What may say how much CPU a process used, beside its profile; one choice for the signal and for the timeline. */
import { type CounterPoint, seriesOf } from './counters.ts'
import { type EpochMs, nsPerSecond } from '../base/units.ts'
import { type MeasuredView, sees } from '../window/windowProfiles.ts'
import type { SignalInput } from './signalInput.ts'

type Readings = Pick<SignalInput, 'facts' | 'settings'>

/** Seconds of CPU the process had used by then, in the order of time. */
export function counterReadings({
  facts,
  settings,
}: Readings): readonly { readonly timeMs: EpochMs; readonly value: number }[] {
  const observed = (settings.process ?? []).flatMap(({ atMs, cpuSeconds }) =>
    cpuSeconds === undefined ? [] : [{ timeMs: atMs, value: cpuSeconds }],
  )
  // Two logs begin at zeros of their own: the one that covers most is taken, never both.
  const length = (points: readonly CounterPoint[]): number => (points.at(-1)?.timeMs ?? 0) - (points[0]?.timeMs ?? 0)
  const [inFiles = []] = seriesOf(facts, ({ processCpu = [] }) =>
    processCpu.map(({ timeMs, seconds: value }) => ({ timeMs, value })),
  ).toSorted((a, b) => length(b) - length(a))
  return (observed.length >= 2 ? observed : inFiles).toSorted((a, b) => a.timeMs - b.timeMs)
}

/** Cores in use by JFR's CPULoad, which is a share of all hardware threads of the host, also inside a container. */
export function loadReadings({
  facts,
}: Pick<Readings, 'facts'>): readonly { readonly timeMs: EpochMs; readonly cores: number }[] {
  return facts
    .flatMap(({ facts: own }) => {
      const hardware = own.hwThreads
      return hardware === undefined
        ? []
        : (own.cpuLoad ?? []).map((point) => ({ timeMs: point.timeMs, cores: point.share * hardware }))
    })
    .toSorted((a, b) => a.timeMs - b.timeMs)
}

export type Bound = 'lower' | 'upper'

/** Whether the samples are known to miss CPU, or to count more than there is. */
export function boundOfSamples(view: MeasuredView): Bound | undefined {
  // One holder at a time: more than one core of "GIL" samples are all runnable threads, an upper bound.
  if (sees(view, 'gil-or-runnable')) return view.total / nsPerSecond > 1.02 * view.coveredSeconds ? 'upper' : 'lower'
  // One JavaScript thread, and whatever stopped inside a call (Atomics.wait, a read from disk) counts as running.
  if (sees(view, 'one-thread') || sees(view, 'event-loops')) return 'upper'
  if (sees(view, 'ready-counts')) return 'upper'
  return view.cautions.some(({ id }) => id === 'java-code-only') ? 'lower' : undefined
}
