/**
 * After a crash of the analysis everything is loaded again, once. When it crashes again while something of a comparison is worked on, the
 * window on screen is loaded once more without that: a base that ends the analysis costs the comparison and nothing else. Another crash
 * is a sentence, never a verdict.
 */
import type { Query } from '@tanstack/react-query'
import { onLost } from './analyst.ts'
import { queryClient } from './queryClient.ts'

/** A file that is too large crashes it again at once; an hour of work between two crashes deserves another try. */
const quietMs = 60_000
const compared = new Set<unknown>(['base', 'compare', 'diffBoxes', 'baseTimeline'])
const isCompared = ({ queryKey }: Pick<Query, 'queryKey'>): boolean => compared.has(queryKey[0])

let crashes = 0

export function recoverFromCrashes(nowMs: () => number): void {
  let lastMs = -Infinity
  onLost(() => {
    // What was loaded is not loaded any more, whatever comes next.
    queryClient.removeQueries({ queryKey: ['capture'] })
    crashes = nowMs() - lastMs < quietMs ? crashes + 1 : 1
    lastMs = nowMs()
    const isWithComparison = queryClient.isFetching({ predicate: isCompared }) > 0
    if (crashes === 1) reset()
    else if (crashes === 2 && isWithComparison) reset((query) => !isCompared(query))
  })
}

/** Questions that were given up for it are no news: each is asked again. */
function reset(predicate: (query: Query) => boolean = () => true): void {
  queryClient.resetQueries({ predicate }).catch(() => undefined)
}

/** After a crash: once the window on screen is there. Beside it, nobody could tell which of the two it was. */
export async function afterShown(): Promise<void> {
  if (crashes === 0) return
  // What is loaded again begins in one go.
  await new Promise((resolve) => setTimeout(resolve, 0))
  while (queryClient.isFetching({ queryKey: ['loaded'] }) > 0) {
    await new Promise<void>((resolve) => {
      const given = queryClient.getQueryCache().subscribe(() => {
        given()
        resolve()
      })
    })
  }
}
