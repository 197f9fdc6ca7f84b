/** Which window files open with when nobody asks for one: the same on the page and on the command line. */
import { spanOf } from '../analysis/timeline.ts'
import type { TimeWindow } from '../base/units.ts'
import type { LoadError } from '../base/result.ts'
import type { CaptureSummary } from './questions.ts'

/** A single instant is no window; a second around it is the shortest that can be shown. */
const shortestMs = 1000

/**
 * All the time that captures cover, snapshots at its ends included; a cumulative file counts from when it was taken, not from the
 * start of its process. Undefined when none of them has a time.
 */
export function everythingOf(captures: readonly Pick<CaptureSummary, 'window' | 'covers'>[]): TimeWindow | undefined {
  const span = spanOf(captures.flatMap(({ window, covers }) => (window === undefined ? [] : [{ window, covers }])))
  if (span === undefined || span.untilMs > span.fromMs) return span
  return { fromMs: span.fromMs - shortestMs / 2, untilMs: span.untilMs + shortestMs / 2 }
}

/**
 * What files open with. Those without any time in them have one window all the same, of a second or of as long as a person says they
 * took; `span` is what they say themselves.
 */
export function windowOfFiles(
  captures: readonly Pick<CaptureSummary, 'window' | 'covers'>[],
  assumedSeconds: number = shortestMs / 1000,
): { readonly window: TimeWindow; readonly span?: TimeWindow } {
  const span = everythingOf(captures)
  return span === undefined ? { window: { fromMs: 0, untilMs: 1000 * assumedSeconds } } : { window: span, span }
}

/** One page of counters has levels and totals since the start, and no window between them: there is nothing to open. */
export function loneScrape(captures: readonly Pick<CaptureSummary, 'file' | 'format'>[]): LoadError | undefined {
  const [only] = captures
  if (captures.length !== 1 || only?.format !== 'metrics') return undefined
  return {
    code: 'unsupported',
    where: only.file,
    what: 'one scrape of /metrics is no profile: it holds levels and counters since the start',
    todo: 'Take a second one some time later, or give it beside profiles.',
  }
}
