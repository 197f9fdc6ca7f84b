/** What the processes of a service are held against each other by. */
import { bytesPerMb, nsPerSecond } from '../base/units.ts'
import type { SignalId } from '../base/vocabulary.ts'
import type { Signals } from '../signals/signal.ts'
import { fewestPieces } from '../signals/signalInput.ts'
import type { MemberMeasure, MemberMeasures } from './member.ts'
import { isUnsettled } from './memberSlope.ts'

/** What a member is compared by: per process, over its own time. Absent is not zero. */
export interface MemberFigures {
  readonly cores?: number
  /** Waiters on average, at least. */
  readonly waiters?: number
  readonly lockWaitPct?: number
  readonly allocMbPerSecond?: number
  readonly liveMb?: number
  /** Best estimate, established or not. */
  readonly growthMbPerHour?: number
  readonly threads?: number
}

export type FigureId = keyof MemberFigures

export function figuresOf(measures: MemberMeasures, signals: Signals): MemberFigures {
  const { cpu, waited, held, allocated, live, threads } = measures
  const sure = waited ?? held
  const slope = signals.live_heap_slope_mb_h
  // What a short look sees of growth is noise, by which nobody is told from the others.
  const of = slope.state === 'present' ? slope.how : slope.why
  const isNoise = (of.id === 'growth' || of.id === 'growth-open') && isUnsettled(of.growth)
  const growth = isNoise ? undefined : slope.state === 'present' ? slope.raw : slope.standIn?.value
  return {
    ...(cpu === undefined ? {} : { cores: cpu.mean / nsPerSecond }),
    ...(sure === undefined ? {} : { waiters: sure.mean / nsPerSecond }),
    ...presentIn(signals, 'lock_wait_pct', 'lockWaitPct'),
    ...(allocated === undefined ? {} : { allocMbPerSecond: allocated.mean / bytesPerMb }),
    ...(live === undefined ? {} : { liveMb: live.last / bytesPerMb }),
    ...(growth === undefined ? {} : { growthMbPerHour: growth }),
    ...(threads === undefined ? {} : { threads: threads.mean }),
  }
}

/** How far each figure scatters, in the same units; those with too few profiles are left out. */
export function halvesOf(measures: MemberMeasures, signals: Signals): MemberFigures {
  const { cpu, waited, held, allocated, live, threads } = measures
  const known = (one: MemberMeasure | undefined, scale: number, id: FigureId): MemberFigures =>
    one === undefined || one.points < fewestPieces ? {} : { [id]: one.half * scale }
  const sure = waited ?? held
  const count = threads?.mean
  const slope = signals.live_heap_slope_mb_h
  const [low, high] = slope.state === 'present' ? [slope.low, slope.high] : [slope.range?.low, slope.range?.high]
  return {
    ...known(cpu, 1 / nsPerSecond, 'cores'),
    ...known(sure, 1 / nsPerSecond, 'waiters'),
    ...(count === undefined || count <= 0 ? {} : known(sure, 100 / nsPerSecond / count, 'lockWaitPct')),
    ...known(allocated, 1 / bytesPerMb, 'allocMbPerSecond'),
    ...known(live, 1 / bytesPerMb, 'liveMb'),
    ...known(threads, 1, 'threads'),
    ...(low === undefined || high === undefined ? {} : { growthMbPerHour: (high - low) / 2 }),
  }
}

function presentIn(signals: Signals, id: SignalId, as: FigureId): MemberFigures {
  const signal = signals[id]
  return signal.state === 'present' ? { [as]: signal.value } : {}
}
