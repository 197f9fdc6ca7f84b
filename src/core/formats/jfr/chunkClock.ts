/**
 * How fast the clock of a chunk ticks and how long the chunk is. Its header says both, and either may be wrong: a clock that ticks
 * faster or slower than it says, or a length that was never brought up to date (copied while it was written). Three witnesses:
 *
 *   the next chunk    begins where this one ended: (its ticks − ours) ÷ (its time − ours) is the true rate
 *   an earlier chunk  of the same clock, for the last one
 *   jdk.CPULoad       comes as often as its setting says
 *
 * The last one also tells of a chunk that says it is longer than it is.
 * Without a witness a clock up to twice as fast is put right by the length (1.28 was seen), and beyond that the length by the clock.
 */
import type { ChunkHeader } from './chunk.ts'

/** Times of events, in ticks. */
export interface EventTimes {
  readonly count: number
  /** Past the chunk's end by more than rounding. */
  readonly late: number
  /** The latest event that is no damage. */
  readonly last: number
  /** Of jdk.CPULoad, some of them in order. */
  readonly loads: readonly number[]
}

export interface ChunkClock {
  readonly ticksPerSecond: number
  readonly durationMs: number
  /** Rate of the true clock by that of the header, as far as this chunk proves it for others. */
  readonly proven?: number
}

export interface ClockWitness {
  /** The chunk that follows in the file. */
  readonly next?: ChunkHeader
  /** What an earlier chunk of the same clock has proved. */
  readonly earlier?: number
  /** How often jdk.CPULoad was to be written. */
  readonly loadPeriodNs?: number
}

/** Less is rounding, or the last flush. */
const tolerance = 0.02
const slackMs = 1000
const largest = 20
/** A clock that runs off was never seen to do so by more; a length that is cut short is so by any factor. */
const fastestAlone = 2
const fewestLate = 3
const fewestLoads = 5
/** Periods of the load: fewer may be a machine that was busy. */
const fewestSilent = 10

export function clockOf(header: ChunkHeader, times: EventTimes, witness: ClockWitness): ChunkClock {
  const { ticksPerSecond: said, startTicks, startMs, durationMs } = header
  const { next } = witness
  const byNext = next && ratioByNext(header, next)
  const ratio = byNext ?? witness.earlier ?? ratioByLoads(times.loads, said, witness.loadPeriodNs)
  const isLate = times.late >= fewestLate && times.late > tolerance * times.count
  const spanMs = (rate: number): number => ((times.last - startTicks) / rate) * 1000
  if (ratio === undefined) {
    const factor = durationMs > 0 ? spanMs(said) / durationMs : Infinity
    if (!isLate || !(factor > 1)) return { ticksPerSecond: said, durationMs }
    if (factor <= fastestAlone && durationMs >= slackMs) return { ticksPerSecond: factor * said, durationMs }
    // As many are late as would be of a recording that long: a few wild ones do not make it longer.
    const isLonger = times.late >= ((1 - 1 / factor) / 2) * times.count
    return { ticksPerSecond: said, durationMs: isLonger ? spanMs(said) : durationMs }
  }
  const rate = isOff(ratio) ? ratio * said : said
  const proven = byNext === undefined ? {} : { proven: isOff(byNext) ? byNext : 1 }
  const lastMs = spanMs(rate)
  const isShort = isLate && lastMs > durationMs * (1 + tolerance)
  const untilNext = byNext === undefined || next === undefined ? Infinity : next.startMs - startMs
  // Events beyond where the next one begins: that is of another process, whose clock is the machine's too.
  const overlaps = durationMs > untilNext + slackMs && lastMs <= untilNext + slackMs
  const isSilent = next === undefined && wentSilent(times, said * ratio, witness.loadPeriodNs, durationMs - lastMs)
  const length =
    overlaps || (isShort && untilNext < lastMs + 2 * slackMs) ? untilNext : isShort || isSilent ? lastMs : durationMs
  return { ticksPerSecond: rate, durationMs: length, ...proven }
}

/**
 * The load is read as long as the program runs: one that came regularly and then, with everything else, not for a tenth of what the
 * chunk says it is long, tells of a length that is wrong, or of a program that was frozen. Neither is time that it ran.
 */
function wentSilent(times: EventTimes, rate: number, periodNs: number | undefined, silentMs: number): boolean {
  const regular = ratioByLoads(times.loads, rate, periodNs)
  if (regular === undefined || isOff(regular) || periodNs === undefined) return false
  const runningMs = (((times.loads.at(-1) ?? 0) - (times.loads[0] ?? 0)) / rate) * 1000
  return silentMs > Math.max((fewestSilent * periodNs) / 1e6, runningMs / 10)
}

const isOff = (ratio: number): boolean => Math.abs(ratio - 1) > tolerance

/** Only of the same clock: the rate agrees with the header's, or the chunk's length with where the next one begins. */
function ratioByNext(header: ChunkHeader, next: ChunkHeader): number | undefined {
  const ms = next.startMs - header.startMs
  const ticks = next.startTicks - header.startTicks
  if (next.ticksPerSecond !== header.ticksPerSecond || !(ms >= slackMs) || !(ticks > 0)) return undefined
  const ratio = ((ticks / ms) * 1000) / header.ticksPerSecond
  if (!isOff(ratio)) return 1
  const follows = Math.abs(ms - header.durationMs) <= Math.max(slackMs / 5, tolerance * ms)
  return follows && ratio > 1 / largest && ratio < largest ? ratio : undefined
}

function ratioByLoads(ticks: readonly number[], said: number, periodNs: number | undefined): number | undefined {
  if (periodNs === undefined || !(periodNs > 0) || ticks.length <= fewestLoads) return undefined
  const gaps = ticks.slice(1).map((at, i) => at - (ticks[i] ?? at))
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0
  const ratio = ((usual / periodNs) * 1e9) / said
  return ratio > 1 / largest && ratio < largest ? ratio : undefined
}
