/** How busy the CPUs are, and how much of that is the allocator and the collector. */
import { formatNs, formatNumber, formatSeconds, formatShort, formatSpan } from '../report/numbers.ts'
import { nsPerSecond } from '../units.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import { classifyCpuFrame } from './framePatterns.ts'
import { assumedDesignEffect, wilson, z95 } from './intervals.ts'
import type { AbsentSignal, Signal } from './signal.ts'
import type { SignalInput } from './signalInput.ts'
import { absent, counterDifference, within } from './signalInput.ts'

interface CpuTime {
  readonly coresUsed: number
  /** 95 % half-width, in cores. */
  readonly half: number
  readonly samples: number
  readonly samplesOf: string
  /** "Σ 3.1 s CPU over 30 s" */
  readonly how: string
  readonly bound?: 'lower' | 'upper'
}

/** Clock ticks of /proc are 10 ms; two readings. */
const counterTickSeconds = 0.01

function fromCounters({ profiles, facts, settings }: SignalInput): CpuTime | undefined {
  const observed = (settings.process ?? []).flatMap(({ atMs, cpuSeconds }) =>
    cpuSeconds === undefined ? [] : [{ timeMs: atMs, value: cpuSeconds }],
  )
  const inFiles = facts.flatMap(({ facts: own }) =>
    (own.processCpu ?? []).map((point) => ({ timeMs: point.timeMs, value: point.seconds })),
  )
  const points = (observed.length >= 2 ? observed : inFiles).toSorted((a, b) => a.timeMs - b.timeMs)
  const difference = counterDifference(points, profiles.asked)
  if (difference === undefined) return undefined
  return {
    coresUsed: difference.amount / difference.seconds,
    half: (z95 * counterTickSeconds) / difference.seconds,
    samples: 2,
    samplesOf: 'readings of the process’ CPU counter',
    how: `${formatSeconds(difference.amount)} CPU by the process’ own counter over ${formatSpan(difference.seconds)}`,
  }
}

/** JFR's CPULoad is a share of all hardware threads of the host, also inside a container. */
function fromLoad({ profiles, facts }: SignalInput): CpuTime | undefined {
  const loads = facts.flatMap(({ facts: own }) => {
    const hardware = own.hwThreads
    return hardware === undefined
      ? []
      : (own.cpuLoad ?? [])
          .filter((point) => within(profiles.asked, point.timeMs))
          .map((point) => point.share * hardware)
  })
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
  // One holder at a time: more than one core of "GIL" samples are all runnable threads, an upper bound.
  const bound = isGil
    ? total / nsPerSecond > 1.02 * coveredSeconds
      ? 'upper'
      : 'lower'
    : view.cautions.some((text) => text.startsWith('JFR samples'))
      ? 'lower'
      : undefined
  return {
    coresUsed: total / nsPerSecond / coveredSeconds,
    half: (z95 * Math.sqrt(assumedDesignEffect * samples) * each) / nsPerSecond / coveredSeconds,
    samples,
    samplesOf: 'CPU samples',
    how: `Σ ${formatNs(total)} ${isGil ? 'of GIL-holder samples' : 'CPU'} over ${formatSpan(coveredSeconds)}`,
    ...(bound === undefined ? {} : { bound }),
  }
}

/** Exact counters beat samples that are known to miss or to overcount (py-spy, JFR); elsewhere the profile speaks for itself. */
function cpuTimeOf(input: SignalInput): CpuTime | undefined {
  const { profiles } = input
  const view = profiles.views.cpu
  const samples = view.state === 'measured' ? fromSamples(view) : undefined
  if (samples !== undefined && samples.bound === undefined) return samples
  return fromLoad(input) ?? fromCounters(input) ?? samples
}

