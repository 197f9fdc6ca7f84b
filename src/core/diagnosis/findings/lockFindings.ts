import { formatNs, formatNumber, formatShare, formatShort, formatSignal } from '../../base/numbers.ts'
import { topOwners } from '../owners.ts'
import { wilson } from '../../signals/intervals.ts'
import { present, shareOfFrames, viewOf, type EvidenceInput } from '../evidenceInput.ts'
import type { FindingRow } from './finding.ts'
import { poolWaits } from './poolFindings.ts'

const logger =
  /(^|[./])logging\.(Handler|StreamHandler|FileHandler|\w*Handler|Logger)\.|^logging\.(__init__\.)?\w+$|logback\.core\.|ch[./]qos[./]logback|org[./]apache[./]logging|org[./]apache[./]log4j|^log\.\(\*Logger\)|^log\/slog\.|go\.uber\.org\/zap|github\.com\/sirupsen\/logrus|github\.com\/rs\/zerolog|^spdlog::|loguru/

/** A thread of a pool that waits for the result of other work of the same kind. */
const blockingWait =
  /Task\.(Wait|InternalWait)|\.Result$|FutureTask\.(get|awaitDone)|CompletableFuture\.(get|join)|SynchronousQueue\S*\.put|ManualResetEventSlim\.Wait|database\/sql\.\(\*DB\)\.conn$|getConnection|concurrent\.futures\.\S*\.result$|queue\.Queue\.put$/

