/** How busy the CPUs are that the service may use. */
import { nsPerSecond } from '../base/units.ts'
import { isOneLoop, othersWork } from '../window/oneThread.ts'
import { type CpuView, sees } from '../window/windowProfiles.ts'
import { type Bound, boundOfSamples, counterReadings, loadReadings } from './cpuReadings.ts'
import type { Counted, CpuTimeAccount } from './account.ts'
import { assumedDesignEffect, z95 } from './intervals.ts'
import type { AbsentSignal, Signal } from './signal.ts'
import { type SignalInput, absent, counterDifference, ofProcesses, within } from './signalInput.ts'

interface CpuTime {
  readonly coresUsed: number
  /** 95 % half-width, in cores. */
  readonly half: number
  readonly samples: number
  readonly samplesOf: Counted
  readonly how: CpuTimeAccount
  readonly bound?: Bound
}

/** Clock ticks of /proc are 10 ms; two readings. */
const counterTickSeconds = 0.01

function fromCounters(input: SignalInput): CpuTime | undefined {
  const difference = counterDifference(counterReadings(input), input.profiles.asked)
  if (difference === undefined) return undefined
  return {
    coresUsed: difference.amount / difference.seconds,
    half: (z95 * counterTickSeconds) / difference.seconds,
    samples: 2,
    samplesOf: 'counter-readings',
    how: { id: 'counter', cpuSeconds: difference.amount, seconds: difference.seconds },
  }
}

function fromLoad(input: SignalInput): CpuTime | undefined {
  const loads = loadReadings(input).flatMap(({ timeMs, cores }) =>
    within(input.profiles.asked, timeMs) ? [cores] : [],
  )
  if (loads.length === 0) return undefined
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length
  const spread = Math.sqrt(loads.reduce((sum, load) => sum + (load - mean) ** 2, 0) / Math.max(1, loads.length - 1))
  return {
    coresUsed: mean,
    half: loads.length < 2 ? mean : (z95 * spread) / Math.sqrt(loads.length),
    samples: loads.length,
    samplesOf: 'load-events',
    how: { id: 'load', events: loads.length, cores: mean },
  }
}

/** What of the time that the GIL is held is CPU for sure. */
const sureGilShare = 0.8

/** A hundred samples in a second of CPU. */
const usualPeriodNs = 1e7

function fromSamples(view: CpuView): CpuTime | undefined {
  if (view.tree.unit !== 'nanoseconds' || view.coveredSeconds <= 0) return undefined
  if (view.assumed !== undefined || sees(view, 'some-threads') || sees(view, 'gil-holders')) return undefined
  if (othersWork(view)) return undefined
  const { total, samples, coveredSeconds } = view
  const processes = view.processes?.mean ?? 1
  const each = samples > 0 ? total / samples : 0
  // None at all in so long: at most three, of whatever profilers count by default.
  const spread = samples > 0 ? z95 * Math.sqrt(assumedDesignEffect * samples) * each : 3 * usualPeriodNs
  const isGil = sees(view, 'gil-or-runnable')
  const bound = boundOfSamples(view)
  // The holder of the GIL can be off the CPU: 0.958 cores were seen of 0.826.
  const sure = isGil && bound === 'lower' ? sureGilShare : 1
  return {
    coresUsed: (sure * total) / nsPerSecond / coveredSeconds / processes,
    half: (sure * spread) / nsPerSecond / coveredSeconds / processes,
    samples,
    samplesOf: 'cpu-samples',
    how: {
      id: 'samples',
      ns: total,
      ofGil: isGil,
      seconds: coveredSeconds,
      ...(processes > 1 ? { processes } : {}),
    },
    ...(bound === undefined ? {} : { bound }),
  }
}

/** Threads' own CPU times, printed in two dumps or more; what threads used that ended between two of them is lost. */
function fromLooks({ profiles }: SignalInput): CpuTime | undefined {
  const cpu = profiles.looks?.cpu
  if (cpu === undefined) return undefined
  const coresUsed = cpu.cpuSeconds / cpu.seconds
  const apart = Math.max(0, ...cpu.steps.map(({ cores }) => Math.abs(cores - coresUsed)))
  return {
    coresUsed,
    half: Math.max(apart, (coresUsed * 2 * counterTickSeconds) / cpu.seconds),
    samples: cpu.steps.length + 1,
    samplesOf: 'dumps-with-cpu-times',
    how: { id: 'dumps', cpuSeconds: cpu.cpuSeconds, seconds: cpu.seconds, profilerSeconds: cpu.profilerSeconds },
    ...(cpu.ended > 0 ? { bound: 'lower' as const } : {}),
  }
}

/** Exact counters beat samples that are known to miss or to overcount (py-spy, JFR); elsewhere the profile speaks for itself. */
function cpuTimeOf(input: SignalInput): CpuTime | undefined {
  const { profiles } = input
  const view = profiles.views.cpu
  const samples = view.state === 'measured' ? fromSamples(view) : undefined
  if (samples !== undefined && samples.bound === undefined) return samples
  return fromLoad(input) ?? fromCounters(input) ?? fromLooks(input) ?? samples
}

/** V8's own profile watches one JavaScript thread: how busy that is, not how busy several cores are that it cannot use. */
function isOneThread({ samplesOf }: CpuTime, view: SignalInput['profiles']['views']['cpu']): boolean {
  return samplesOf === 'cpu-samples' && view.state === 'measured' && isOneLoop(view)
}

