/** `waits` of the JSON: who waits for which lock, who holds it, what the holder does, and what there is to win at most. */
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { LockWait, LockWaits } from '../../core/base/lockWaits.ts'
import { waitedNs, winOfLock } from '../../core/diagnosis/win.ts'

/** Longest wait first. */
export function waitsJson(analysis: Analysis): readonly object[] {
  const { lockWaits } = analysis
  if (lockWaits === undefined) return []
  const { looks } = lockWaits
  return lockWaits.waits.map((wait) => ({
    ...(looks === undefined ? timed(wait) : looked(wait, looks)),
    ...boundJson(analysis, wait, lockWaits),
  }))
}

function timed({
  waitNs,
  hands,
  holdersApart,
  mayBeSeveral,
  letGoLast,
  readersBefore,
  heldLooks: _ofDumps,
  ...wait
}: LockWait): object {
  return {
    ...wait,
    owner: ownerJson(wait),
    wait_ns: waitNs,
    ...(holdersApart === true ? { holders_apart: true } : {}),
    ...(mayBeSeveral === true ? { may_be_several: true } : {}),
    ...(letGoLast === true ? { let_go_last: true } : {}),
    ...(readersBefore === undefined
      ? {}
      : {
          readers_before: {
            site: readersBefore.site,
            writer: readersBefore.writer,
            wait_ns: readersBefore.waitNs,
            share_of_time: readersBefore.ofTime,
          },
        }),
    ...(hands === undefined
      ? {}
      : {
          hands: {
            changes: hands.changes,
            mean_held_ns: hands.meanHeldNs,
            ...(hands.isMost === true ? { mean_is_upper_bound: true } : {}),
            ...(hands.topThreadShare === undefined ? {} : { top_thread_share: hands.topThreadShare }),
          },
        }),
  }
}

function ownerJson({ owner: { doing, cpuAtMost, calls } }: Pick<LockWait, 'owner'>): object {
  return {
    doing,
    ...(cpuAtMost === undefined ? {} : { computed_at_most_share: cpuAtMost }),
    ...(calls === undefined ? {} : { calls }),
  }
}

/** From dumps: threads per look, on average, instead of times. */
function looked(
  { id, lock, how, waitNs, waiters, holders, owner, chain, knot, evidence, deadlock }: LockWait,
  looks: number,
): object {
  const perLook = (sites: LockWait['waiters']): readonly object[] =>
    sites.map(({ site, ns }) => ({ site, threads: ns / looks }))
  return {
    id,
    lock,
    how,
    waiting_threads: waitNs / looks,
    looks,
    waiters: perLook(waiters),
    holders: perLook(holders),
    owner: ownerJson({ owner }),
    chain,
    knot,
    ...(deadlock === undefined ? {} : { deadlock }),
    ...(evidence === undefined ? {} : { evidence }),
  }
}

/** Without this lock's wait the threads could have worked at most this much more of their time; absent where nothing bounds it. */
function boundJson({ story, views }: Analysis, wait: LockWait, all: LockWaits): object {
  const win = winOfLock(story.signals, wait, all, waitedNs(views.lock))
  if (win === undefined) return {}
  const { timePct, cpuNowPct, cpuThenPct, ofRecorded } = win
  return {
    bound: {
      at_most_pct_of_thread_time: timePct,
      ...(ofRecorded ? { of_recorded_waits: true } : {}),
      ...(cpuNowPct === undefined ? {} : { cpu_now_pct: cpuNowPct }),
      ...(cpuThenPct === undefined ? {} : { cpu_then_at_most_pct: Math.min(100, cpuThenPct) }),
    },
  }
}
