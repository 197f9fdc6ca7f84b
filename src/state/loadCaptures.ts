/** Bytes from a source into the worker, each file once, and what came of it. */
import { type LoadError, explainLoadError } from '../core/result.ts'
import type { CaptureSummary, LoadAnswer } from '../core/workspace/questions.ts'
import { formatTold } from '../core/window/told.ts'
import type { AbsentView } from '../core/window/windowProfiles.ts'
import { type CaptureRef, type CaptureSet, absentBecause } from '../sources/source.ts'
import { AnalystError, ask } from './analyst.ts'
import { queryClient } from './queryClient.ts'

export interface LoadedCaptures {
  readonly summaries: readonly CaptureSummary[]
  readonly captureIds: readonly string[]
  /** Views that failed or that the source knows it has not, better explained than "not recorded". */
  readonly absent: readonly AbsentView[]
  /** One sentence per file that could not be read; the others are there. */
  readonly failures: readonly string[]
}

interface Outcome {
  readonly answer?: LoadAnswer
  readonly error?: LoadError
}

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, of: number, shareOfCurrent: number) => void) | undefined
}

export async function loadCaptures(set: CaptureSet, options: LoadOptions = {}): Promise<LoadedCaptures> {
  const { signal, onProgress } = options
  let done = 0
  const outcomes = await Promise.all(
    set.captures.map(async (ref) => {
      const outcome = await loadOne(ref, signal, (share) => onProgress?.(done, set.captures.length, share))
      onProgress?.(++done, set.captures.length, 0)
      return outcome
    }),
  )
  signal?.throwIfAborted()
  const summaries = outcomes.flatMap(({ answer }) => answer?.captures ?? [])
  const absent: AbsentView[] = [...set.absent]
  const failures: string[] = [...set.notes]
  for (const [index, { error }] of outcomes.entries()) {
    if (!error) continue
    failures.push(explainLoadError(error))
    for (const view of set.captures[index]?.answers ?? []) absent.push(absentBecause(error, view))
  }
  return { summaries, captureIds: summaries.map(({ id }) => id), absent, failures }
}

async function loadOne(
  ref: CaptureRef,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<Outcome> {
  const { kind = '', told } = ref.hints
  const key = ['capture', ref.id, kind, told ? formatTold(told) : '']
  const known = queryClient.getQueryData<Outcome>(key)
  if (known) return known
  const read = await ref.read({ signal, onProgress: (share) => onShare(share / 2) })
  if (!read.ok) return { error: read.error }
  try {
    const bytes = read.value
    const question = { ask: 'load', bytes, fileName: ref.file, hints: ref.hints } as const
    const answer = await ask(question, { signal, transfer: [bytes], onProgress: (share) => onShare(0.5 + share / 2) })
    const outcome: Outcome = { answer }
    // Kept for good: the worker keeps the profile as well. What a store may still add to is asked for again.
    if (ref.settled) {
      queryClient.setQueryDefaults(key, { gcTime: Infinity })
      queryClient.setQueryData(key, outcome)
    }
    return outcome
  } catch (thrown) {
    if (thrown instanceof AnalystError) return { error: thrown.error }
    throw thrown
  }
}
