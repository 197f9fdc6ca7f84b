/**
 * Blind spots and misreadings: what a reader would get wrong here, each shown only when its condition holds. Data rows;
 * `when` gives the sentence or nothing.
 */
import { formatBytes, formatNs, formatNumber, formatShare, formatShort } from '../base/numbers.ts'
import { topOwners } from './owners.ts'
import { waitFrameOf } from '../frames/framePatterns.ts'
import { buildFunctionTable, findFunction } from '../profile/functions.ts'
import { type MeasuredView, sees } from '../window/windowProfiles.ts'
import { nsPerSecond } from '../base/units.ts'
import { patternOf } from './classify.ts'
import { possibleOver } from './possible.ts'
import { rangesKnown } from './knownRanges.ts'
import { leafShareFrom, present, rootTotal, viewOf, type EvidenceInput } from './evidenceInput.ts'
import { expectedRss } from './findings/heapFindings.ts'
import { titleOf } from './rules.ts'

export interface MisreadingRow {
  readonly id: string
  readonly when: (input: EvidenceInput) => string | undefined
}

/** Its recorder says of each sample what it is; an idle program is seen on its way into a wait. */
const isFlightRecording = ({ files }: MeasuredView, { captures }: EvidenceInput): boolean =>
  files.length > 0 &&
  files.every((file) => captures.some((one) => one.file === file && one.profile.meta.format === 'jfr'))

/** From this share of wait frames on, a "CPU" profile is a wall-clock profile. */
const wallShare = 0.5

