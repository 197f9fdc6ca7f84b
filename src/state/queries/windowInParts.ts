/**
 * The window on screen in parts, out of a store that hands out one merge of it otherwise: for comparing it, and for its functions along the
 * time. Asked once for both.
 */
import { type UseQueryResult, skipToken, useQuery } from '@tanstack/react-query'
import { explainLoadError } from '../../core/base/result.ts'
import { useViewField } from '../view/store.ts'
import { keepOfStore } from '../sources/keepOfStore.ts'
import { loadCaptures } from '../sources/loadCaptures.ts'
import type { OpenedSource } from '../sources/openedSource.ts'
import { sourceKey } from '../view/sourceKey.ts'
import { useSource } from './current.tsx'

export interface WindowInParts {
  readonly captureIds: readonly string[]
  /** Why not all of it is there: then it is not used, and one sentence says so. */
  readonly problem?: string
}

/** @param isWanted each window costs the store several requests a profile: only when somebody asks. What is there already is told in any case. */
export function useWindowInParts(isWanted: boolean): UseQueryResult<WindowInParts> {
  const window = useViewField((view) => view.window)
  const source = useSource().data
  const queryKey = ['compared', sourceKey(source?.ref), window]
  return useQuery({
    queryKey,
    queryFn:
      isWanted && source?.comparedFor && window
        ? ({ signal }) => readInParts(source, source.comparedFor!(window, signal), queryKey, signal)
        : skipToken,
  })
}

async function readInParts(
  source: OpenedSource,
  asked: ReturnType<NonNullable<OpenedSource['comparedFor']>>,
  key: readonly unknown[],
  signal: AbortSignal,
): Promise<WindowInParts> {
  const set = await asked
  if (!set.ok) return { captureIds: [], problem: explainLoadError(set.error) }
  const loaded = await loadCaptures(set.value, { signal })
  keepOfStore(source, key, loaded)
  const [error] = loaded.errors ?? []
  return { captureIds: loaded.captureIds, ...(error === undefined ? {} : { problem: explainLoadError(error) }) }
}