export const lockFindings: readonly FindingRow[] = [
  {
    id: 'contention-in-logging',
    inputs: ['lock', 'lock_wait_pct'],
    threshold: 'logger frames ≥ 50 % of lock waits (lower limit) and lock wait ≥ 20 %',
    reference: 'statistics.md E; Plumbr 2014: about a third of JVM applications wait on appender locks',
    confirm: 'Raise the log level for a minute: if the waits vanish, log asynchronously or to a buffer.',
    view: 'lock',
    find: (input) => {
      const view = viewOf(input, 'lock')
      const lock = present(input, 'lock_wait_pct')
      if (view === undefined || lock === undefined || lock.value < 20) return undefined
      const share = shareOfFrames(view, (name) => logger.test(name), 'anywhere')
      if (share.low < 0.5) return undefined
      const [owner] = topOwners(view.tree, 'lock', 1)
      return {
        text: `The contention is in logging: ${formatShare(share.share)} of lock waits are under the logger${owner === undefined ? '' : ` (${owner.name})`}.`,
        evidence: [
          ...(view.tree.unit === 'nanoseconds'
            ? [`${formatNs(share.total)} of ${formatNs(view.total)} of lock waits`]
            : []),
          `lock wait ${formatSignal('lock_wait_pct', lock.value)} ${input.said.of(lock)}`,
        ],
      }
    },
  },
  {
    id: 'lock-limited',
    inputs: ['cpu_user_pct', 'lock_wait_pct'],
    threshold: 'lock wait > 50 % (lower limit) while CPU is between 15 and 70 %',
    reference: 'statistics.md B.4: most points with much lock wait match no rule',
    confirm: 'Add a core: if throughput stays, the lock is the limit.',
    view: 'lock',
    find: (input) => {
      const cpu = present(input, 'cpu_user_pct')
      const lock = present(input, 'lock_wait_pct')
      if (cpu === undefined || lock === undefined || lock.low <= 50 || cpu.value < 15 || cpu.value > 70)
        return undefined
      return {
        text: `Limited by a lock, though CPU is not idle: threads wait ${formatSignal('lock_wait_pct', lock.value)} of their time with CPU at ${formatSignal('cpu_user_pct', cpu.value)}.`,
        evidence: [input.said.account(lock), input.said.account(cpu)],
      }
    },
  },
  {
    id: 'gil-bound',
    inputs: ['lock', 'cpu_user_pct'],
    threshold: 'two or more cores, between 0.85 and 1.15 of them used, GIL wait ≥ 30 % of thread time (lower limit)',
    reference: 'statistics.md E; CPython’s thread status',
    confirm: 'py-spy top shows %GIL near 100; more threads will not help, processes will.',
    view: 'cpu',
    find: (input) => {
      const { cores, gilWaitNs } = input.profiles
      const view = viewOf(input, 'lock')
      const cpu = present(input, 'cpu_user_pct')
      if (
        cores === undefined ||
        cores.value < 2 ||
        cpu === undefined ||
        gilWaitNs === undefined ||
        view?.wholeNs === undefined
      )
        return undefined
      const used = (cpu.value / 100) * cores.value
      const share = gilWaitNs / view.wholeNs
      const looks = view.ticks ?? 0
      if (used < 0.85 || used > 1.15 || wilson(share * looks, looks, 2).low < 0.3) return undefined
      return {
        text: `Bound by the GIL: one core’s worth of Python runs and threads wait for their turn ${formatShare(share)} of the time.`,
        evidence: [
          `${formatShort(used)} of ${formatNumber(cores.value)} cores used`,
          `${formatNs(gilWaitNs)} of ${formatNs(view.wholeNs)} of thread time waiting for the GIL`,
        ],
      }
    },
  },
  {
    id: 'gil-holder',
    inputs: ['lock'],
    threshold: 'wait for the GIL or GVL ≥ 5 % of thread time, one function holding it during 30 % of that or more',
    reference: 'CPython’s thread status, read of all threads in one instant; Ruby’s thread events',
    confirm: 'Record again (Python: profiling.sampling attach -a --gecko; Ruby: Vernier) and look at who holds it.',
    view: 'cpu',
    find: ({ profiles: { lockWaits, gilWaitNs, gilWholeNs } }) => {
      const gil = lockWaits?.waits.find(({ how }) => how === 'gil')
      const [holder] = gil?.holders ?? []
      const [waiter] = gil?.waiters ?? []
      if (
        gil === undefined ||
        holder === undefined ||
        waiter === undefined ||
        !(gilWholeNs !== undefined && gilWholeNs > 0)
      )
        return undefined
      const share = (gilWaitNs ?? 0) / gilWholeNs
      const held = holder.ns / gil.waitNs
      if (share < 0.05 || held < 0.3) return undefined
      return {
        text: `Threads wait for ${gil.lock} ${formatShare(share)} of their time; during ${formatShare(held)} of it ${holder.site} holds it. More threads will not help: move that work to another process, or to code that lets go of the GIL.`,
        evidence: [
          `${formatShare(waiter.ns / gil.waitNs)} of the wait in ${waiter.site}`,
          `${formatNumber(gil.waits)} looks at a waiting thread`,
        ],
      }
    },
  },
  {
    id: 'worker-pool-starvation',
    inputs: ['otherWaits', 'cpu_user_pct'],
    threshold: '≥ 70 % of threads inside a blocking wait for other work, CPU < 30 %',
    reference: 'dotnet docs on thread-pool starvation',
    confirm: 'Watch the thread count: rising by one or two a second with CPU far below 100 % is starvation.',
    view: 'lock',
    find: (input) => {
      const cpu = present(input, 'cpu_user_pct')
      if (cpu === undefined || cpu.value >= 30) return undefined
      const waiting = blockedShare(input)
      if (waiting === undefined || waiting.low < 0.7) return undefined
      return {
        text: `Workers wait for other workers: ${formatShare(waiting.share)} of threads sit in a blocking wait for a result or a connection while CPU is ${formatSignal('cpu_user_pct', cpu.value)} busy.`,
        evidence: [`seen in ${waiting.file}`],
      }
    },
  },
  {
    id: 'waits-nobody-sees',
    inputs: ['cpu_user_pct', 'lock_wait_pct', 'otherWaits'],
    threshold: 'CPU < 15 %, lock wait < 10 %, allocator CPU not above 25 %',
    reference: 'Gregg’s off-CPU analysis; statistics.md E',
    confirm: 'Record wall-clock or off-CPU time, and cgroup nr_throttled / nr_periods (above 5 % is throttling).',
    find: (input) => {
      const cpu = present(input, 'cpu_user_pct')
      const lock = present(input, 'lock_wait_pct')
      const alloc = present(input, 'cpu_alloc_pct')
      if (cpu === undefined || lock === undefined || cpu.value >= 15 || lock.value >= 10 || (alloc?.value ?? 0) >= 25)
        return undefined
      // A pool that is used up was seen.
      if (poolWaits(input) !== undefined) return undefined
      const waits = input.profiles.otherWaits
        .slice(0, 3)
        .map(({ kind, ns }) => `${input.said.waitFor(kind)} ${formatNs(ns)}`)
      return {
        text: 'If it is slow, threads wait on something these three profiles cannot see: I/O, downstream services, sleep, CPU throttling.',
        evidence:
          waits.length === 0 ? ['no other wait was recorded'] : [`also waiting, not on locks: ${waits.join(', ')}`],
      }
    },
  },
  {
    id: 'diluted-by-idle-threads',
    inputs: ['lock_wait_pct'],
    threshold:
      'lock wait < 60 % of all threads, yet ≥ 60 % of wait + CPU is waiting and at least two threads wait on average',
    reference: 'formats.md 5.2: 200 idle pool threads hide a fully serialised service at 2 %',
    confirm: 'Give the number of threads that do work (--threads) and read again.',
    view: 'lock',
    find: (input) => {
      const lock = present(input, 'lock_wait_pct')
      const waiters = lock?.companions.find((companion) => companion.id === 'average_waiters')
      const ratio = lock?.companions.find((companion) => companion.id === 'contention_ratio')
      if (
        lock === undefined ||
        waiters === undefined ||
        ratio === undefined ||
        lock.value >= 60 ||
        ratio.value < 60 ||
        waiters.value < 2
      )
        return undefined
      return {
        text: `Idle threads dilute the lock wait: on average ${formatShort(waiters.value)} threads wait, and ${formatNumber(ratio.value)} % of wait + CPU is waiting.`,
        evidence: [input.said.account(lock)],
      }
    },
  },
]

