/** A window of a store that was read, for whatever question: kept with the last few. In a file of its own: first screens wait for nothing of it. */
import type { QueryKey } from '@tanstack/react-query'
import type { LoadedCaptures } from './loadCaptures.ts'
import type { OpenedSource } from './openedSource.ts'

export function keepOfStore(
  { everything }: Pick<OpenedSource, 'everything'>,
  key: QueryKey,
  loaded: Pick<LoadedCaptures, 'captureIds'>,
): void {
  // A store draws its own line, and has no end of windows. Where there is none, nothing of this is loaded.
  if (everything !== undefined) return
  void import('./keptWindows.ts')
    .then(({ keepWindow }) => keepWindow(key, loaded))
    // Of a page that was deployed anew meanwhile: then all windows are kept, which costs memory only.
    .catch(() => undefined)
}