export const misreadingRows: readonly MisreadingRow[] = [
  {
    id: 'wall-not-cpu',
    when: (input) => {
      const view = viewOf(input, 'cpu')
      if (view === undefined || view.total <= 0 || isFlightRecording(view, input)) return undefined
      const { runtime } = input.profiles
      const waiting = leafShareFrom(view, (name) => waitsHere(name, runtime), wallShare)
      if (waiting === undefined) return undefined
      return `${formatShare(waiting)} of the CPU profile ends in waiting frames (epoll_wait, futex and the like): this is a wall-clock profile, not CPU. Leave the waits out before reading it.`
    },
  },
  {
    id: 'alloc-is-not-live',
    when: (input) => {
      const alloc = viewOf(input, 'heap_alloc')
      const live = viewOf(input, 'heap_live')
      if (alloc === undefined || live === undefined) return undefined
      const [churning] = topOwners(alloc.tree, 'heap_alloc', 1)
      if (churning === undefined || churning.share < 0.2) return undefined
      const at = findFunction(live.tree, churning.name)
      const held = at < 0 ? 0 : (buildFunctionTable(live.tree).total[at] ?? 0) / Math.max(1, rootTotal(live.tree))
      if (held >= 0.05) return undefined
      return `${churning.name} allocates ${formatShare(churning.share)} of the bytes and holds ${held === 0 ? 'none' : formatShare(held)} of the heap: it churns, it does not leak.`
    },
  },
  {
    id: 'live-is-not-rss',
    when: (input) => {
      const { rssBytes } = input.profiles
      const live = present(input, 'live_heap_mb')
      if (rssBytes === undefined || live === undefined) return undefined
      const gap = rssBytes - live.value * 1e6
      if (gap < 0.2 * rssBytes || gap < 20e6) return undefined
      const expected = expectedRss(input) ?? 0
      const normal =
        rssBytes <= 1.5 * expected
          ? input.profiles.runtime === 'cpython' || input.profiles.runtime === 'native'
            ? ' Much of that is the runtime itself: code, libraries and what its allocator keeps.'
            : ' Much of that is room the collector keeps.'
          : ' Look in this order: runtime internals, mmap, the native allocator.'
      return `Live heap is not memory use: the process holds ${formatBytes(rssBytes)}, ${formatBytes(gap)} more than the heap profile shows.${normal}`
    },
  },
  {
    id: 'gil-is-not-a-lock',
    when: (input) => {
      const { gilWaitNs, gilWholeNs } = input.profiles
      const whole = viewOf(input, 'lock')?.wholeNs ?? gilWholeNs
      if (gilWaitNs === undefined || whole === undefined || !(whole > 0) || gilWaitNs < 0.01 * whole) return undefined
      return `Waiting for the GIL (${formatShare(gilWaitNs / whole)} of thread time) is counted apart: it is no lock of the program, and no finer lock will shorten it.`
    },
  },
  {
    id: 'locks-elsewhere',
    when: (input) => {
      const lock = present(input, 'lock_wait_pct')
      const io = input.profiles.otherWaits.find((wait) => wait.kind === 'io')
      const seconds = viewOf(input, 'lock')?.coveredSeconds ?? 0
      if (
        lock === undefined ||
        lock.value >= 10 ||
        io === undefined ||
        seconds <= 0 ||
        io.ns / nsPerSecond / seconds < 1
      )
        return undefined
      return `Lock profiles end at the process: locks in Redis, ZooKeeper, etcd or a database look like network calls (${formatNs(io.ns)} of I/O waits here).`
    },
  },
  {
    id: 'deadlock-invisible',
    when: (input) => {
      const cpu = present(input, 'cpu_user_pct')
      const lock = present(input, 'lock_wait_pct')
      const view = viewOf(input, 'lock')
      if (
        cpu === undefined ||
        lock === undefined ||
        view === undefined ||
        view.wholeNs !== undefined ||
        view.files.some((file) => input.profiles.looks?.files.includes(file)) ||
        cpu.value >= 5 ||
        lock.value >= 5
      )
        return undefined
      return 'A wait counts when it ends: a hard deadlock is not in this lock profile. If requests hang, take a goroutine or thread dump.'
    },
  },
  {
    id: 'widest-is-not-the-bug',
    when: ({ diagnosis }) =>
      diagnosis.pattern === 'cpu-bound'
        ? 'The widest frame is not always the bug: a path that is no longer taken, such as a lost cache hit, shows only in a comparison with a healthy window.'
        : undefined,
  },
  {
    id: 'cascade-consistent-with',
    when: ({ diagnosis }) => {
      const cascade = diagnosis.rules.find((rule) => rule.id === 'cascading-failure')
      if (diagnosis.pattern === 'cascading-failure') {
        return 'Consistent with a cascade; profiles show neither request rate, requests in flight, retries nor the order of onset. Check those before and after shedding.'
      }
      if (cascade?.result !== 'shadowed') return undefined
      return `Also matches cascading failure: ${titleOf(diagnosis.pattern)} stands first in the order of the rules, but if load is above capacity, shed load before anything else.`
    },
  },
  {
    id: 'lock-threshold',
    when: (input) => {
      const caution = viewOf(input, 'lock')?.cautions.find(
        ({ id }) => id === 'below-threshold' || id === 'sampled-waits',
      )
      return caution === undefined ? undefined : input.said.caution(caution)
    },
  },
  {
    id: 'held-by-not-waiting',
    when: (input) =>
      viewOf(input, 'lock')?.lockSide === 'holder'
        ? 'The lock pane names who held the lock (the unlocker), not who waited. Read "held by", and look for what that function does under the lock.'
        : undefined,
  },
  {
    id: 'cpu-is-a-bound',
    when: (input) => {
      const bound = present(input, 'cpu_user_pct')?.bound
      if (bound === 'lower') return 'CPU use is a lower bound: the sampler does not see all of it.'
      return bound === 'upper'
        ? 'CPU use is an upper bound: the sampler also counts threads that only look runnable.'
        : undefined
    },
  },
  {
    id: 'samples-not-seconds',
    when: (input) => {
      const cpu = viewOf(input, 'cpu')
      const seen = present(input, 'cpu_user_pct')
      if (cpu === undefined || !sees(cpu, 'gil-or-runnable') || seen?.samplesOf !== 'counter-readings') return undefined
      return 'The CPU pane shows who held the GIL; how busy the CPU is comes from the process’ own counter. Read the pane for shares, not for seconds.'
    },
  },
  {
    id: 'cores-unknown',
    when: (input) => whateverTheCores(input),
  },
  {
    id: 'young-collections',
    when: ({ signals: { live_heap_slope_mb_h: growth } }) =>
      growth.state === 'absent' && growth.range?.highFrom?.id === 'young-collections'
        ? 'Only young collections were seen: promoted garbage counts as live, so the growth is overstated.'
        : undefined,
  },
  {
    id: 'summed-snapshots',
    when: (input) =>
      viewOf(input, 'heap_live')?.onlyShares === true
        ? 'The live heap is a sum over an unknown number of snapshots: read shares, not bytes.'
        : undefined,
  },
]

