import type { WindowProfiles } from '../window/windowProfiles.ts'
import { cpuAlloc } from './allocatorCpu.ts'
import { cpuUser } from './cpuSignals.ts'
import { heapSlope } from './growthSignal.ts'
import { allocRate, liveHeap } from './heapSignals.ts'
import { lockWait } from './lockSignal.ts'
import { boundsOfFiles } from './fileBounds.ts'
import { boundsOfLooks } from './looksBounds.ts'
import { rangesOf } from './ranges.ts'
import type { SignalRange } from './range.ts'
import type { PresentSignal, Signal, Signals } from './signal.ts'
import { orTyped, withRoomLeft } from './typedSignals.ts'
import type { SignalInput } from './signalInput.ts'

/** At least so much was seen, and another bound says more: that is then what is known, in the sentence as in the rules. */
function raisedTo({ low = 0, lowFrom }: SignalRange, signal: PresentSignal): PresentSignal {
  if (signal.bound !== 'lower' || lowFrom === undefined || low <= signal.value) return signal
  return {
    ...signal,
    value: low,
    low,
    high: Math.max(low, signal.high),
    how: { id: 'bounded-beside', by: lowFrom, measured: signal.how },
  }
}

/** The six signals of one gathered window. Each is a value with interval and origin, or an absence with its reason. */
export function deriveSignals(profiles: WindowProfiles, { facts, settings }: Omit<SignalInput, 'profiles'>): Signals {
  const input: SignalInput = { profiles, facts, settings }
  const cpu = orTyped(cpuUser(input), input)
  const { lock } = profiles.views
  const areWaitsRecorded = lock.state === 'measured' && lock.coveredSeconds > 0
  const looksBounds = boundsOfLooks(profiles.looks, cpu, profiles.cores?.value, areWaitsRecorded)
  const ranges = rangesOf([...boundsOfFiles(input, cpu), ...looksBounds], {
    cores: profiles.cores?.value,
    threads: profiles.threads?.value,
    cpu,
  })
  const within = (signal: Signal): Signal => {
    const range = ranges[signal.id]
    if (range === undefined) return signal
    if (signal.state === 'absent') return { ...signal, range: { ...signal.range, ...range } }
    // What was measured in full stands; what is itself a bound is narrowed by the others.
    return signal.bound === undefined ? signal : { ...raisedTo(range, signal), range }
  }
  return {
    cpu_user_pct: within(cpu),
    cpu_alloc_pct: within(cpuAlloc(input)),
    alloc_rate_mb_s: within(orTyped(allocRate(input), input)),
    live_heap_mb: within(liveHeap(input)),
    live_heap_slope_mb_h: within(withRoomLeft(orTyped(heapSlope(input), input), input)),
    lock_wait_pct: within(lockWait(input, cpu)),
  }
}
