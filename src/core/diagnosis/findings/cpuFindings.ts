import { formatNs, formatNumber, formatShare, formatShort, formatSignal } from '../../base/numbers.ts'
import { classifyCpuFrame } from '../../frames/framePatterns.ts'
import { isProfilerFrame, isProgramsOwn } from '../../window/profilers.ts'
import { nsPerSecond } from '../../base/units.ts'
import { present, shareOfFrames, viewOf } from '../evidenceInput.ts'
import type { FindingRow } from './finding.ts'

/** Busy-waiting shows as the leaf that burns. */
const spinning =
  /^runtime\.(procyield|osyield|lock2?|lockWithRank|goschedImpl)\b|(^|[^a-z])(spin|Spin)(lock|_lock|Wait|ning|Once)?|compareAndSet|compareAndSwap|Thread\.onSpinWait|cpu_relax|native_queued_spin_lock_slowpath|sched_yield/

const assist = /^runtime\.(gcAssistAlloc\w*|deductAssistCredit|gcParkAssist)(\.func\d+)*$/

export const cpuFindings: readonly FindingRow[] = [
  {
    id: 'spin-contention',
    inputs: ['cpu', 'cpu_user_pct', 'lock_wait_pct'],
    threshold: 'spinning leaves ≥ 15 % of CPU (lower limit), CPU > 60 %, lock wait < 15 %',
    reference: 'statistics.md E; VTune’s spin time',
    confirm: 'Count context switches and cycles per instruction; a lock that spins burns without progress.',
    view: 'cpu',
    find: (input) => {
      const view = viewOf(input, 'cpu')
      const cpu = present(input, 'cpu_user_pct')
      const lock = present(input, 'lock_wait_pct')
      if (view === undefined || cpu === undefined || lock === undefined || cpu.value <= 60 || lock.value >= 15)
        return undefined
      const spin = shareOfFrames(view, (name) => spinning.test(name), 'leaf')
      if (spin.low < 0.15) return undefined
      return {
        text: `Spinning on a lock takes ${formatShare(spin.share)} of CPU: contention that a lock profile does not show, because nobody sleeps.`,
        evidence: [
          `${formatNs(spin.total)} of ${formatNs(view.total)} in spinning leaves`,
          `lock wait only ${formatSignal('lock_wait_pct', lock.value)}`,
        ],
      }
    },
  },
  {
    id: 'loop-stopped',
    inputs: ['cpu'],
    threshold: 'a JavaScript thread waits for child processes 10 % of the time or more',
    reference: 'Node.js guide “Don’t block the event loop”; child_process.spawnSync',
    confirm: 'perf_hooks.monitorEventLoopDelay() shows delays as long as the child processes run.',
    view: 'cpu',
    find: (input) => {
      const { cpu } = input.profiles.views
      const stopped = cpu.state === 'measured' ? cpu.stopped : undefined
      if (cpu.state !== 'measured' || stopped === undefined || cpu.coveredSeconds <= 0) return undefined
      const share = stopped.ns / nsPerSecond / cpu.coveredSeconds
      if (share < 0.1) return undefined
      const where = stopped.site === '' ? '' : `, most of it in ${stopped.site}`
      return {
        text: `The event loop stands still ${formatShare(Math.min(1, share))} of the time until child processes end (spawnSync${where}): it answers nothing meanwhile.`,
        evidence: [`${formatNs(stopped.ns)} of ${formatNs(cpu.coveredSeconds * nsPerSecond)} in spawnSync`],
      }
    },
  },
  {
    id: 'gc-assist',
    inputs: ['cpu'],
    threshold: 'gcAssistAlloc ≥ 5 % of CPU (lower limit)',
    reference: 'Go GC guide: more than 5 % means that the application outruns the collector',
    confirm: 'GODEBUG=gctrace=1 shows the assist time of each collection; a higher GOGC or memory limit lowers it.',
    view: 'cpu',
    find: (input) => {
      const view = viewOf(input, 'cpu')
      if (view === undefined || input.profiles.runtime !== 'go') return undefined
      const found = shareOfFrames(view, (name) => assist.test(name), 'anywhere')
      if (found.low < 0.05) return undefined
      return {
        text: `Goroutines spend ${formatShare(found.share)} of CPU helping the collector (GC assist): it allocates faster than the background collector marks.`,
        evidence: [
          `${formatNs(found.total)} of ${formatNs(view.total)} under gcAssistAlloc, already part of the allocator’s share`,
        ],
      }
    },
  },
  {
    id: 'idle-gc-workers',
    inputs: ['cpu', 'cpu_alloc_pct'],
    threshold: 'marking on spare CPU ≥ 5 % of CPU',
    reference: 'formats.md 5.1; a false positive that profilers document',
    confirm: 'Nothing to fix: with less spare CPU this share disappears by itself.',
    view: 'cpu',
    find: (input) => {
      const idle = present(input, 'cpu_alloc_pct')?.companions.find((companion) => companion.id === 'idle_marking')
      if (idle === undefined || idle.value < 5) return undefined
      return {
        text: `Another ${formatShort(idle.value)} % of CPU is collector work on cores nobody else wanted; it slows nobody down and is not counted as GC pressure.`,
        evidence: [input.said.companion(idle)],
      }
    },
  },
  {
    id: 'one-hot-thread',
    inputs: ['cpu', 'cpu_user_pct'],
    threshold: 'one thread ≥ 0.85 core while CPU < 60 % of two or more cores',
    reference: 'statistics.md E (Amdahl)',
    confirm: 'top -H shows one thread at 100 %.',
    view: 'cpu',
    find: (input) => {
      const view = viewOf(input, 'cpu')
      const cpu = present(input, 'cpu_user_pct')
      const cores = input.profiles.cores?.value ?? 0
      if (
        view?.busiestThread === undefined ||
        cpu === undefined ||
        cpu.value >= 60 ||
        cores < 2 ||
        view.coveredSeconds <= 0
      )
        return undefined
      const used = view.busiestThread.ns / nsPerSecond / view.coveredSeconds
      if (used < 0.85) return undefined
      return {
        text: `One thread, ${view.busiestThread.name}, runs ${formatNumber(100 * Math.min(1, used))} % of the time while the others mostly do not: more cores will not help.`,
        evidence: [
          `${formatShort(used)} cores in one thread, ${formatSignal('cpu_user_pct', cpu.value)} of ${formatNumber(cores)} cores in all`,
        ],
      }
    },
  },
  {
    id: 'profiler-in-profile',
    inputs: ['cpu'],
    threshold: 'the profiler’s own frames ≥ 1 % of CPU (lower limit)',
    reference: 'statistics.md E; async-profiler #805',
    confirm: 'Record once with the other profilers off and compare.',
    view: 'cpu',
    find: (input) => {
      const view = viewOf(input, 'cpu')
      if (view === undefined) return undefined
      const own = shareOfFrames(view, isProfilerFrame, 'anywhere', (name, module) => isProgramsOwn(name, '', module))
      if (own.low < 0.01) return undefined
      return {
        text: `Collecting profiles itself takes ${formatShare(own.share)} of the CPU in this profile.`,
        evidence: [`${formatNs(own.total)} of ${formatNs(view.total)} in frames of the profiler`],
      }
    },
  },
  {
    id: 'collector-beside-work',
    inputs: ['cpu', 'cpu_alloc_pct', 'cpu_user_pct'],
    threshold: 'allocator and collector > 15 % of CPU (lower limit) while the answer is CPU-bound',
    reference: 'Go GC guide: mallocgc above 15 % is much allocation',
    confirm: 'Compare with a run whose hot allocation site is pooled.',
    view: 'heap_alloc',
    find: (input) => {
      const alloc = present(input, 'cpu_alloc_pct')
      if (alloc === undefined || alloc.low <= 15 || input.diagnosis.pattern !== 'cpu-bound') return undefined
      const view = viewOf(input, 'cpu')
      const collector =
        view === undefined
          ? undefined
          : shareOfFrames(view, (name) => classifyCpuFrame(name, input.profiles.runtime) === 'gc', 'anywhere')
      return {
        text: `${formatSignal('cpu_alloc_pct', alloc.value)} of the busy CPU is allocator and collector, not the work itself.`,
        evidence: [
          input.said.account(alloc),
          ...(collector === undefined ? [] : [`of it ${formatShare(collector.share)} in the collector`]),
        ],
      }
    },
  },
  {
    id: 'collector-in-quiet',
    inputs: ['cpu_alloc_pct', 'cpu_user_pct', 'alloc_rate_mb_s'],
    threshold:
      'allocator and collector have 40 % of the CPU in use or more (lower limit), which is 2 to 60 % of what there is, and no GC pressure',
    reference: 'a heap that is nearly full, or collections that are asked for, cost CPU without any churn',
    confirm:
      'Read why it collects: `Pause Full (System.gc())` or `(Allocation Failure)` in gc.log, `(forced)` in gctrace.',
    view: 'cpu',
    find: (input) => {
      const cpu = present(input, 'cpu_user_pct')
      const alloc = present(input, 'cpu_alloc_pct')
      const { range } = input.signals.cpu_alloc_pct
      const low = alloc?.low ?? range?.low ?? 0
      const { pattern } = input.diagnosis
      if (cpu === undefined || cpu.bound !== undefined || low < 40 || cpu.low < 2 || cpu.value >= 60) return undefined
      if (pattern === 'gc-pressure' || pattern === 'cpu-bound') return undefined
      const isBound = alloc === undefined || alloc.bound === 'lower'
      const share = `${isBound ? 'at least ' : ''}${formatSignal('cpu_alloc_pct', alloc?.value ?? low)}`
      const rate = present(input, 'alloc_rate_mb_s')
      const little =
        rate === undefined || rate.high >= 50
          ? ''
          : `, though only ${formatSignal('alloc_rate_mb_s', rate.value)} are allocated`
      // Of a JVM next to all of it is the collector's.
      const why =
        little !== '' && input.profiles.runtime === 'jvm'
          ? ': its log says why it collects, as for a full heap or System.gc()'
          : ''
      return {
        text: `Of the CPU in use (${formatSignal('cpu_user_pct', cpu.value)} of what there is) allocator and collector have ${share}${little}${why}.`,
        evidence: [input.said.account(alloc ?? cpu)],
      }
    },
  },
]
