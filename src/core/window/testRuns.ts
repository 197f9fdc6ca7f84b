/**
 * `go test -cpuprofile … -memprofile … -blockprofile …`: what is counted since the process started is counted since the tests began, which is
 * when the CPU profile of the same process did, and all are written when they have ended. Alone such a total is a ranking; beside that
 * profile it is a rate.
 */
import type { Profile } from '../profile/profile.ts'
import type { Capture } from './capture.ts'

/** Writing the others takes time, the CPU profile is the first to end. */
const mostLaterMs = 10_000
const clockMs = 500

const testing = /^testing\.(tRunner|\(\*[BM]\)\.\w+)/
const isOfTests = ({ strings }: Profile): boolean => strings.some((name) => testing.test(name))

/** The process by the kernel's own page (window/programs.ts): another run of the same tests has another. */
export function withTestRuns(captures: readonly Capture[]): readonly Capture[] {
  // A CPU profile of tests that wait has a dozen samples, none of them perhaps in the tests.
  const pages = new Set(captures.flatMap(({ profile }) => (isOfTests(profile) ? (profile.meta.kernelPage ?? []) : [])))
  const runs = captures.filter(
    ({ kind, window, profile: { meta } }) =>
      kind === 'cpu' && window !== undefined && meta.kernelPage !== undefined && pages.has(meta.kernelPage),
  )
  if (runs.length === 0) return captures
  return captures.map((capture) => {
    const { covers, window, profile } = capture
    if (covers !== 'cumulative' || window === undefined) return capture
    const run = runs.find((cpu) => {
      const later = window.untilMs - (cpu.window?.untilMs ?? Number.NaN)
      return cpu.profile.meta.kernelPage === profile.meta.kernelPage && later >= -clockMs && later <= mostLaterMs
    })
    return run?.window === undefined ? capture : { ...capture, countsFromMs: run.window.fromMs }
  })
}
