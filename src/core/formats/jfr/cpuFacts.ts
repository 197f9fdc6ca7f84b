/** What a recording knows of CPUs beside samples: load, limits, throttling, the collector's share. Formulas: formats.md §5.1. */
import type { SignalBound } from '../../base/bounds.ts'
import type { FileFacts } from '../parsedFile.ts'
import type { RecorderId } from './recorder.ts'

interface At {
  readonly timeMs: number
}

const byTime = (a: At, b: At): number => a.timeMs - b.timeMs

/** jdk.ThreadCPULoad is written for all threads at once, every 10 s; an instant's events lie this close together. */
const oneWritingMs = 500
const longestWritingMs = 10_500
/** J4: JIT threads are among the Java threads, native threads are not. */
const uncertaintyPct = 10
/** GC CPU is of the whole process inside pauses: compilers work in them too. */
const pauseTrust = 0.9
/**
 * It is the difference of two readings of a clock that ticks every 10 ms, for user and for system time: each is off by up to a tick,
 * with a standard deviation of 10 ms / √6.
 */
const tickErrorNs = 1e7 * Math.sqrt(2 / 6)

export class CpuFacts {
  readonly #load = new Map<RecorderId, { timeMs: number; share: number }[]>()
  readonly #threadLoad: { timeMs: number; thread: string; load: number }[] = []
  readonly #gcCpu: { timeMs: number; ns: number }[] = []
  readonly #containerCpu: { timeMs: number; seconds: number }[] = []
  readonly #throttling: NonNullable<FileFacts['throttling']>[number][] = []
  #hwThreads = 0
  #effectiveCpus = 0
  #cpuLimit = 0
  #memoryLimit = 0

  load(recorder: RecorderId, timeMs: number, share: number): void {
    const known = this.#load.get(recorder)
    if (known === undefined) this.#load.set(recorder, [{ timeMs, share }])
    else known.push({ timeMs, share })
  }

  /** One Java thread's load since it was last asked, as a share of all CPUs that the JVM reckons with. */
  threadLoad(timeMs: number, thread: string, load: number): void {
    this.#threadLoad.push({ timeMs, thread, load })
  }

  gcCpu(timeMs: number, ns: number): void {
    this.#gcCpu.push({ timeMs, ns })
  }

  hardwareThreads(count: number): void {
    if (count > 0) this.#hwThreads = count
  }

  /** Microseconds, CPUs, bytes; −1 stands for none. */
  container(quotaUs: number, periodUs: number, effectiveCpus: number, memoryLimit: number): void {
    if (effectiveCpus > 0) this.#effectiveCpus = effectiveCpus
    if (quotaUs > 0 && periodUs > 0) this.#cpuLimit = quotaUs / periodUs
    // "No limit" is also written as a number of pages near 2^63.
    if (memoryLimit > 0 && memoryLimit < 2 ** 60) this.#memoryLimit = memoryLimit
  }

  containerCpu(timeMs: number, ns: number): void {
    if (ns > 0) this.#containerCpu.push({ timeMs, seconds: ns / 1e9 })
  }

  throttling(timeMs: number, periods: number, throttledPeriods: number, throttledNs: number): void {
    if (periods > 0) this.#throttling.push({ timeMs, periods, throttledPeriods, throttledNs })
  }

