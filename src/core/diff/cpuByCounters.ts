/**
 * A Flight Recorder looks at a few threads per tick: which Java code ran, and not how much CPU that was. Its seconds of two windows differ by
 * how many threads were ready as well. Where the process counted its CPU in both, that is what its functions shared, less what was never
 * Java code: the collector and the compiler, within the bounds that are known of them.
 */
import { nsPerSecond } from '../base/units.ts'
import type { Story, ToldSignal } from '../diagnosis/story.ts'
import { type MeasuredView, type WindowProfiles, sees } from '../window/windowProfiles.ts'

interface Counted {
  readonly profiles: Pick<WindowProfiles, 'cores'>
  readonly story: Pick<Story, 'signals'>
}

export interface CountedCpu {
  /** Cores that Java code used. */
  readonly base: number
  readonly head: number
  /** What they rest on is known too loosely for a ratio of the two. */
  readonly loose: boolean
}

/** The two sides may be off against each other by this much, by the bounds of what is not Java code. */
const mostLoose = 1.25

export function cpuByCounters(a: MeasuredView, b: MeasuredView, base: Counted, head: Counted): CountedCpu | undefined {
  if (b.kind !== 'cpu' || a.shows !== undefined || ![a, b].every((view) => sees(view, 'java-code'))) return undefined
  const [ofA, ofB] = [javaCores(base), javaCores(head)]
  if (!ofA || !ofB) return undefined
  return { base: ofA.cores, head: ofB.cores, loose: ofA.loose * ofB.loose > mostLoose }
}

/** @returns the seconds by which a sum of samples is divided, so that it is this many cores */
export const secondsOf = (view: MeasuredView, cores: number): number => view.total / (cores * nsPerSecond)

function javaCores({ profiles, story }: Counted): { readonly cores: number; readonly loose: number } | undefined {
  const { cpu_user_pct: used, cpu_alloc_pct: other } = story.signals
  if (profiles.cores === undefined || used.state !== 'present' || !isCounted(used) || !(used.value > 0))
    return undefined
  const [low, high] = rangeOf(other)
  if (low === undefined || high === undefined || high >= 100) return undefined
  const [most, least] = [1 - low / 100, 1 - high / 100]
  return { cores: (used.value / 100) * profiles.cores.value * Math.sqrt(most * least), loose: Math.sqrt(most / least) }
}

const isCounted = ({ counted }: Extract<ToldSignal, { readonly state: 'present' }>): boolean =>
  counted === 'load-events' || counted === 'counter-readings'

function rangeOf(signal: ToldSignal): readonly [number | undefined, number | undefined] {
  return signal.state === 'present' ? [signal.low, signal.high] : [signal.range?.low, signal.range?.high]
}
