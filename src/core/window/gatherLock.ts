/**
 * Lock waits of one window. Which source speaks: a wait profile before a holder profile, events with durations before
 * wall-clock samples, except in Python, where only samples with native frames see a lock at all.
 */
import type { LockWait } from '../base/lockWaits.ts'
import { findValueColumn } from '../profile/profile.ts'
import { unique } from '../base/lists.ts'
import type { Capture } from './capture.ts'
import { sumOf, waitColumn } from './columns.ts'
import type { Flow, FlowPart } from './flow.ts'
import {
  type GatherContext,
  type ValuedPart,
  absentView,
  bothOf,
  builtOf,
  inSlice,
  measured,
  ofKind,
  piecesOf,
  runtimeOf,
  stackFilter,
  wholeCount,
} from './gatherContext.ts'
import { gatherPythonLock, pythonWallCaptures } from './gatherPythonLock.ts'
import { goLockSides } from './goLockWaits.ts'
import { heldBy } from './heldBy.ts'
import {
  flowOf,
  isEmpty,
  isHolderProfile,
  isLockWait,
  sampledWaits,
  sourceCautions,
  sourceOf,
  stacksOf,
  type Sources,
} from './lockSources.ts'
import { idleIn } from './idleThreads.ts'
import { listOthers, parkingLeftOut } from './otherWaits.ts'
import type { WaitKind } from './waits.ts'
import { vmStacks } from './vmThreads.ts'
import type { WindowProfiles, LockView, AbsentView } from './windowProfiles.ts'

export type GatheredLock = { readonly view: LockView | AbsentView } & Pick<
  WindowProfiles,
  'otherWaits' | 'gilWaitNs' | 'gilWholeNs' | 'heldBy' | 'lockWaits' | 'holderTree'
> & {
    /** Files whose looks at all threads are in `otherWaits`: what events of the same files say of such waits is in them already. */
    readonly lookedAt?: readonly string[]
  }

/** @param dumped locks as dumps of goroutines tell them apart */
export function gatherLock(context: GatherContext, dumped: readonly LockWait[] = []): GatheredLock {
  const python = pythonWallCaptures(context)
  if (python.length > 0) {
    const lock = gatherPythonLock(context, python)
    if (lock.view.state === 'measured' || ofKind(context, 'lock', 'block').length === 0) return lock
  }
  const holders = ofKind(context, 'lock').filter((capture) => isHolderProfile(context, capture))
  const events = ofKind(context, 'lock').filter((capture) => !holders.includes(capture))
  const walls = ofKind(context, 'wall').filter((capture) => !python.includes(capture))
  const holding = flowOf(context, holders)
  const held = heldBy(holding)
  const blocks = ofKind(context, 'block')
  // A JVM waits in two ways: to enter a monitor, and parked for a lock of java.util.concurrent. A store keeps them apart.
  const both = context.runtime === 'jvm' && events.length > 0 && blocks.length > 0
  for (const [source, captures] of [
    ['monitors-and-parks', both ? [...events, ...blocks] : []],
    ['block', blocks],
    ['events', events],
    ['wall', walls],
    ['holder', holders],
  ] as const) {
    const found = gatherFrom(context, source, captures)
    if (found === undefined) continue
    const gathered = source === 'events' ? withLooks(context, found, walls) : found
    if (held.length === 0 || source === 'holder') return gathered
    const waiting = source === 'block' ? flowOf(context, captures) : undefined
    return { ...withHolders(gathered, held), ...(waiting && holding ? goLockSides(waiting, holding, dumped) : {}) }
  }
  const all = ofKind(context, 'lock', 'block', 'wall')
  return { view: absentView(context, 'lock', all, servedEmpty(context, all)), otherWaits: [] }
}

/**
 * Events say how long locks were waited for, and nothing of sockets, sleep and queues; a wall-clock sampler beside them looked at all
 * threads. Locks stay those of the events, which miss no short wait.
 */
function withLooks(context: GatherContext, events: GatheredLock, walls: readonly Capture[]): GatheredLock {
  const looks = gatherFrom(context, 'wall', walls)
  if (looks === undefined || looks.otherWaits.length === 0) return events
  return { ...events, otherWaits: looks.otherWaits, lookedAt: unique(walls.map(({ file }) => file)) }
}

/** Who waited comes from the block profile, who made them wait from the mutex profile: two answers, both wanted. */
function withHolders(gathered: GatheredLock, held: NonNullable<WindowProfiles['heldBy']>): GatheredLock {
  const { view } = gathered
  if (view.state === 'absent' || view.total <= 0) return gathered
  return {
    ...gathered,
    view: {
      ...view,
      cautions: [
        ...view.cautions.map((one) => (one.id === 'waiters' ? { ...one, besideHolders: true as const } : one)),
        { id: 'held-by', holders: held },
      ],
    },
    heldBy: held,
  }
}

