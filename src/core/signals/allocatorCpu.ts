/** How much of the CPU is the allocator and the collector. */
import { formatNs, formatNumber, formatShort } from '../base/numbers.ts'
import { nsPerSecond } from '../base/units.ts'
import type { MeasuredView } from '../window/windowProfiles.ts'
import { coresByLoad } from './cpuSignals.ts'
import { classifyCpuFrame } from '../frames/framePatterns.ts'
import { assumedDesignEffect, wilson } from './intervals.ts'
import type { AbsentSignal, Signal } from './signal.ts'
import { type SignalInput, absent, within } from './signalInput.ts'

/** CPU below allocator or collector frames. */
interface AllocatorCpu {
  readonly hit: number
  readonly hitSamples: number
  /** Spare-CPU marking, taken out. */
  readonly idle: number
  readonly idleSamples: number
}

/** One pass from the root down: a node counts when it or any ancestor matches; idle marking keeps its own account. */
function allocatorCpu(view: MeasuredView, runtime: SignalInput['profiles']['runtime']): AllocatorCpu {
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
      return /^(async-profiler|Datadog profiler)/.test(view.emitter ?? '')
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
  if (view.emitter === 'pprof -top')
    return absent(
      'cpu_alloc_pct',
      'A list of functions has no stacks: what the allocator called is not told from other work.',
      'Open the profile itself, the file that pprof was given.',
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
  if (profiles.runtime === 'cpython') {
    return absent(
      'cpu_alloc_pct',
      'The samples have no native frames, and Python’s allocator is native.',
      'Record CPU with py-spy --native or perf.',
    )
  }
  if (profiles.runtime !== 'jvm') {
    return absent(
      'cpu_alloc_pct',
      'No allocator or collector frame is in the samples, and this kind of file may not be able to show one.',
      'Record CPU with native frames (perf, async-profiler).',
    )
  }
  const pauses = facts
    .flatMap(({ facts: own }) => own.gcCpu ?? [])
    .filter((point) => within(profiles.asked, point.timeMs))
  const ns = pauses.reduce((sum, point) => sum + point.ns, 0)
  const coresUsed = coresByLoad({ profiles, facts, settings: {} })
  const seconds = (profiles.asked.untilMs - profiles.asked.fromMs) / 1000
  const share =
    coresUsed === undefined || coresUsed <= 0 || pauses.length === 0
      ? undefined
      : (100 * ns) / nsPerSecond / (coresUsed * seconds)
  return absent(
    'cpu_alloc_pct',
    'JFR samples Java code only, never the allocator or the collector.',
    'Record CPU with async-profiler, which sees native frames.',
    share === undefined ? {} : { standIn: { text: `GC pauses only: ${formatShort(share)} % of CPU`, value: share } },
  )
}
