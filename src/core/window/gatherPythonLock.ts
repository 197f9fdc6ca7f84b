/** Lock waits of a Python program from wall-clock samples; the GIL is a number of its own. */
import type { Profile } from '../profile/profile.ts'
import type { Capture } from './capture.ts'
import { timeColumn } from './columns.ts'
import { chooseFlow } from './chooseFlow.ts'
import type { Flow } from './flow.ts'
import {
  absentView,
  builtOf,
  measured,
  ofKind,
  runtimeOf,
  type GatherContext,
  type ValuedPart,
} from './gatherContext.ts'
import { listOthers, parkingLeftOut } from './otherWaits.ts'
import { pythonWaits, type PythonWaits } from './pythonWaits.ts'
import type { WaitKind } from './waits.ts'
import type { LeftOut, WindowProfiles, LockView, AbsentView } from './windowProfiles.ts'

export function pythonWallCaptures(context: GatherContext): readonly Capture[] {
  return ofKind(context, 'wall').filter((capture) => runtimeOf(context, capture) === 'cpython')
}

/** Recordings over a time; else single dumps, each one look at all threads. */
function flowOf({ window, settings }: GatherContext, captures: readonly Capture[]): Flow | undefined {
  const overTime = chooseFlow({
    captures,
    window,
    totalOf: () => 0,
    ...(settings.assumedSeconds === undefined ? {} : { assumedSeconds: settings.assumedSeconds }),
  })
  if (overTime !== undefined) return overTime
  const dumps = captures.filter(
    ({ covers, window: at }) =>
      covers === 'gauge' && (at === undefined || (at.fromMs >= window.fromMs && at.untilMs <= window.untilMs)),
  )
  if (dumps.length === 0) return undefined
  return {
    parts: dumps.map((capture) => ({ capture, sign: 1 })),
    covered: dumps.flatMap((capture) => capture.window ?? []),
    coveredSeconds: 0,
    how: { id: 'looks', count: dumps.length },
    cautions: dumps.length < 30 ? [{ id: 'few-looks' }] : [],
    pieces: [],
  }
}

const waitsCache = new WeakMap<Profile, PythonWaits>()

function waitsOf(profile: Profile): PythonWaits {
  const known = waitsCache.get(profile)
  if (known !== undefined) return known
  const made = pythonWaits(profile, timeColumn(profile)?.column ?? -1)
  waitsCache.set(profile, made)
  return made
}

export function gatherPythonLock(
  context: GatherContext,
  captures: readonly Capture[],
): { readonly view: LockView | AbsentView } & Pick<WindowProfiles, 'otherWaits' | 'gilWaitNs' | 'gilWholeNs'> {
  const flow = flowOf(context, captures)
  if (flow === undefined) return { view: absentView(context, 'lock', captures), otherWaits: [] }
  const waits = flow.parts.map((part) => waitsOf(part.capture.profile))
  if (!waits.some((one) => one.sawNative)) {
    const absent = absentView(context, 'lock', [])
    const gilWaitNs = waits.reduce((total, one) => total + one.gilNs, 0)
    return {
      view: {
        ...absent,
        reason: 'not-recorded',
        why: { id: 'python-without-native' },
      },
      otherWaits: [],
      // Who waits for the GIL is known from the sampler’s own look at it, whatever else is unseen.
      ...(gilWaitNs > 0 ? { gilWaitNs, gilWholeNs: waits.reduce((total, one) => total + one.wholeNs, 0) } : {}),
    }
  }
  // Sampled from many threads at once: a slice of such a file would need times per tick, which py-spy does not write.
  const parts = flow.parts.map((part, index): ValuedPart => {
    const locks = waits[index]?.locks ?? part.capture.profile
    return { capture: { ...part.capture, profile: locks }, sign: 1, column: 0, scale: 1 }
  })
  // Files that only count looks give a share as good as any; they know no seconds.
  const unit = flow.parts.every(({ capture }) => timeColumn(capture.profile)?.unit === 'nanoseconds')
    ? 'nanoseconds'
    : 'count'
  const built = builtOf(parts, unit)
  const others = new Map<WaitKind, number>()
  for (const one of waits) for (const [kind, ns] of one.others) others.set(kind, (others.get(kind) ?? 0) + ns)
  const sum = (pick: (one: PythonWaits) => number): number => waits.reduce((total, one) => total + pick(one), 0)
  const gilWaitNs = sum((one) => one.gilNs)
  const ticks = flow.parts.reduce((total, { capture }) => total + (capture.profile.meta.ticks ?? 0), 0)
  const base = measured(context, 'lock', flow, built)
  const gil: readonly LeftOut[] = gilWaitNs > 0 ? [{ id: 'gil', amount: gilWaitNs }] : []
  const view: LockView = {
    ...base,
    leftOut: [...base.leftOut, ...gil, ...parkingLeftOut(others)],
    lockSide: 'waiter',
    wholeNs: sum((one) => one.wholeNs),
    ...(ticks > 0 ? { ticks } : {}),
    pieces: flow.pieces.map((piece) => {
      const own = piece.parts.map((part) => waitsOf(part.capture.profile))
      const locked = own.reduce((total, one) => total + one.locks.samples.values[0]!.reduce((a, b) => a + b, 0), 0)
      return {
        window: piece.window,
        total: locked,
        samples: own.reduce((total, one) => total + one.locks.samples.values[1]!.reduce((a, b) => a + b, 0), 0),
        wholeNs: own.reduce((total, one) => total + one.wholeNs, 0),
      }
    }),
  }
  return { view, otherWaits: listOthers(others, unit), gilWaitNs, gilWholeNs: view.wholeNs ?? 0 }
}