const oneThread = { value: 1, from: 'the one JavaScript thread' }

export function cpuUser(input: SignalInput): Signal {
  const { profiles } = input
  const time = cpuTimeOf(input)
  if (time === undefined) return withoutCpuTime(input)
  const cores = isOneThread(time, profiles.views.cpu) ? oneThread : profiles.cores
  const used = { id: 'cores_used', value: time.coresUsed } as const
  if (cores === undefined) {
    return absent('cpu_user_pct', { id: 'cores-unknown', coresUsed: time.coresUsed }, { ask: 'cores', standIn: used })
  }
  const raw = (100 * time.coresUsed) / cores.value
  const half = (100 * time.half) / cores.value
  // A little over 100 is the clocks of two sources; much over it is a wrong number of cores or a wrong length: nothing is 100 % busy by that.
  if (raw > 105 && time.bound !== 'upper')
    return absent('cpu_user_pct', { id: 'more-than-cores', coresUsed: time.coresUsed, cores }, { ask: 'cores' })
  const fewest = time.bound === undefined && raw <= 100 ? ofFewest(time, cores) : undefined
  const bound = fewest === undefined ? time.bound : 'lower'
  return {
    state: 'present',
    id: 'cpu_user_pct',
    value: Math.min(100, raw),
    low: Math.max(0, Math.min(100, raw - half)),
    high: Math.min(100, raw + half),
    samples: time.samples,
    samplesOf: time.samplesOf,
    how: {
      id: 'cpu-of-cores',
      time: time.how,
      cores: { value: cores.value, from: cores.from },
      ...(time.bound === undefined ? {} : { bound: time.bound }),
      ...(fewest === undefined ? {} : { ofFewest: fewest }),
    },
    // At most so much stays that, however far above all cores it is.
    ...(raw > 100 ? { raw, bound: time.bound === 'upper' ? ('upper' as const) : ('clamped' as const) } : {}),
    ...(raw > 100 || bound === undefined ? {} : { bound }),
    ...(fewest === undefined
      ? {}
      : { range: { high: fewest.percent, highFrom: { id: 'fewest-cores', cores: fewest.cores } } }),
    of: { id: 'cores', cores: cores.value, ...ofProcesses(profiles.views.cpu) },
    companions: [used],
  }
}

/**
 * Of a machine's CPUs a container may be allowed a part, which the file does not say: 0.8 of 2 are 40 %, or 80 % of the one that it may use.
 * Undefined where what it used leaves no other whole number.
 */
function ofFewest(
  { coresUsed, half }: CpuTime,
  { value, ofMachine }: NonNullable<SignalInput['profiles']['cores']>,
): { readonly cores: number; readonly percent: number } | undefined {
  const cores = Math.max(1, Math.ceil(coresUsed - half))
  if (ofMachine !== true || cores >= value) return undefined
  return { cores, percent: Math.min(100, (100 * (coresUsed + half)) / cores) }
}

function withoutCpuTime({ profiles, facts }: SignalInput): AbsentSignal {
  const view = profiles.views.cpu
  const printed = printedCores(facts)
  if (printed !== undefined && profiles.cores === undefined)
    return absent(
      'cpu_user_pct',
      { id: 'cores-unknown', coresUsed: printed },
      { ask: 'cores', standIn: { id: 'cores_used', value: printed } },
    )
  if (view.state === 'absent') return absent('cpu_user_pct', { id: 'no-view', view })
  if (view.assumed !== undefined) return absent('cpu_user_pct', { id: 'kind-not-said', files: view.assumed })
  for (const id of ['some-threads', 'gil-holders'] as const) if (sees(view, id)) return absent('cpu_user_pct', { id })
  if (othersWork(view)) return absent('cpu_user_pct', { id: 'other-threads' })
  if (view.tree.unit !== 'nanoseconds') {
    const most = facts
      .flatMap(({ facts: { bounds = [] } }) => bounds)
      .flatMap(({ signal, unit, high }) => (signal === 'cpu_user_pct' && unit === 'cores' ? (high ?? []) : []))
    const bound = most.length === 0 ? {} : { mostCores: Math.min(...most) }
    return absent(
      'cpu_user_pct',
      {
        id: 'samples-without-length',
        ofPerf: sees(view, 'perf-events'),
        ofPySpy: profiles.runtime === 'cpython',
        ...bound,
      },
      bound,
    )
  }
  return absent('cpu_user_pct', { id: 'files-without-length', files: view.files }, { ask: 'window' })
}

/** What `kubectl top` and its like print of a moment lies between two ends that are a digit apart. */
function printedCores(facts: SignalInput['facts']): number | undefined {
  const printed = facts
    .flatMap(({ facts: { bounds = [] } }) => bounds)
    .find(({ signal, unit, basis }) => signal === 'cpu_user_pct' && unit === 'cores' && basis.id === 'printed-reading')
  return printed?.low === undefined || printed.high === undefined ? undefined : (printed.low + printed.high) / 2
}

/** Cores used by the JVM's own account, for stand-ins. */
export function coresByLoad(input: SignalInput): number | undefined {
  return fromLoad(input)?.coresUsed
}
