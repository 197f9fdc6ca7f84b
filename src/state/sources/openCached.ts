import type { SourceRef } from '../../core/link/view.ts'
import { openSource } from './openSource.ts'
import type { OpenedSource } from './openedSource.ts'
import { queryClient } from '../worker/queryClient.ts'
import { SourceFailure } from '../worker/sourceFailure.ts'

export const sourceKey = (source: SourceRef | undefined): string => JSON.stringify(source ?? '')

/** A source, opened once however many ask for it. Rejects with `SourceFailure`. */
export function openCached(source: SourceRef): Promise<OpenedSource> {
  return queryClient.fetchQuery({
    queryKey: ['source', sourceKey(source)],
    queryFn: ({ signal }) => openOrThrow(source, signal),
  })
}

export async function openOrThrow(source: SourceRef, signal: AbortSignal): Promise<OpenedSource> {
  const opened = await openSource(source, { signal })
  if (!opened.ok) throw new SourceFailure(opened.error)
  return opened.value
}
