/** The captures of one window become its four views, each with the arithmetic its kind allows and the words that say so. */
import { viewKinds } from '../base/vocabulary.ts'
import { overlapMs, type TimeWindow } from '../base/units.ts'
import { gatherCpu } from './gatherCpu.ts'
import { contextOf, type GatherContext, type GatherInput } from './gatherContext.ts'
import { gatherAllocation } from './gatherAllocation.ts'
import { gatherLive, gatherLivePoints } from './gatherHeap.ts'
import { gatherLock } from './gatherLock.ts'
import { leakedOfWindow } from './gatherLeaked.ts'
import { nativeViewOf, withStandIns } from './standIns.ts'
import { nativeMemoryOf } from './gatherNative.ts'
import { namesSamePlaces, tellsApart, withGoWork } from './goHolderWork.ts'
import { runQueueOf, stoppedOf } from './gatherStops.ts'
import { pausedTimeOf } from './pausedTime.ts'
import { throttlingOf } from './gatherThrottling.ts'
import { lockWaitsOf, seesMore } from './gatherLockWaits.ts'
import { gatherLooks } from './gatherLooks.ts'
import { threadsOf } from './gatherThreads.ts'
import { withLooks } from './looksView.ts'
import { severalPrograms } from './programs.ts'
import { withJavaOnly } from './javaOnly.ts'
import { haveAddresses, looksWaits } from './looksWaits.ts'
import { lockOfOneThread } from './oneThread.ts'
import { openTime } from './openWaits.ts'
import { withFactWaits } from './otherWaits.ts'
import { factWaits, socketWaitsOf } from './readerLeftOut.ts'
import type { Warning, WindowProfiles, GatheredView, Views } from './windowProfiles.ts'

export type { GatherInput } from './gatherContext.ts'

export function gatherWindow(input: GatherInput): WindowProfiles {
  const context = contextOf(input)
  const looks = gatherLooks(context)
  const dumped = looksWaits(looks?.seen ?? [])
  const lock = withLooks(context, gatherLock(context, haveAddresses(looks?.seen ?? []) ? dumped?.waits : []), looks)
  const cpu = gatherCpu(context)
  const gathered = withStandIns(context, {
    cpu,
    heap_live: gatherLive(context),
    heap_alloc: gatherAllocation(context),
    lock: lock.view.state === 'absent' ? lockOfOneThread(lock.view, { cpu }, context.runtime) : lock.view,
  })
  const views = withJavaOnly(context, gathered)
  const cores = coresOf(context)
  const threads = threadsOf(context, lock.view)
  const misaligned = misalignmentOf(views)
  const restartedAtMs = restartIn(views)
  const rssBytes = rssOf(context)
  const heapLimitBytes = context.facts.find((one) => one.facts.heapLimitBytes !== undefined)?.facts.heapLimitBytes
  // Dumps that show no holder know less than the two profiles of Go do.
  const showsHolder = dumped?.waits.some(({ evidence }) => evidence !== undefined) === true
  const recorded = lockWaitsOf(context)
  const lockWaits =
    (recorded !== undefined &&
    dumped !== undefined &&
    showsHolder &&
    (isMostlyOpen(context, lock.view) || seesMore(dumped, recorded))
      ? dumped
      : recorded) ??
    (lock.lockWaits === undefined ||
    (showsHolder && (!namesSamePlaces(lock.lockWaits, dumped) || tellsApart(lock.lockWaits, dumped)))
      ? dumped
      : withGoWork(lock.lockWaits, cpu, threads, dumped))
  const nativeMemory = nativeMemoryOf(context)
  const nativeView = nativeViewOf(context)
  const leakedGoroutines = leakedOfWindow(context.facts, input.window)
  const throttling = throttlingOf(context.facts, input.window)
  const stopped = stoppedOf(context, views.cpu, threads)
  const paused = pausedTimeOf(context.facts, input.window, context.runtime)
  const seenWhole = lock.lookedAt ?? wallFiles(views.lock)
  const socketWaits = socketWaitsOf(context, input.window, seenWhole)
  const runQueueNs = runQueueOf(context.facts, input.window)
  return {
    asked: input.window,
    ...(context.runtime === undefined ? {} : { runtime: context.runtime }),
    views,
    ...gatherLivePoints(context),
    ...(cores === undefined ? {} : { cores }),
    ...(threads === undefined ? {} : { threads }),
    otherWaits: withFactWaits(lock.otherWaits, factWaits(context, input.window, seenWhole)),
    ...(socketWaits.length === 0 ? {} : { socketWaits }),
    ...(lock.gilWaitNs === undefined ? {} : { gilWaitNs: lock.gilWaitNs }),
    ...(lock.gilWholeNs === undefined ? {} : { gilWholeNs: lock.gilWholeNs }),
    ...(lockWaits === undefined ? {} : { lockWaits }),
    ...(nativeMemory === undefined ? {} : { nativeMemory }),
    ...(nativeView === undefined ? {} : { nativeView }),
    ...(leakedGoroutines === undefined ? {} : { leakedGoroutines }),
    ...(throttling === undefined ? {} : { throttling }),
    ...(stopped === undefined ? {} : { stopped }),
    ...(paused === undefined ? {} : { paused }),
    ...(runQueueNs === undefined ? {} : { runQueueNs }),
    ...(lock.heldBy === undefined ? {} : { heldBy: lock.heldBy }),
    ...(lock.holderTree === undefined ? {} : { holderTree: lock.holderTree }),
    ...(looks === undefined ? {} : { looks: looks.reading }),
    ...(misaligned === undefined ? {} : { misaligned }),
    ...(restartedAtMs === undefined ? {} : { restartedAtMs }),
    ...(rssBytes === undefined ? {} : { rssBytes }),
    ...(heapLimitBytes === undefined ? {} : { heapLimitBytes }),
    warnings: [
      severalPrograms(context.facts, looks?.seen, context.captures) ?? [],
      context.otherDays,
      misaligned ?? [],
      restartWarnings(views),
    ].flat(),
  }
}

