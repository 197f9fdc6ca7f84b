/** What perf's header says of the machine and of its events. */
import type { SignalBound } from '../../base/bounds.ts'

/** Events in nanoseconds of CPU. */
export const clocks: RegExp = /^(cpu-clock|task-clock)(:\w+)?$/
/** What stands for CPU time, best first: a clock, cycles (of both kinds of core of a hybrid CPU), and last what was retired in them. */
export const cpuEvents: readonly RegExp[] = [
  clocks,
  /^((cpu[-_])?cycles|cpu_clk_unhalted\.(thread|core)(_p)?)(:\w+)?$/,
  /^instructions(:\w+)?$/,
]
export const isCpuEvent = (name: string): boolean => cpuEvents.slice(0, 2).some((pattern) => pattern.test(name))
/** `cpu_core/cycles/u` and `cpu_atom/cycles/u` are the cycles of one hybrid machine; `cycles/period=1000/u` is cycles. */
const pmuEvent =
  /^(?:(?:cpu(?:_core|_atom)?|armv\w+|apple_\w+)\/([\w-]+)(?:,[^/]*)?|([\w-]+)\/(?:period|freq|name)=[^/]*)\/(\w*)$/
export const eventOf = (name: string): string => {
  const [, ofUnit, bare, modifier] = pmuEvent.exec(name) ?? []
  const event = ofUnit ?? bare
  return event === undefined ? name : modifier ? `${event}:${modifier}` : event
}

export class PerfHeader {
  cpus = 0
  durationMs: number | undefined
  /** Samples per second, by event name. */
  readonly frequencies: Map<string, number> = new Map<string, number>()

  readonly #events = new Set<string>()

  /** Where lines do not say what was sampled; '' where there were several. */
  get onlyEvent(): string {
    const [name = '', another] = this.#events
    return another === undefined ? name : ''
  }

  /** It was told to record all CPUs, whoever runs on them. */
  isOfMachine = false

  #sleptSeconds = 0

  /** Where there is no sample: at most three in that time, each of one period of a clock. */
  get mostCores(): SignalBound | undefined {
    const [[name, frequency] = ['', 0]] = this.frequencies
    const ticks = this.#sleptSeconds * frequency
    if (!isCpuEvent(name) || !(ticks > 0)) return undefined
    return {
      signal: 'cpu_user_pct',
      unit: 'cores',
      high: 3 / ticks,
      basis: { id: 'runnable-threads', samples: 0, ticks: Math.round(ticks) },
    }
  }

  read(line: string): void {
    const cpus = /^# nrcpus online : (\d+)/.exec(line)
    if (cpus) this.cpus = Number(cpus[1])
    const duration = /^# sample duration :\s+([\d.]+) ms/.exec(line)
    if (duration) this.durationMs = Number(duration[1])
    const named = /^# event : name = ([^,]+),/.exec(line)
    if (named && !/^dummy\b/.test(named[1]!)) this.#events.add(named[1]!)
    const event = /^# event : name = ([^,]+),.*?sample_freq \} = (\d+).*?\bfreq = 1\b/.exec(line)
    if (event) this.frequencies.set(eventOf(event[1]!), Number(event[2]))
    // Of the command line nothing but how long it was told to sleep, and whether it was of all CPUs.
    if (/^# cmdline : .{0,200}? record .{0,400}?(?:-a\w*|--all-cpus)(?: |$)/.test(line)) this.isOfMachine = true
    const slept = /^# cmdline : .{0,4000} sleep (\d{1,6}(?:\.\d{1,6})?)s? *$/.exec(line)
    if (slept) this.#sleptSeconds = Number(slept[1])
  }
}
