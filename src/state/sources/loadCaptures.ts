/** Bytes from a source into the worker, each file once, and what came of it. */
import { type LoadError, explainLoadError } from '../../core/base/result.ts'
import type { CaptureSummary, LoadAnswer } from '../../core/analyst/questions.ts'
import type { FleetData } from '../../core/fleet/series.ts'
import { formatTold } from '../../core/window/told.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import { type CaptureRef, type CaptureSet, absentBecause } from '../../sources/source.ts'
import { AnalysisEnded, AnalystError, ask } from '../worker/analyst.ts'
import { deployment } from './deployment.ts'
import { beginCancellable, eitherSignal, setProgress } from '../worker/progress.ts'
import { queryClient } from '../worker/queryClient.ts'
import { SourceFailure } from '../worker/sourceFailure.ts'

export interface LoadedCaptures {
  readonly summaries: readonly CaptureSummary[]
  readonly captureIds: readonly string[]
  /** Views that failed or that the source knows it has not, better explained than "not recorded". */
  readonly absent: readonly ToldAbsence[]
  /** One sentence per file that could not be read; the others are there. */
  readonly failures: readonly string[]
  /** The same as they were made, for whoever makes another sentence of them. */
  readonly errors?: readonly LoadError[]
  /** The series of every process of a store's selection. */
  readonly fleet?: FleetData
}

interface Outcome {
  readonly answer?: LoadAnswer
  readonly error?: LoadError
}

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined
  /** Somebody waits for it: progress is shown, and the person may give it up. */
  readonly isWaitedFor?: boolean
}

/** Rejects with `SourceFailure` when the person gives it up. */
export async function loadCaptures(set: CaptureSet, options: LoadOptions = {}): Promise<LoadedCaptures> {
  if (options.isWaitedFor !== true) return loadAll(set.captures, set, options.signal, () => undefined)
  const givenUp = beginCancellable()
  const report = new Report(set.captures)
  try {
    return await loadAll(set.captures, set, eitherSignal(givenUp, options.signal), report.set)
  } catch (thrown) {
    if (givenUp.aborted) throw new SourceFailure(cancelled(set.captures.map(({ file }) => file)))
    throw thrown
  } finally {
    setProgress()
  }
}

async function loadAll(
  refs: readonly CaptureRef[],
  set: CaptureSet,
  signal: AbortSignal | undefined,
  onShare: (index: number, share: number) => void,
): Promise<LoadedCaptures> {
  const { config } = await deployment()
  const outcomes = await Promise.all(
    refs.map(async (ref, index) => {
      const limits = { maxInflatedBytes: config.limits.inflatedBytes }
      const outcome = await loadOne(ref, limits, signal, (share) => onShare(index, share))
      onShare(index, 1)
      return outcome
    }),
  )
  signal?.throwIfAborted()
  const summaries = outcomes.flatMap(({ answer }) => answer?.captures ?? [])
  const absent: ToldAbsence[] = [...set.absent]
  const failures: string[] = [...set.notes]
  for (const [index, { error }] of outcomes.entries()) {
    if (!error) continue
    failures.push(explainLoadError(error))
    for (const view of refs[index]?.answers ?? []) absent.push(absentBecause(error, view))
  }
  const errors = outcomes.flatMap(({ error }) => error ?? [])
  const fleet = set.fleet === undefined ? {} : { fleet: set.fleet }
  return { summaries, captureIds: summaries.map(({ id }) => id), absent, failures, errors, ...fleet }
}

/** A reader of a large file that ends unexpectedly gets a second try; twice is no accident, and then there is no answer without it. */
async function loadOne(
  ref: CaptureRef,
  limits: { readonly maxInflatedBytes: number },
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<Outcome> {
  const first = await loadOnce(ref, limits, signal, onShare)
  if (first.error?.code !== 'crashed') return first
  const second = await loadOnce(ref, limits, signal, onShare)
  if (second.error?.code === 'crashed') throw new SourceFailure(second.error)
  return second
}

async function loadOnce(
  ref: CaptureRef,
  limits: { readonly maxInflatedBytes: number },
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<Outcome> {
  const { kind = '', told, of = '' } = ref.hints
  const key = ['capture', ref.id, ref.file, kind, told ? formatTold(told) : '', of]
  const known = queryClient.getQueryData<Outcome>(key)
  if (known) return known
  const read = await ref.read({ signal, onProgress: (share) => onShare(share / 2) })
  if (!read.ok) return { error: read.error }
  try {
    const bytes = read.value
    const { file: fileName, hints, hash } = ref
    const question = {
      ask: 'load',
      bytes,
      fileName,
      hints,
      ...limits,
      ...(hash === undefined ? {} : { hash }),
    } as const
    // A Blob was not read yet; what came over the network is half of the way.
    const isBlob = bytes instanceof Blob
    const onProgress = (share: number): void => onShare(isBlob ? share : 0.5 + share / 2)
    const answer = await ask(question, { signal, transfer: isBlob ? [] : [bytes], onProgress })
    const outcome: Outcome = { answer }
    // Kept for good: the worker keeps the profile as well. What a store may still add to is asked for again.
    if (ref.settled) {
      queryClient.setQueryDefaults(key, { gcTime: Infinity })
      queryClient.setQueryData(key, outcome)
    }
    return outcome
  } catch (thrown) {
    // Without the analysis there is no answer at all, not one without this file.
    if (thrown instanceof AnalysisEnded) throw new SourceFailure(thrown.error)
    if (thrown instanceof AnalystError) return { error: thrown.error }
    throw thrown
  }
}

/** Files weigh what they are long; where that is not known, all the same. */
class Report {
  readonly #shares: number[]
  readonly #weights: readonly number[]
  readonly #bytes: number | undefined

  constructor(refs: readonly CaptureRef[]) {
    const sizes = refs.flatMap(({ bytes }) => bytes ?? [])
    const areKnown = sizes.length === refs.length
    this.#shares = refs.map(() => 0)
    this.#weights = areKnown ? sizes : refs.map(() => 1)
    this.#bytes = areKnown ? sizes.reduce((sum, size) => sum + size, 0) : undefined
  }

  readonly set = (index: number, share: number): void => {
    this.#shares[index] = share
    let weighed = 0
    let whole = 0
    for (const [i, weight] of this.#weights.entries()) {
      weighed += weight * this.#shares[i]!
      whole += weight
    }
    setProgress({
      stage: 'reading',
      done: this.#shares.filter((one) => one === 1).length,
      of: this.#shares.length,
      share: whole === 0 ? 0 : Math.min(1, weighed / whole),
      ...(this.#bytes === undefined ? {} : { bytes: this.#bytes }),
    })
  }
}

function cancelled(files: readonly string[]): LoadError {
  const where = files.length === 1 ? (files[0] ?? 'The file') : `${files.length} files`
  return { code: 'cancelled', where, what: 'reading was cancelled', todo: 'try again, or open something else' }
}