/** Largest share of threads in a blocking wait, over the goroutine, thread and wall captures of the window. */
function blockedShare({ captures, profiles }: EvidenceInput): { share: number; low: number; file: string } | undefined {
  let best: { share: number; low: number; file: string } | undefined
  for (const { profile, kind, window, file } of captures) {
    if (kind !== 'goroutines' && kind !== 'threads' && kind !== 'wall') continue
    if (window !== undefined && (window.untilMs < profiles.asked.fromMs || window.fromMs > profiles.asked.untilMs))
      continue
    const { stacks, frames, strings, samples } = profile
    const frameHits = Uint8Array.from({ length: frames.length }, (_, frame) =>
      blockingWait.test((strings[frames.name[frame] ?? 0] ?? '').slice(0, 300)) ? 1 : 0,
    )
    if (!frameHits.includes(1)) continue
    const inside = new Uint8Array(stacks.length)
    for (let row = 0; row < stacks.length; row++) {
      const prefix = stacks.prefix[row] ?? -1
      inside[row] = frameHits[stacks.frame[row] ?? 0] === 1 || (prefix >= 0 && inside[prefix] === 1) ? 1 : 0
    }
    const values = samples.values[0] ?? new Float64Array(0)
    let hit = 0
    let all = 0
    for (let sample = 0; sample < values.length; sample++) {
      all += values[sample] ?? 0
      if (inside[samples.stack[sample] ?? -1] === 1) hit += values[sample] ?? 0
    }
    if (all <= 0) continue
    const looks = kind === 'wall' ? (profile.meta.ticks ?? samples.length) : all
    const share = hit / all
    const low = wilson(share * looks, looks, 2).low
    if (best === undefined || low > best.low) best = { share, low, file }
  }
  return best
}
