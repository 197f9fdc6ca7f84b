/** How busy the CPUs are that the service may use. */
import { formatNs, formatNumber, formatSeconds, formatShort, formatSpan } from '../base/numbers.ts'
import { nsPerSecond } from '../base/units.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import { type Bound, boundOfSamples, counterReadings, loadReadings } from './cpuReadings.ts'
import { assumedDesignEffect, z95 } from './intervals.ts'
import type { AbsentSignal, Signal } from './signal.ts'
import { type SignalInput, absent, counterDifference, within } from './signalInput.ts'

interface CpuTime {
  readonly coresUsed: number
  /** 95 % half-width, in cores. */
  readonly half: number
  readonly samples: number
  readonly samplesOf: string
  /** "Σ 3.1 s CPU over 30 s" */
  readonly how: string
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
    samplesOf: 'readings of the process’ CPU counter',
    how: `${formatSeconds(difference.amount)} CPU by the process’ own counter over ${formatSpan(difference.seconds)}`,
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
    samplesOf: 'CPULoad events',
    how: `mean of ${loads.length} CPULoad events × hardware threads, ${formatShort(mean)} cores used`,
  }
}

function fromSamples(view: MeasuredView): CpuTime | undefined {
  if (view.tree.unit !== 'nanoseconds' || view.coveredSeconds <= 0) return undefined
  const { total, samples, coveredSeconds } = view
  const each = samples > 0 ? total / samples : 0
  const isGil = view.emitter?.startsWith('py-spy') === true
  const bound = boundOfSamples(view)
  return {
    coresUsed: total / nsPerSecond / coveredSeconds,
    half: (z95 * Math.sqrt(assumedDesignEffect * samples) * each) / nsPerSecond / coveredSeconds,
    samples,
    samplesOf: 'CPU samples',
    how: `Σ ${formatNs(total)} ${isGil ? 'of GIL-holder samples' : 'CPU'} over ${formatSpan(coveredSeconds)}`,
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
    samplesOf: 'dumps that print CPU times',
    how: `${formatSeconds(cpu.cpuSeconds)} CPU by the threads’ own times over ${formatSpan(cpu.seconds)} between dumps${cpu.profilerSeconds >= 0.01 ? `, ${formatSeconds(cpu.profilerSeconds)} of attaching and recording left out` : ''}`,
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
  return samplesOf === 'CPU samples' && view.state === 'measured' && view.emitter === 'V8'
}

const oneThread = { value: 1, from: 'the one JavaScript thread' }

export function cpuUser(input: SignalInput): Signal {
  const { profiles } = input
  const time = cpuTimeOf(input)
  if (time === undefined) return withoutCpuTime(input)
  const cores = isOneThread(time, profiles.views.cpu) ? oneThread : profiles.cores
  const used = { id: 'cores_used', text: `${formatShort(time.coresUsed)} cores used`, value: time.coresUsed }
  if (cores === undefined) {
    return absent(
      'cpu_user_pct',
      `How many CPUs the service may use is in none of the files; it used ${formatShort(time.coresUsed)} of them.`,
      'Give the container’s CPU limit (or GOMAXPROCS).',
      { ask: 'cores', standIn: used },
    )
  }
  const raw = (100 * time.coresUsed) / cores.value
  const half = (100 * time.half) / cores.value
  const coresText = `${formatNumber(cores.value, Number.isInteger(cores.value) ? 0 : 1)} ${cores.value === 1 ? 'core' : 'cores'}`
  // A little over 100 is the clocks of two sources; much over it is a wrong number of cores, and said.
  const over = raw > 105
  return {
    state: 'present',
    id: 'cpu_user_pct',
    value: Math.min(100, raw),
    low: Math.max(0, Math.min(100, raw - half)),
    high: Math.min(100, raw + half),
    samples: time.samples,
    samplesOf: time.samplesOf,
    how: `${time.how} × ${coresText} (${cores.from})${time.bound === 'lower' ? ': a lower bound' : time.bound === 'upper' ? ': an upper bound' : ''}${over ? `; that is ${formatNumber(raw)} %, so more than ${coresText} must have been there` : ''}`,
    ...(raw > 100 ? { raw, bound: 'clamped' as const } : time.bound === undefined ? {} : { bound: time.bound }),
    of: `of ${coresText}`,
    companions: [used],
  }
}

const emitterIsPerf = ({ emitter }: MeasuredView): boolean => emitter === 'perf'

function withoutCpuTime({ profiles }: SignalInput): AbsentSignal {
  const view = profiles.views.cpu
  if (view.state === 'absent') return absent('cpu_user_pct', view.text, view.next.text)
  if (view.tree.unit !== 'nanoseconds') {
    return absent(
      'cpu_user_pct',
      'The CPU file counts samples and does not say how much time one stands for.',
      emitterIsPerf(view)
        ? 'Record the CPU’s time with `perf record -e cpu-clock -g`, or print the header: `perf script --header`.'
        : 'Record it in a format that carries the sampling period (pprof, speedscope).',
    )
  }
  return absent(
    'cpu_user_pct',
    `${view.files.join(', ')}: the file does not say how long it took.`,
    'Give the length of the recording in seconds.',
    { ask: 'window' },
  )
}

/** Cores used by the JVM's own account, for stand-ins. */
export function coresByLoad(input: SignalInput): number | undefined {
  return fromLoad(input)?.coresUsed
}