/** Whether what has not ended may be more than all that has: then dumps know who holds the lock, and events whoever held it before. */
function isMostlyOpen(context: GatherContext, lock: GatheredView): boolean {
  if (lock.state !== 'measured' || !('lockSide' in lock)) return false
  const open = openTime(context, lock)
  return open !== undefined && open.waits > 1 && open.mostNs > lock.total
}

/** A look at all threads sees every wait: what events of the same file say of them is in it already. */
function wallFiles(lock: GatheredView): readonly string[] {
  return lock.state === 'measured' && 'wholeNs' in lock && lock.wholeNs !== undefined ? lock.files : []
}

/** Person or recording first, then the file. */
function coresOf({ settings, captures, facts }: GatherContext): WindowProfiles['cores'] {
  if (settings.cores !== undefined && settings.cores > 0)
    return { value: settings.cores, from: settings.coresFrom ?? 'given' }
  const hinted = captures.find((capture) => capture.hints.cores !== undefined)?.hints.cores
  if (hinted !== undefined) return { value: hinted, from: 'recording' }
  const fact = facts.find((entry) => entry.facts.cores !== undefined)
  if (fact?.facts.cores !== undefined)
    return {
      value: fact.facts.cores,
      from: fact.facts.coresFrom ?? fact.file,
      ...(fact.facts.coresOfMachine === true ? { ofMachine: true } : {}),
    }
  const said = captures.find((capture) => capture.profile.meta.cores !== undefined)
  return said?.profile.meta.cores === undefined ? undefined : { value: said.profile.meta.cores, from: said.file }
}

function rssOf({ settings, facts, window }: GatherContext): number | undefined {
  const observed = [
    ...(settings.process ?? []).flatMap(({ atMs, rssBytes }) =>
      rssBytes === undefined ? [] : [{ timeMs: atMs, bytes: rssBytes }],
    ),
    ...facts.flatMap(({ facts: own }) => own.rssPoints ?? []),
  ].filter((point) => point.timeMs >= window.fromMs && point.timeMs <= window.untilMs)
  return observed.sort((a, b) => a.timeMs - b.timeMs).at(-1)?.bytes ?? settings.typed?.rss?.value
}

function restartIn(views: Views): number | undefined {
  for (const kind of viewKinds) {
    const view = views[kind]
    if (view.state !== 'measured') continue
    const restarted = view.restartedAtMs
    if (restarted !== undefined) return restarted
  }
  return undefined
}

function restartWarnings(views: Views): readonly Warning[] {
  const found = viewKinds.flatMap((kind) => {
    const view = views[kind]
    return view.state === 'measured' ? view.cautions.filter((caution) => caution.id === 'restarted') : []
  })
  return [...new Map(found.map((caution) => [caution.atMs, caution])).values()]
}

function hullOf(view: GatheredView): TimeWindow | undefined {
  if (view.state !== 'measured' || view.covered.length === 0) return undefined
  return {
    fromMs: Math.min(...view.covered.map((one) => one.fromMs)),
    untilMs: Math.max(...view.covered.map((one) => one.untilMs)),
  }
}

/** Flows must share at least half of their time, and a snapshot must lie within or next to the flows. */
function misalignmentOf(views: Views): WindowProfiles['misaligned'] {
  const hulls = viewKinds.flatMap((kind) => {
    const hull = hullOf(views[kind])
    return hull === undefined ? [] : [{ kind, hull, length: hull.untilMs - hull.fromMs }]
  })
  const apart = hulls.some((a) =>
    hulls.some((b) => {
      if (a.length === 0 && b.length === 0) return Math.abs(a.hull.fromMs - b.hull.fromMs) > 60_000
      if (a.length === 0 || b.length === 0) {
        const [point, span] = a.length === 0 ? [a.hull.fromMs, b] : [b.hull.fromMs, a]
        const away = Math.max(span.hull.fromMs - point, point - span.hull.untilMs)
        return away > Math.max(span.length / 2, 5000)
      }
      return overlapMs(a.hull, b.hull) < 0.5 * Math.min(a.length, b.length)
    }),
  )
  if (!apart) return undefined
  return { id: 'misaligned', views: hulls.map(({ kind, hull }) => ({ kind, covers: hull })) }
}