export function cpuUser(input: SignalInput): Signal {
  const { profiles } = input
  const time = cpuTimeOf(input)
  if (time === undefined) return withoutCpuTime(input)
  const { cores } = profiles
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

function withoutCpuTime({ profiles }: SignalInput): AbsentSignal {
  const view = profiles.views.cpu
  if (view.state === 'absent') return absent('cpu_user_pct', view.text, view.next.text)
  if (view.tree.unit !== 'nanoseconds') {
    return absent(
      'cpu_user_pct',
      'The CPU file counts samples and does not say how much time one stands for.',
      'Record it in a format that carries the sampling period (pprof, speedscope).',
    )
  }
  return absent(
    'cpu_user_pct',
    `${view.files.join(', ')}: the file does not say how long it took.`,
    'Give the length of the recording in seconds.',
    { ask: 'window' },
  )
}

/** CPU below allocator or collector frames. */
interface AllocatorCpu {
  readonly hit: number
  readonly hitSamples: number
  /** Spare-CPU marking, taken out. */
  readonly idle: number
  readonly idleSamples: number
}

/** One pass from the root down: a node counts when it or any ancestor matches; idle marking keeps its own account. */
export function allocatorCpu(view: MeasuredView, runtime: SignalInput['profiles']['runtime']): AllocatorCpu {
  const { tree } = view
  const classes = tree.names.map((name, index) => classifyCpuFrame(name, runtime, tree.modules[index]))
  const inside = new Uint8Array(tree.length)
  const result = { hit: 0, hitSamples: 0, idle: 0, idleSamples: 0 }
  for (let node = 1; node < tree.length; node++) {
    const own = classes[tree.name[node] ?? 0]
    const above = inside[tree.parent[node] ?? 0] ?? 0
    // 2 = idle marking, 1 = counted; idle marking stands below gcBgMarkWorker, so it overrides what is above it.
    const state = own === 'gc-idle' || above === 2 ? 2 : own !== undefined || above === 1 ? 1 : 0
    inside[node] = state
    if (state === 1) {
      result.hit += tree.self[node] ?? 0
      result.hitSamples += tree.selfSamples[node] ?? 0
    } else if (state === 2) {
      result.idle += tree.self[node] ?? 0
      result.idleSamples += tree.selfSamples[node] ?? 0
    }
  }
  return result
}

/** Whether the sampler could have seen an allocator at all; if not, finding none says nothing. */
function seesAllocator(view: MeasuredView, { profiles }: SignalInput, hits: number): boolean {
  if (hits > 0) return true
  switch (profiles.runtime) {
    case 'go':
    case 'native':
      return true
    case 'jvm':
      return view.emitter?.startsWith('async-profiler') === true
    case 'v8':
      return true
    case 'cpython':
      return view.tree.modules.some((module) => /\.(so|dylib|dll)/i.test(module))
    case 'dotnet':
    case undefined:
      return false
    default:
      return false
  }
}

export function cpuAlloc(input: SignalInput): Signal {
  const view = input.profiles.views.cpu
  if (view.state === 'absent') return absent('cpu_alloc_pct', view.text, view.next.text)
  if (view.total <= 0)
    return absent(
      'cpu_alloc_pct',
      'No CPU sample in this window: there is no share of nothing.',
      'Take a longer window.',
    )
  const found = allocatorCpu(view, input.profiles.runtime)
  if (!seesAllocator(view, input, found.hit + found.idle)) return allocatorInvisible(input)
  const share = found.hit / view.total
  const { low, high } = wilson(share * view.samples, view.samples, assumedDesignEffect)
  const amount = (value: number): string =>
    view.tree.unit === 'nanoseconds' ? formatNs(value) : `${formatNumber(value)} samples`
  const idle = found.idle > 0 ? `; ${amount(found.idle)} of marking on spare CPU (gcDrainMarkWorkerIdle) taken out` : ''
  const onlyGc = input.profiles.runtime === 'v8' ? '; JavaScript samples show the collector only' : ''
  return {
    state: 'present',
    id: 'cpu_alloc_pct',
    value: 100 * share,
    low: 100 * low,
    high: 100 * high,
    samples: view.samples,
    samplesOf: 'CPU samples',
    how: `${amount(found.hit)} of ${amount(view.total)} in allocator or collector frames${idle}${onlyGc}`,
    ...(onlyGc === '' ? {} : { bound: 'lower' as const }),
    of: 'of that CPU',
    companions:
      found.idle > 0
        ? [
            {
              id: 'idle_marking',
              text: `${amount(found.idle)} spare-CPU marking, taken out`,
              value: (100 * found.idle) / view.total,
            },
          ]
        : [],
  }
}

function allocatorInvisible({ profiles, facts }: SignalInput): AbsentSignal {
  switch (profiles.runtime) {
    case 'jvm': {
      const pauses = facts
        .flatMap(({ facts: own }) => own.gcCpu ?? [])
        .filter((point) => within(profiles.asked, point.timeMs))
      const ns = pauses.reduce((sum, point) => sum + point.ns, 0)
      const loads = fromLoad({ profiles, facts, settings: {} })
      const seconds = (profiles.asked.untilMs - profiles.asked.fromMs) / 1000
      const share =
        loads === undefined || loads.coresUsed <= 0 ? undefined : (100 * ns) / nsPerSecond / (loads.coresUsed * seconds)
      return absent(
        'cpu_alloc_pct',
        'JFR samples Java code only, never the allocator or the collector.',
        'Record CPU with async-profiler, which sees native frames.',
        share === undefined || pauses.length === 0
          ? {}
          : { standIn: { text: `GC pauses only: ${formatShort(share)} % of CPU`, value: share } },
      )
    }
    case 'cpython':
      return absent(
        'cpu_alloc_pct',
        'The samples have no native frames, and Python’s allocator is native.',
        'Record CPU with py-spy --native or perf.',
      )
    default:
      return absent(
        'cpu_alloc_pct',
        'No allocator or collector frame is in the samples, and this kind of file may not be able to show one.',
        'Record CPU with native frames (perf, async-profiler).',
      )
  }
}