/** Idle, sleeping or blocked: not what burns. */
function waitsHere(name: string, runtime: EvidenceInput['profiles']['runtime']): boolean {
  if (/^_*(GI_+)?(futex\w*|sys_futex|do_futex\w*)(_\[k\])?$/.test(name)) return true
  const match = waitFrameOf(name, runtime)
  return (
    match !== undefined &&
    ['idle', 'sleep', 'cond', 'chan', 'io', 'lock', 'join', 'lock-or-cond'].includes(match.kind) &&
    !/^\((program|root)\)$/.test(name) &&
    !/(^|\.)(read|write|send|recv)\w*$/i.test(name)
  )
}

const mostCores = 256
const stillOpen = 'still open'

/** Without a number of cores: what the answer is for any number of them from the ones used upward. */
function whateverTheCores(input: EvidenceInput): string | undefined {
  const cpu = input.signals.cpu_user_pct
  if (cpu.state === 'present' || cpu.ask !== 'cores' || cpu.standIn === undefined) return undefined
  const used = cpu.standIn.value
  const least = Math.max(1, Math.ceil(used - 0.05))
  const ranges: { pattern: string; from: number; to: number }[] = []
  const known = rangesKnown(input.signals)
  for (let cores = least; cores <= mostCores; cores++) {
    const value = Math.min(100, (100 * used) / cores)
    const at = { ...known, cpu_user_pct: { low: value, high: value } }
    const { thresholds } = input.diagnosis
    const named = patternOf({ ...input.values, cpu_user_pct: value }, thresholds, at)
    // Where other numbers are missing as well, no pattern is no answer.
    const isOpen = named === 'no-clear-pattern' && possibleOver(at, thresholds).verdicts.length > 1
    const pattern = isOpen ? stillOpen : named
    const last = ranges.at(-1)
    if (last?.pattern === pattern) last.to = cores
    else ranges.push({ pattern, from: cores, to: cores })
  }
  const [only] = ranges
  if (only === undefined) return undefined
  const name = (pattern: string): string =>
    pattern === stillOpen ? pattern : titleOf(pattern as Parameters<typeof titleOf>[0])
  if (ranges.length === 1 && only.pattern === stillOpen) return 'The number of cores alone does not decide it.'
  if (ranges.length === 1) return `Whatever the number of cores, the answer is ${name(only.pattern)}.`
  const listed = ranges.map(
    ({ pattern, from, to }) =>
      `${from === to ? `${from}` : to === mostCores ? `${from} or more` : `${formatNumber(from)}–${formatNumber(to)}`} ${from === 1 && to === 1 ? 'core' : 'cores'}: ${name(pattern)}`,
  )
  return `The answer depends on the number of cores (${formatShort(used)} used). ${listed.join('; ')}.`
}

export function misreadingsOf(input: EvidenceInput): readonly { readonly id: string; readonly text: string }[] {
  return misreadingRows.flatMap((row) => {
    const text = row.when(input)
    return text === undefined ? [] : [{ id: row.id, text }]
  })
}