  /** What shares of load are of: the process's of all there are, the threads' of those that the JVM reckons with. */
  get cpus(): { readonly ofProcess: number; readonly ofThreads: number } {
    return { ofProcess: this.#hwThreads, ofThreads: this.#effectiveCpus || this.#hwThreads }
  }

  finish(): FileFacts {
    const cores = this.#cpuLimit || this.#effectiveCpus || this.#hwThreads
    const load = this.#bestLoad()
    const container = {
      ...(this.#cpuLimit > 0 ? { cpuLimit: this.#cpuLimit } : {}),
      ...(this.#effectiveCpus > 0 ? { effectiveCpus: this.#effectiveCpus } : {}),
      ...(this.#memoryLimit > 0 ? { memoryLimitBytes: this.#memoryLimit } : {}),
    }
    const bounds = [this.#collectorBound(load), load.length === 0 ? this.#containerBound() : undefined].flatMap(
      (bound) => bound ?? [],
    )
    return {
      ...(cores > 0 ? { cores, coresFrom: this.#coresFrom() } : {}),
      ...(this.#hwThreads > 0 ? { hwThreads: this.#hwThreads } : {}),
      ...(load.length > 0 ? { cpuLoad: load } : {}),
      ...(this.#gcCpu.length > 0 ? { gcCpu: this.#gcCpu.toSorted(byTime) } : {}),
      ...(Object.keys(container).length > 0 ? { container } : {}),
      ...(this.#containerCpu.length > 0 ? { containerCpu: this.#containerCpu.toSorted(byTime) } : {}),
      ...(this.#throttling.length > 0 ? { throttling: this.#throttling.toSorted(byTime) } : {}),
      ...(bounds.length === 0 ? {} : { bounds }),
    }
  }

  /** Where the recorder measured no load: the container's own counter, which counts whatever else runs in it too. */
  #containerBound(): SignalBound | undefined {
    const readings = this.#containerCpu.toSorted(byTime)
    const [first, last] = [readings[0], readings.at(-1)]
    if (first === undefined || last === undefined) return undefined
    const seconds = (last.timeMs - first.timeMs) / 1000
    if (!(seconds > 1) || last.seconds < first.seconds) return undefined
    return {
      signal: 'cpu_user_pct',
      high: (last.seconds - first.seconds) / seconds,
      unit: 'cores',
      window: { fromMs: first.timeMs, untilMs: last.timeMs },
      basis: { id: 'wider-counter', of: 'container', seconds },
    }
  }

  #coresFrom(): string {
    if (this.#cpuLimit > 0 && this.#cpuLimit !== this.#effectiveCpus) return 'jdk.ContainerConfiguration.cpuQuota'
    return this.#effectiveCpus > 0 ? 'jdk.ContainerConfiguration.effectiveCpuCount' : 'jdk.CPUInformation.hwThreads'
  }

  /** Two recorders measure the same process: one of them is believed. The first reading has nothing to compare with and says 0. */
  #bestLoad(): { timeMs: number; share: number }[] {
    const lists = [...this.#load.values()].toSorted((a, b) => b.length - a.length)
    return (lists[0] ?? []).toSorted(byTime).slice(1)
  }

  /**
   * cpu_alloc_pct by what the process used beyond its Java threads, ± 10 points. The JVM's other threads are the collector's,
   * but native libraries have threads too: from below only as far as pauses show a collector at work.
   */
  #collectorBound(load: readonly { readonly timeMs: number; readonly share: number }[]): SignalBound | undefined {
    const cpus = this.#effectiveCpus || this.#hwThreads
    const first = load[0]
    // The first reading speaks of the second before it.
    const fromMs = (first?.timeMs ?? 0) - 1000
    const threads = first === undefined ? undefined : this.#threadSeconds(fromMs, cpus)
    if (threads === undefined) return undefined
    const { seconds: threadSeconds, untilMs } = threads
    const during = load.filter(({ timeMs }) => timeMs <= untilMs)
    const { seconds, share } = watchedIn(during, fromMs, untilMs)
    const processSeconds = share * this.#hwThreads * seconds
    if (!(processSeconds > 0.05) || !(seconds > 2)) return undefined
    const rest = Math.max(0, Math.min(100, (100 * (processSeconds - threadSeconds)) / processSeconds))
    // Threads that used more than their process: the clocks of the two differ by that much.
    const slack = Math.max(uncertaintyPct, (100 * (threadSeconds - processSeconds)) / processSeconds)
    const pauses = this.#gcCpu.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= untilMs)
    const pctOf = (ns: number): number => ns / 1e7 / processSeconds
    const pauseNs = pauses.reduce((sum, { ns }) => sum + ns, 0)
    const ticksNs = 1.96 * tickErrorNs * Math.sqrt(pauses.length)
    const leastPct = pctOf(Math.max(0, pauseNs - ticksNs))
    const collects = leastPct >= rest / 3
    const low = Math.max(0, Math.min(100, pauseTrust * leastPct), collects ? rest - slack : 0)
    const high = Math.min(100, Math.max(rest, pctOf(pauseNs)) + slack)
    if (low <= 0 && high >= 100) return undefined
    return {
      signal: 'cpu_alloc_pct',
      low,
      high,
      window: { fromMs, untilMs },
      basis: { id: 'process-less-threads', processSeconds, threadSeconds, seconds },
    }
  }

  /** CPU seconds of the Java threads from the first reading on, until all threads were last written together. */
  #threadSeconds(fromMs: number, cpus: number): { readonly seconds: number; readonly untilMs: number } | undefined {
    const events = this.#threadLoad.toSorted(byTime)
    const writings = new Map<number, number>()
    for (const { timeMs } of events) {
      const writing = Math.round(timeMs / oneWritingMs)
      writings.set(writing, (writings.get(writing) ?? 0) + 1)
    }
    // A thread that ends is written alone; only a writing of the many closes the account.
    let most = 0
    for (const count of writings.values()) most = Math.max(most, count)
    let close = -Infinity
    for (const [writing, count] of writings) if (count * 3 >= most) close = Math.max(close, writing)
    const untilMs = events.findLast(({ timeMs }) => Math.round(timeMs / oneWritingMs) <= close)?.timeMs
    if (untilMs === undefined) return undefined
    const last = new Map<string, number>()
    let seconds = 0
    for (const { timeMs, thread, load } of events) {
      if (timeMs > untilMs) break
      const since = Math.max(last.get(thread) ?? 0, timeMs - longestWritingMs, fromMs)
      last.set(thread, timeMs)
      seconds += (load * cpus * Math.max(0, timeMs - since)) / 1000
    }
    return { seconds, untilMs }
  }
}

/** Readings speak of the time since the one before them; between two recordings in one file nobody looked. */
function watchedIn(
  load: readonly { readonly timeMs: number; readonly share: number }[],
  fromMs: number,
  untilMs: number,
): { readonly seconds: number; readonly share: number } {
  const share = load.reduce((sum, one) => sum + one.share, 0) / Math.max(1, load.length)
  const times = [fromMs, ...load.map(({ timeMs }) => timeMs), untilMs]
  let ms = 0
  for (const [i, timeMs] of times.entries()) {
    const gap = timeMs - (times[i - 1] ?? timeMs)
    ms += gap > longestWritingMs ? 0 : Math.max(0, gap)
  }
  return { seconds: ms / 1000, share }
}
