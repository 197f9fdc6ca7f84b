/** After a crash of the analysis: everything that can be loaded again is, once. A second crash is a sentence, never a verdict. */
import { onLost } from './analyst.ts'
import { queryClient } from './queryClient.ts'

/** A file that is too large crashes it again at once; an hour of work between two crashes deserves another try. */
const quietMs = 60_000

export function recoverFromCrashes(nowMs: () => number): void {
  let lastMs = -Infinity
  onLost(() => {
    // What was loaded is not loaded any more, whatever comes next.
    queryClient.removeQueries({ queryKey: ['capture'] })
    const isAgain = nowMs() - lastMs < quietMs
    if (isAgain) return
    lastMs = nowMs()
    void queryClient.resetQueries()
  })
}
