import { type QueryKey, isCancelledError } from '@tanstack/react-query'
import type { SourceRef } from '../../core/link/view.ts'
import { openSource } from './openSource.ts'
import type { OpenedSource } from './openedSource.ts'
import { sourceKey } from '../view/sourceKey.ts'
import { queryClient } from '../worker/queryClient.ts'
import { afterShown, unlessFatal } from '../worker/recover.ts'
import { SourceFailure } from '../worker/sourceFailure.ts'

/** A source, opened once however many ask for it. Rejects with `SourceFailure`. */
export async function openCached(source: SourceRef): Promise<OpenedSource> {
  const opening = {
    queryKey: ['source', sourceKey(source)],
    queryFn: ({ signal, queryKey }: { signal: AbortSignal; queryKey: QueryKey }) =>
      unlessFatal(queryKey, () => openOrThrow(source, signal)),
  }
  try {
    return await queryClient.fetchQuery(opening)
  } catch (thrown) {
    if (!isCancelledError(thrown)) throw thrown
    // The analysis ended meanwhile, and what is on screen comes first. A second end is a failure like any other.
    await afterShown()
    return queryClient.fetchQuery(opening)
  }
}

export async function openOrThrow(source: SourceRef, signal: AbortSignal): Promise<OpenedSource> {
  const opened = await openSource(source, { signal })
  if (!opened.ok) throw new SourceFailure(opened.error)
  return opened.value
}