/** Captures of the window without a single record: the rate was never set. */
function servedEmpty(context: GatherContext, captures: readonly Capture[]): boolean {
  const flow = flowOf(context, captures)
  return flow !== undefined && isEmpty(flow)
}

/** Two kinds of waits over one time: their amounts are added, their time is not. */
function besideEachOther(flows: readonly (Flow | undefined)[]): Flow | undefined {
  const [longest, ...others] = flows
    .filter((flow) => flow !== undefined)
    .toSorted((a, b) => b.coveredSeconds - a.coveredSeconds)
  if (longest === undefined || others.length === 0) return longest
  const all = [longest, ...others]
  const inStep = all.every(({ pieces }) => pieces.length === longest.pieces.length)
  return {
    ...longest,
    parts: all.flatMap(({ parts }) => parts),
    cautions: all.flatMap(({ cautions }) => cautions),
    pieces: inStep
      ? longest.pieces.map((piece, i) => ({ ...piece, parts: all.flatMap(({ pieces }) => pieces[i]?.parts ?? []) }))
      : [],
  }
}

function gatherFrom(context: GatherContext, source: Sources, captures: readonly Capture[]): GatheredLock | undefined {
  if (captures.length === 0) return undefined
  const flow =
    source === 'monitors-and-parks'
      ? besideEachOther(
          (['lock', 'block'] as const).map((kind) =>
            flowOf(
              context,
              captures.filter((one) => one.kind === kind),
            ),
          ),
        )
      : flowOf(context, captures)
  if (flow === undefined || isEmpty(flow)) return undefined
  const valued = (parts: readonly FlowPart[]): ValuedPart[] =>
    parts.flatMap((part) => {
      const { profile } = part.capture
      const column = waitColumn(profile)
      if (column === undefined) return []
      const { kinds } = stacksOf(profile, runtimeOf(context, part.capture))
      const isLock = stackFilter(profile, (stack) => isLockWait(sourceOf(source, part.capture), kinds[stack] ?? 'none'))
      const keepSample = bothOf(inSlice(part), isLock)
      return [{ ...part, column: column.column, scale: column.scale, ...(keepSample ? { keepSample } : {}) }]
    })
  const parts = valued(flow.parts)
  const unit = parts.some((part) => waitColumn(part.capture.profile)?.unit === 'count') ? 'count' : 'nanoseconds'
  const built = builtOf(parts, unit)
  const others = otherKinds(context, source, parts)
  // A profile of all waits has the turns at the interpreter among them, and so has one of all thread time.
  const gilWaitNs = source === 'events' || source === 'holder' ? 0 : (others.get('gil') ?? 0)
  others.delete('gil')
  const whole = source === 'wall' ? wholeOf(context, parts) : undefined
  const gil = gilWaitNs > 0 ? { gilWaitNs, gilWholeNs: whole?.counted.wholeNs ?? 0 } : {}
  const isBlind =
    [...others.keys()].every((kind) => kind === 'none' || kind === 'blocked') &&
    built.tree.total[0] === 0 &&
    others.size > 0
  if (isBlind && (source === 'wall' || source === 'block'))
    return { view: blindToWaits(context, captures), otherWaits: [], ...gil }
  const base = measured(context, 'lock', flow, built)
  const runtimeLocks = others.get('runtime-lock') ?? 0
  // What a profile of all thread time shows without a name is running; in one of waits it waits for something, a lock perhaps.
  const unnamed = (others.get('blocked') ?? 0) + (source === 'wall' ? 0 : (others.get('none') ?? 0))
  others.delete('blocked')
  const view: LockView = {
    ...base,
    leftOut: [
      ...base.leftOut,
      ...parkingLeftOut(others),
      ...(whole === undefined || whole.ofMachine <= 0 ? [] : [{ id: 'vm-threads' as const, amount: whole.ofMachine }]),
      ...(whole === undefined || whole.ofIdle <= 0 ? [] : [{ id: 'idle-threads' as const, amount: whole.ofIdle }]),
      ...(unnamed > 0 ? [{ id: 'unnamed-waits' as const, amount: unnamed }] : []),
      ...(runtimeLocks > 0 ? [{ id: 'runtime-lock' as const, amount: runtimeLocks }] : []),
      ...(gilWaitNs > 0 ? [{ id: 'gil' as const, amount: gilWaitNs }] : []),
    ],
    cautions: [
      ...base.cautions,
      ...(source === 'monitors-and-parks' ? (['events', 'block'] as const) : [source]).flatMap((one) =>
        sourceCautions(context, one),
      ),
      ...sampledWaits(context, parts),
    ],
    ...waitCountOf(parts, base.total),
    lockSide: source === 'holder' ? 'holder' : 'waiter',
    ...(whole === undefined ? {} : whole.counted),
    pieces: piecesOf(flow, base, valued),
  }
  return { view, otherWaits: listOthers(others, unit), ...gil }
}

