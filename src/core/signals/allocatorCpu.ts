/** How much of the CPU is the allocator and the collector. */
import { nsPerSecond } from '../base/units.ts'
import { type MeasuredView, sees } from '../window/windowProfiles.ts'
import { coresByLoad } from './cpuSignals.ts'
import { classifyCpuFrame, classifyWaitFrame } from '../frames/framePatterns.ts'
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
  /** Of samplers that take who is about to wait, or to run, for running. */
  readonly waiting: number
  /** Outside of these, in a library whose functions have no names: an allocator is one of them. */
  readonly unnamed: number
}

/** "[libc.so.6]", "[unknown]", an address; the kernel's pages have none and are no allocator. */
const withoutName = /^(?:\[(?!\[?(?:vdso|vsyscall|kernel|guest))[^\]]+\]|0x[0-9a-f]{5,16})$/
/** Runtimes whose allocator is in the C library or beside it, with its inner functions. */
const hidesAllocator: ReadonlySet<SignalInput['profiles']['runtime']> = new Set(['cpython', 'native'])
/** So much without a name may be the allocator. */
const muchUnnamed = 0.1

/** Recorded without call stacks, by whomever: all time is in functions that nobody is seen to have called. */
function hasLeavesOnly({ tree }: MeasuredView): boolean {
  return tree.parent.every((parent, node) => parent === 0 || tree.self[node] === 0)
}

/** One pass from the root down: a node counts when it or any ancestor matches; idle marking keeps its own account. */
function allocatorCpu(view: MeasuredView, runtime: SignalInput['profiles']['runtime']): AllocatorCpu {
  const { tree } = view
  const classes = tree.names.map((name, index) => classifyCpuFrame(name, runtime, tree.modules[index]))
  const inside = new Uint8Array(tree.length)
  const result = { hit: 0, hitSamples: 0, idle: 0, idleSamples: 0, waiting: 0, unnamed: 0 }
  // Samplers of Python take a thread that is about to wait for one that runs.
  const ready = runtime === 'cpython' || sees(view, 'ready-counts')
  const blind = tree.names.map((name): 'waiting' | 'unnamed' | undefined =>
    hidesAllocator.has(runtime) && withoutName.test(name)
      ? 'unnamed'
      : ready && classifyWaitFrame(name, runtime) !== undefined && !/^(?:read|write)/.test(name)
        ? 'waiting'
        : undefined,
  )
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
    } else {
      const kind = blind[tree.name[node] ?? 0]
      if (kind !== undefined) result[kind] += tree.self[node] ?? 0
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
      return sees(view, 'native-frames')
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
  if (view.state === 'absent') return absent('cpu_alloc_pct', { id: 'no-view', view })
  if (view.total <= 0) return absent('cpu_alloc_pct', { id: 'no-cpu-sample' })
  if (view.assumed !== undefined) return absent('cpu_alloc_pct', { id: 'kind-not-said', files: view.assumed })
  if (sees(view, 'no-stacks')) return absent('cpu_alloc_pct', { id: 'no-stacks' })
  const found = allocatorCpu(view, input.profiles.runtime)
  if (!seesAllocator(view, input, found.hit + found.idle)) return allocatorInvisible(input)
  const whole = view.total - found.waiting
  if (whole <= 0) return absent('cpu_alloc_pct', { id: 'no-cpu-sample' })
  const share = found.hit / whole
  const samples = Math.round((view.samples * whole) / view.total)
  const { low } = wilson(share * samples, samples, assumedDesignEffect)
  const { high } = wilson(((found.hit + found.unnamed) / whole) * samples, samples, assumedDesignEffect)
  const { unit } = view.tree
  const isUnnamed = found.unnamed > muchUnnamed * whole
  const leavesOnly = hasLeavesOnly(view)
  const collectorOnly = input.profiles.runtime === 'v8'
  return {
    state: 'present',
    id: 'cpu_alloc_pct',
    value: 100 * share,
    low: 100 * low,
    high: 100 * high,
    samples,
    samplesOf: 'cpu-samples',
    how: {
      id: 'share-of-cpu',
      part: found.hit,
      whole,
      idle: found.idle,
      unit,
      collectorOnly,
      ...(isUnnamed ? { unnamed: found.unnamed } : {}),
      ...(leavesOnly ? { leavesOnly } : {}),
    },
    ...(collectorOnly || isUnnamed || leavesOnly ? { bound: 'lower' as const } : {}),
    of: { id: 'that-cpu' },
    companions:
      found.idle > 0 ? [{ id: 'idle_marking', value: (100 * found.idle) / view.total, amount: found.idle, unit }] : [],
  }
}

function allocatorInvisible({ profiles, facts }: SignalInput): AbsentSignal {
  if (profiles.runtime === 'cpython') {
    return absent('cpu_alloc_pct', { id: 'python-without-native' })
  }
  const cpu = profiles.views.cpu
  const isRecorder = cpu.state === 'measured' && sees(cpu, 'java-code')
  // Of other samplers of a JVM nothing says that they could not have seen it; that nothing has its name says little.
  if (profiles.runtime !== 'jvm' || !isRecorder) {
    return absent('cpu_alloc_pct', { id: 'allocator-not-seen' })
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
    { id: 'java-code-only' },
    share === undefined ? {} : { standIn: { id: 'pauses_only', value: share } },
  )
}
