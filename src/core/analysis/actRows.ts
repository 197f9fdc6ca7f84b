/**
 * One specific act for the night: what confirms or ends what was found, with the function it is about. A table; the first row that
 * speaks for its pattern gives the act, and every row has a test.
 */
import { unique } from '../base/lists.ts'
import { formatNs, formatNumber, formatShare } from '../base/numbers.ts'
import { leakedHoldHeap } from '../diagnosis/findings/leakFindings.ts'
import {
  type ActRow,
  callsAct,
  deadlockAct,
  endAct,
  finalizerAct,
  findAct,
  found,
  handsAct,
  largestAct,
  ownerOf,
  placeAct,
  readersAct,
  stoppedAct,
  withCommand,
  workAct,
} from './acts.ts'
import { busyPoolAct, heldLoopAct, leakedAct, linesAct, loneAct, lookupsAct, usedUpAct } from './dumpActs.ts'
import { tellLack } from './words/lacks.ts'
import { waitWords } from './words/waits.ts'

export const actRows: readonly ActRow[] = [
  {
    id: 'deadlock',
    pattern: 'contention-bound',
    act: deadlockAct,
  },
  {
    id: 'logging',
    pattern: 'contention-bound',
    act: (asked) =>
      found(asked, 'contention-in-logging')
        ? { text: 'Raise the log level for a minute: if the waits vanish, log asynchronously or to a buffer.' }
        : undefined,
  },
  {
    id: 'holder',
    pattern: 'contention-bound',
    act: ({ profiles }) => workAct(profiles),
  },
  {
    id: 'changes-hands',
    pattern: 'contention-bound',
    act: handsAct,
  },
  {
    id: 'holder-of-largest',
    pattern: 'contention-bound',
    act: ({ profiles }) => largestAct(profiles),
  },
  {
    id: 'holder-place',
    pattern: 'contention-bound',
    act: placeAct,
  },
  {
    id: 'readers-before',
    pattern: 'contention-bound',
    act: readersAct,
  },
  {
    id: 'holder-calls',
    pattern: 'contention-bound',
    act: callsAct,
  },
  {
    id: 'held-by',
    pattern: 'contention-bound',
    act: ({ profiles: { views } }) => {
      const caution =
        views.lock.state === 'measured' ? views.lock.cautions.find(({ id }) => id === 'held-by') : undefined
      const [holder] = caution?.id === 'held-by' ? caution.holders : []
      return (
        holder && {
          text: `Read what ${holder.name} does before it unlocks (it holds the lock in ${formatShare(holder.share)} of the wait), and move that out of the lock.`,
        }
      )
    },
  },
  {
    id: 'find-holder',
    pattern: 'contention-bound',
    act: findAct,
  },
  {
    id: 'pool',
    pattern: 'gc-pressure',
    act: (asked) => {
      const owner = ownerOf(asked, 'heap_alloc')
      if (owner === undefined) return { text: 'Find the widest allocation site and reuse its buffer on one instance.' }
      const large = found(asked, 'large-objects') ? ': few big buffers, the cheapest to pool' : ''
      return {
        text: `Reuse what ${owner.name} allocates (${formatShare(owner.share)} of all bytes) on one instance${large}, and compare both windows.`,
      }
    },
  },
  {
    id: 'free-goroutines',
    pattern: 'slow-leak',
    act: (asked) => {
      const leaked = leakedHoldHeap(asked.profiles)
      if (leaked === undefined) return undefined
      const { count, site, waits } = leaked.site
      return {
        text: `Let the ${formatNumber(count)} goroutines go on that stand at ${site}${waits === '' ? '' : ` (${waits})`} for ever: they keep up to ${formatShare(leaked.share)} of the heap, and no cache does. Restart before memory runs out.`,
      }
    },
  },
  {
    id: 'slow-finalizer',
    pattern: 'slow-leak',
    act: finalizerAct,
  },
  {
    id: 'end-goroutines',
    pattern: 'slow-leak',
    act: endAct,
  },
  {
    id: 'keep-less',
    pattern: 'slow-leak',
    act: (asked) => {
      const owner = ownerOf(asked, 'heap_live') ?? ownerOf(asked, 'heap_alloc')
      const what = owner === undefined ? 'what grows' : `what ${owner.name} makes`
      return {
        text: `Find the cache, map or list that keeps ${what}: is its limit unset or zero? Restart before memory runs out.`,
      }
    },
  },
  {
    id: 'shed',
    pattern: 'cascading-failure',
    act: (asked) => {
      const owner = ownerOf(asked, 'lock')
      return {
        text: `Limit requests and retries in front of it now${owner === undefined ? '' : `; what cannot be passed any faster is ${owner.name}`}.`,
      }
    },
  },
  {
    id: 'spin',
    pattern: 'cpu-bound',
    act: (asked) =>
      found(asked, 'spin-contention')
        ? { text: 'Count context switches and cycles per instruction: a lock that spins burns without progress.' }
        : undefined,
  },
  {
    id: 'hot-function',
    pattern: 'cpu-bound',
    act: (asked) => {
      const owner = ownerOf(asked, 'cpu')
      if (owner === undefined) return { text: 'Compare with a healthy window: no single function stands out.' }
      return {
        text: `Ask whether ${owner.name} (${formatShare(owner.share)} of CPU) must run so often: cache its result or call it less.`,
      }
    },
  },
  {
    // Whatever else one dump leaves open.
    id: 'deadlock-seen',
    pattern: 'no-clear-pattern',
    act: deadlockAct,
  },
  {
    id: 'heap-full',
    pattern: 'no-clear-pattern',
    act: (asked) =>
      found(asked, 'heap-full')
        ? {
            text: 'Take a class histogram, then restart or give the heap more room (-Xmx): what leads the histogram fills the heap.',
            command: 'jcmd PID GC.class_histogram',
          }
        : undefined,
  },
  {
    id: 'leaked-goroutines',
    pattern: 'no-clear-pattern',
    act: leakedAct,
  },
  {
    id: 'threads-all-busy',
    pattern: 'no-clear-pattern',
    act: busyPoolAct,
  },
  {
    id: 'loop-in-call',
    pattern: 'no-clear-pattern',
    act: heldLoopAct,
  },
  {
    id: 'lone-thread',
    pattern: 'no-clear-pattern',
    act: loneAct,
  },
  {
    id: 'names-looked-up',
    pattern: 'no-clear-pattern',
    act: lookupsAct,
  },
  {
    id: 'pool-used-up',
    pattern: 'no-clear-pattern',
    act: usedUpAct,
  },
  {
    id: 'look-outside',
    pattern: 'no-clear-pattern',
    act: ({ diagnosis, profiles }) => {
      if (diagnosis.kind !== 'quiet') return undefined
      const [most] = profiles.otherWaits
      const seen =
        most === undefined || most.ns < 1e9 ? '' : ` (seen waiting for ${waitWords[most.kind]}: ${formatNs(most.ns)})`
      return { text: `If it is slow, look outside these profiles: database, network, CPU limits${seen}.` }
    },
  },
  {
    id: 'stopped-loop',
    pattern: 'no-clear-pattern',
    act: stoppedAct,
  },
  {
    id: 'unnamed-lines',
    pattern: 'no-clear-pattern',
    act: (asked) => (asked.diagnosis.kind === 'cannot-tell' ? linesAct(asked) : undefined),
  },
  {
    id: 'decides',
    pattern: 'no-clear-pattern',
    act: ({ diagnosis, signals, zone }) => {
      if (diagnosis.kind !== 'cannot-tell') return undefined
      const [first] = unique([...(diagnosis.asks ?? []), ...diagnosis.notMeasured]).flatMap((id) => {
        const signal = signals[id]
        return signal.state === 'absent' ? [tellLack(signal.why, zone)] : []
      })
      return first && withCommand(first.next, first.command)
    },
  },
  {
    id: 'held-leading',
    pattern: 'no-clear-pattern',
    act: (asked) => (asked.leading?.view === 'lock' ? (workAct(asked.profiles) ?? handsAct(asked)) : undefined),
  },
  {
    id: 'longer',
    pattern: 'no-clear-pattern',
    act: ({ diagnosis }) =>
      diagnosis.kind === 'cannot-tell'
        ? { text: 'Take a longer window: its numbers reach over both sides of a threshold.' }
        : undefined,
  },
  {
    id: 'diluted-held',
    pattern: 'no-clear-pattern',
    act: (asked) =>
      found(asked, 'diluted-by-idle-threads')
        ? (workAct(asked.profiles) ?? handsAct(asked) ?? largestAct(asked.profiles) ?? placeAct(asked))
        : undefined,
  },
  {
    id: 'diluted',
    pattern: 'no-clear-pattern',
    act: (asked) => (found(asked, 'diluted-by-idle-threads') ? findAct(asked) : undefined),
  },
  {
    id: 'compare-leading',
    pattern: 'no-clear-pattern',
    act: (asked) => {
      const { leading } = asked
      if (leading === undefined) return undefined
      const owner = ownerOf(asked, leading.view)
      return {
        text: `Compare with a window from before it got slow${owner === undefined ? '.' : `: is ${owner.name} new or larger?`}`,
      }
    },
  },
  {
    id: 'compare',
    pattern: 'no-clear-pattern',
    act: () => ({ text: 'Compare with a window from before it got slow.' }),
  },
]
