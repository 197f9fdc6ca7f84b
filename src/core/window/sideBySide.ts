import type { Capture } from './capture.ts'

/** Threads of one process, a file each, recorded at the same time: what passed on their clock. Undefined where they came one after another. */
export function secondsSideBySide(captures: readonly Capture[]): number | undefined {
  const spans = captures.flatMap(({ profile }) => profile.meta.ownClock ?? []).toSorted((a, b) => a.fromMs - b.fromMs)
  if (spans.length < 2 || spans.length < captures.length) return undefined
  let passedMs = 0
  let untilMs = -Infinity
  for (const span of spans) {
    passedMs += Math.max(0, span.untilMs - Math.max(span.fromMs, untilMs))
    untilMs = Math.max(untilMs, span.untilMs)
  }
  const sumMs = spans.reduce((sum, span) => sum + span.untilMs - span.fromMs, 0)
  return sumMs > 1.2 * passedMs ? passedMs / 1000 : undefined
}
