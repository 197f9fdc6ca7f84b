/** What a reader must know before believing a view, in words. */
import { clock } from '../../base/clock.ts'
import { formatShare, formatSpan } from '../../base/numbers.ts'
import type { StandIn } from '../../base/vocabulary.ts'
import type { Caution } from '../../window/caution.ts'
import { tell, type WordsOf } from './tellable.ts'

const standInWords: Readonly<Record<StandIn, string>> = {
  wall: 'Wall-clock time, not CPU: every thread that was looked at, working or waiting.',
  live_objects:
    'Counts objects, not bytes: the file does not say how large they are. Where it samples objects, these are some of those held.',
  alloc_objects:
    'Counts objects, not bytes: the file does not say how large they are. Where it samples objects, these are some of those allocated.',
  native_alloc:
    'Allocated by native code (malloc), not on the managed heap: how much of it is still held is not known.',
  native_live: 'Held by native code, not on the managed heap: no signal is made of it.',
  bytes: 'The file does not say whether its bytes are held or were allocated.',
  off_cpu: 'Time off the CPU, for whatever reason: no stack names a lock, a sleep or a queue that it waited for.',
  goroutines: 'Goroutines by where they stand, not waits for locks: how long they stand there is not known.',
  threads: 'Threads by their stacks, not waits for locks: how long they stand there is not known.',
}

const words = {
  'same-profile': ({ leftOut }) =>
    `The ${leftOut === 'deltas' ? 'deltas' : 'cumulative snapshots'} of the same profile are left out: they hold the same waits and bytes once more.`,
  'no-time': ({ files }) =>
    `${files.join(', ')}: the file does not say when it was taken; it is shown for whatever window is asked.`,
  'reaches-out': ({ seconds }) =>
    `${formatSpan(seconds)} of what was recorded lies outside the window: its captures do not end where the window does.`,
  'since-start': () =>
    'This is everything since the process started, not this window. A second snapshot makes it a rate.',
  restarted: ({ atMs }, zone) =>
    `The process restarted about ${clock(atMs, zone)}. What it did between its last snapshot and its end is lost, so this is a lower bound.`,
  'one-side': ({ file, side }) =>
    `${file} is a difference of two profiles; this is its ${side === 'head' ? 'head (right)' : 'base (left)'}.`,
  'gil-or-runnable': () =>
    'py-spy shows where the CPU goes, not how much of it: with --gil it sees only the holder of the GIL, without it every thread that looks runnable (up to 3.6 times the real CPU).',
  'java-code-only': () =>
    'JFR samples Java code only: shares hold, the sum is too low. It looks at a few threads at a time, and at no native or VM code.',
  'by-period': ({ periodMs }) => `Samples × ${periodMs} ms, the file’s period.`,
  'samples-without-length': () => 'The file counts samples and does not say how long one is.',
  'nearest-snapshot': ({ seconds }) =>
    seconds < 1
      ? 'Taken at the edge of the window.'
      : `Taken ${formatSpan(seconds)} outside the window: there is no snapshot in it.`,
  'snapshot-without-time': ({ file }) => `${file}: the file does not say when it was taken.`,
  'summed-snapshots': () =>
    'A store summed several snapshots here and does not say how many: shares hold, the sum does not.',
  'held-by': ({ holders }) =>
    `Who holds it: ${holders.map(({ name, share }) => `${name} (${formatShare(share)})`).join(', ')}, says the mutex profile.`,
  holders: () =>
    'Shows who holds the lock, not who waits: Go’s mutex profile names who lets go of it. Before Go 1.22 it counts only the first waiter: a lower bound. For who waits, record the block profile beside it: runtime.SetBlockProfileRate(10000), then /debug/pprof/block?seconds=30.',
  'below-threshold': ({ ms }) =>
    `Waits under ${ms} ms are not recorded: a lower bound. Where locks are held only briefly it is far too low.`,
  'sampled-waits': ({ by, oneIn }) =>
    by === 'ddtrace'
      ? `ddtrace records about one lock acquisition in ${String(oneIn ?? 100)} (DD_PROFILING_CAPTURE_PCT, 1 % unless it was set) and scales nothing up: a lower bound, and the whole is about ${String(oneIn ?? 100)} times as much.`
      : 'Agents that watch threads leave the CPU record a part of it and scale nothing up: a lower bound, by a factor that the file does not say.',
  waiters: ({ besideHolders }) =>
    `Shows who waits${besideHolders === true ? '' : ', not who holds the lock'}. A deadlock does not appear: a wait counts when it ends.`,
  'few-looks': () => '30 to 100 looks make a wait profile; fewer only give examples.',
  'stand-in': ({ shows }) => standInWords[shows],
  text: ({ text }) => text,
} satisfies WordsOf<Caution>

export function tellCaution(caution: Caution, zone: string): string {
  return tell<Caution>(words, caution, zone)
}