/** Not one sample waits for anything that has a name: then "no lock waits" is not what was measured. */
function blindToWaits(context: GatherContext, captures: readonly Capture[]): AbsentView {
  const files = unique(captures.map(({ file }) => file))
  return { ...absentView(context, 'lock', []), why: { id: 'no-named-wait', files } }
}

/**
 * Number of waits of the window. Go's block profile scales its counts for short waits, so they cannot be recovered as
 * independent events, but their sum is the number of waits a person asks for.
 */
function waitCountOf(parts: readonly ValuedPart[], total: number): Pick<LockView, 'samples'> | Record<string, never> {
  let waits = 0
  for (const { capture, sign, keepSample } of parts) {
    const column = findValueColumn(capture.profile, 'contentions')
    if (column < 0) return {}
    waits += sign * sumOf(capture.profile, column, keepSample)
  }
  return { samples: wholeCount(waits, total) }
}

/** With fewer looks a thread that was parked at each of them may have had work in between. */
const fewestTicks = 5

interface Whole {
  readonly counted: Pick<LockView, 'wholeNs' | 'maybeIdleNs' | 'ticks'>
  readonly ofMachine: number
  readonly ofIdle: number
}

/** Thread time seen, of the program's own threads that had work; `ofMachine` and `ofIdle`: that of the others. */
function wholeOf(context: GatherContext, parts: readonly ValuedPart[]): Whole {
  let wholeNs = 0
  let ofMachine = 0
  let ofIdle = 0
  let maybeIdleNs = 0
  let ticks = 0
  for (const part of parts) {
    const { profile } = part.capture
    const vm = vmStacks(profile, runtimeOf(context, part.capture))
    const scale = part.sign * part.scale
    wholeNs += scale * sumOf(profile, part.column, inSlice(part))
    if (vm !== undefined) {
      const keep = bothOf(
        inSlice(part),
        stackFilter(profile, (stack) => stack >= 0 && vm[stack] === 1),
      )
      ofMachine += scale * sumOf(profile, part.column, keep)
    }
    const { kinds } = stacksOf(profile, runtimeOf(context, part.capture))
    const isProgram = vm && stackFilter(profile, (stack) => vm[stack] !== 1)
    const values = profile.samples.values[part.column] ?? []
    const { idle, maybeIdle } = idleIn(profile, values, kinds, bothOf(inSlice(part), isProgram))
    // In another file of the window it may have had work.
    const isSure = parts.length === 1 && (profile.meta.ticks ?? fewestTicks) >= fewestTicks
    ofIdle += isSure ? scale * idle : 0
    maybeIdleNs += scale * (isSure ? maybeIdle : idle + maybeIdle)
    ticks += profile.meta.ticks ?? 0
  }
  const counted = {
    wholeNs: wholeNs - ofMachine - ofIdle,
    ...(maybeIdleNs > 0 ? { maybeIdleNs } : {}),
    ...(ticks > 0 ? { ticks } : {}),
  }
  return { counted, ofMachine, ofIdle }
}

/** ns by kind of what is in the captures and is no lock wait. */
function otherKinds(context: GatherContext, source: Sources, parts: readonly ValuedPart[]): Map<WaitKind, number> {
  const found = new Map<WaitKind, number>()
  for (const part of parts) {
    const { profile } = part.capture
    const { kinds } = stacksOf(profile, runtimeOf(context, part.capture))
    const values = profile.samples.values[part.column] ?? new Float64Array(0)
    const inside = inSlice(part)
    // The machine's own threads wait for nothing that anybody waits for; they are left out in the open.
    const vm = source === 'wall' ? vmStacks(profile, runtimeOf(context, part.capture)) : undefined
    for (let sample = 0; sample < values.length; sample++) {
      const stack = profile.samples.stack[sample] ?? -1
      if (inside?.(sample) === false || vm?.[stack] === 1) continue
      const kind = kinds[stack] ?? 'none'
      if (isLockWait(sourceOf(source, part.capture), kind)) continue
      found.set(kind, (found.get(kind) ?? 0) + part.sign * part.scale * (values[sample] ?? 0))
    }
  }
  return found
}
