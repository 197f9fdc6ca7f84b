/** How a total was made, in words: "sum of 38 intervals", "18:14:00 IST minus 18:04:00", "one snapshot, 18:14:00 IST". */
import { clock, clockDifference } from '../../base/clock.ts'
import { formatSeconds, formatSpan } from '../../base/numbers.ts'
import type { EpochMs } from '../../base/units.ts'
import type { Arithmetic } from '../../window/arithmetic.ts'
import { tell, type WordsOf } from './tellable.ts'

const when = (atMs: EpochMs | undefined, zone: string): string =>
  atMs === undefined ? 'at an unknown time' : clock(atMs, zone)

const words = {
  intervals: ({ count, cut, part }) =>
    `${count === 1 ? 'one interval' : `sum of ${count} intervals`}${cut > 0 ? `, ${cut} of them cut by the time of its samples` : ''}${part === undefined ? '' : `, ${formatSpan(part.seconds)} of ${formatSpan(part.ofSeconds)}`}`,
  timeless: ({ count, seconds, given }) => {
    const length = seconds > 0 ? `${formatSeconds(seconds)}${given ? ', as given' : ''}` : 'length unknown'
    return `${count === 1 ? 'one file' : `sum of ${count} files`} without a time in it, ${length}`
  },
  'since-start': ({ atMs }, zone) =>
    `since the process started, one snapshot${atMs === undefined ? '' : ` ${clock(atMs, zone)}`}: a ranking, not a rate`,
  difference: ({ between, aroundRestart }, zone) =>
    `${clockDifference(between, zone)}${aroundRestart ? ', in pieces around a restart' : ''}`,
  snapshot: ({ atMs }, zone) => `one snapshot, ${when(atMs, zone)}`,
  divided: ({ by, atMs }, zone) => `a sum of ${by} snapshots until ${when(atMs, zone)}, divided by ${by}`,
  looks: ({ count }) => (count === 1 ? 'one look at all threads' : `${count} looks at all threads`),
  text: ({ text }) => text,
} satisfies WordsOf<Arithmetic>

export function tellArithmetic(arithmetic: Arithmetic, zone: string): string {
  return tell<Arithmetic>(words, arithmetic, zone)
}
