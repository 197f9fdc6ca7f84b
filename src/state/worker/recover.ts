/**
 * After a crash of the analysis everything is loaded again, once. When it ends again over something beside the window on screen (a base, a
 * comparison, a source being opened), the window is loaded once more without that: it costs that and nothing else. When it ends again over
 * the window itself, that is a sentence, never a verdict.
 */
import { type Query, type QueryKey, hashKey } from '@tanstack/react-query'
import { sourceKey } from '../view/sourceKey.ts'
import { appStore } from '../view/store.ts'
import { AnalysisEnded, onLost } from './analyst.ts'
import { queryClient } from './queryClient.ts'

/** A file that is too large crashes it again at once; an hour of work between two crashes deserves another try. */
const quietMs = 60_000
const compared = new Set<unknown>(['base', 'compare', 'diffBoxes', 'elided', 'baseTimeline'])

function isBeside({ queryKey: [what, of] }: Pick<Query, 'queryKey'>): boolean {
  return compared.has(what) || (what === 'source' && of !== sourceKey(appStore.getState().view.source))
}

/** More ends than this within a minute are nobody's fault beside the window. */
const maxCrashes = 5

let crashes = 0
/** How often the analysis ended while something beside the window was worked on, by the hash of its key. */
const endings = new Map<string, number>()

export function recoverFromCrashes(nowMs: () => number): void {
  let lastMs = -Infinity
  onLost((why) => {
    // Asked before everything was there again: what is on its way settles it.
    if (why === 'forgotten' && queryClient.isFetching({ queryKey: ['loaded'] }) > 0) return
    // What was loaded is not loaded any more, whatever comes next.
    queryClient.removeQueries({ queryKey: ['capture'] })
    if (nowMs() - lastMs >= quietMs) {
      crashes = 0
      endings.clear()
    }
    crashes++
    lastMs = nowMs()
    const beside = queryClient.getQueryCache().findAll({ fetchStatus: 'fetching', predicate: isBeside })
    for (const { queryHash } of beside) endings.set(queryHash, (endings.get(queryHash) ?? 0) + 1)
    if (crashes === 1) reset()
    // Where the window was worked on as well, whichever of them it was, it deserves to be tried by itself.
    else if (beside.length > 0 && crashes <= maxCrashes) reset((query) => !isBeside(query))
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

/** Works on something beside the window, unless the analysis ended twice over it: rejects with `AnalysisEnded` then. */
export function unlessFatal<T>(queryKey: QueryKey, work: () => Promise<T>): Promise<T> {
  if ((endings.get(hashKey(queryKey)) ?? 0) < 2) return work()
  return Promise.reject(
    new AnalysisEnded({
      code: 'crashed',
      where: 'The analysis',
      what: 'it stopped unexpectedly each time it worked on this',
      todo: 'use fewer or smaller files, or wait a minute and reload the page',
    }),
  )
}
