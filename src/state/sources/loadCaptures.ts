/** Bytes from a source into the worker, each file once, and what came of it. */
import { type LoadError, type Result, explainLoadError, ok } from '../../core/base/result.ts'
import { type ViewKind, viewKinds } from '../../core/base/vocabulary.ts'
import type { CaptureSummary, LoadAnswer } from '../../core/analyst/questions.ts'
import type { FleetData } from '../../core/fleet/series.ts'
import { formatTold } from '../../core/window/told.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import {
  type CapturePart,
  type CaptureRef,
  type CaptureSet,
  type OnPart,
  type SourceError,
  absentBecause,
} from '../../sources/source.ts'
import { AnalysisEnded, AnalystError, ask } from '../worker/analyst.ts'
import { hashKey } from '@tanstack/react-query'
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
  if (options.isWaitedFor !== true) return new Files(options.signal).whole(set)
  return waitedFor(options.signal, async (signal, report) => ok(await new Files(signal, report).whole(set)))
}

/** Of a window of which not everything is there yet. */
export interface ArrivedCaptures extends LoadedCaptures {
  /** Views of which more is on its way. */
  readonly awaited: readonly ViewKind[]
}

/**
 * Of a source that hands out its files as it knows them: each is read at once, and whatever makes another view whole is told.
 * Rejects with `SourceFailure` where the source fails or the person gives it up.
 */
export function loadInParts(
  ask: (signal: AbortSignal, onPart: OnPart) => Promise<Result<CaptureSet, SourceError>>,
  options: { readonly signal: AbortSignal; readonly onArrived: (arrived: ArrivedCaptures) => void },
): Promise<LoadedCaptures> {
  return waitedFor(options.signal, async (signal, report) => {
    const files = new Files(signal, report)
    const parts = new Parts(files, (arrived) => {
      if (!signal.aborted) options.onArrived(arrived)
    })
    const set = await ask(signal, (part, awaited) => parts.add(part, awaited))
    return set.ok ? ok(await files.whole(set.value)) : set
  })
}

async function waitedFor(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal, report: Report) => Promise<Result<LoadedCaptures, SourceError>>,
): Promise<LoadedCaptures> {
  const givenUp = beginCancellable()
  const report = new Report()
  try {
    const loaded = await work(eitherSignal(givenUp, signal), report)
    if (givenUp.aborted) throw new SourceFailure(cancelled(report.files))
    if (!loaded.ok) throw new SourceFailure(loaded.error)
    return loaded.value
  } catch (thrown) {
    if (givenUp.aborted) throw new SourceFailure(cancelled(report.files))
    throw thrown
  } finally {
    setProgress()
  }
}

/** Files on their way, each once, whichever part names it first. */
class Files {
  readonly #begun = new Map<CaptureRef['id'], Promise<Outcome>>()
  readonly #signal: AbortSignal | undefined
  readonly #report: Report | undefined

  constructor(signal: AbortSignal | undefined, report?: Report) {
    this.#signal = signal
    this.#report = report
  }

  read(ref: CaptureRef): Promise<Outcome> {
    const key = hashKey(captureKey(ref))
    const known = this.#begun.get(key)
    if (known !== undefined) return known
    const begun = this.#load(ref)
    this.#begun.set(key, begun)
    return begun
  }

  async #load(ref: CaptureRef): Promise<Outcome> {
    const onShare = this.#report?.add(ref) ?? ((): undefined => undefined)
    const { config } = await deployment()
    const outcome = await loadOne(ref, { maxInflatedBytes: config.limits.inflatedBytes }, this.#signal, onShare)
    onShare(1)
    return outcome
  }

  async whole(set: CaptureSet): Promise<LoadedCaptures> {
    const outcomes = await Promise.all(set.captures.map((ref) => this.read(ref)))
    this.#signal?.throwIfAborted()
    const fleet = set.fleet === undefined ? {} : { fleet: set.fleet }
    return { ...loadedOf(set.captures, outcomes, set.absent, set.notes), ...fleet }
  }
}

function loadedOf(
  refs: readonly CaptureRef[],
  outcomes: readonly Outcome[],
  known: CaptureSet['absent'],
  notes: CaptureSet['notes'],
): LoadedCaptures {
  const summaries = outcomes.flatMap(({ answer }) => answer?.captures ?? [])
  const absent: ToldAbsence[] = [...known]
  const failures: string[] = [...notes]
  for (const [index, { error }] of outcomes.entries()) {
    if (!error) continue
    failures.push(explainLoadError(error))
    for (const view of refs[index]?.answers ?? []) absent.push(absentBecause(error, view))
  }
  const errors = outcomes.flatMap(({ error }) => error ?? [])
  return { summaries, captureIds: summaries.map(({ id }) => id), absent, failures, errors }
}

/** What has come of a window so far. */
class Parts {
  readonly #files: Files
  readonly #onArrived: (arrived: ArrivedCaptures) => void
  readonly #refs: CaptureRef[] = []
  readonly #outcomes: Outcome[] = []
  readonly #absent: ToldAbsence[] = []
  readonly #reading = new Set<CaptureRef>()
  #unknown: readonly ViewKind[] = []
  #told = ''

  constructor(files: Files, onArrived: (arrived: ArrivedCaptures) => void) {
    this.#files = files
    this.#onArrived = onArrived
  }

  add({ captures, absent }: CapturePart, awaited: readonly ViewKind[]): void {
    this.#absent.push(...absent)
    this.#unknown = awaited
    for (const ref of captures) {
      this.#reading.add(ref)
      this.#files.read(ref).then(
        (outcome) => {
          this.#reading.delete(ref)
          this.#refs.push(ref)
          this.#outcomes.push(outcome)
          this.#tell()
        },
        // Whoever waits for the whole is told.
        () => undefined,
      )
    }
    this.#tell()
  }

  /** Only news: each telling is an analysis. */
  #tell(): void {
    const awaited = new Set([...this.#unknown, ...[...this.#reading].flatMap(({ answers }) => answers)])
    const whole = viewKinds.filter((kind) => !awaited.has(kind)).join()
    if (whole === '' || whole === this.#told) return
    this.#told = whole
    this.#onArrived({ ...loadedOf(this.#refs, this.#outcomes, this.#absent, []), awaited: [...awaited] })
  }
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
  const key = captureKey(ref)
  const known = queryClient.getQueryData<Outcome>(key)
  if (known) return known
  const read = await ref.read({ signal, onProgress: (share) => onShare(share / 2) })
  if (!read.ok) return { error: read.error }
  const bytes = read.value
  try {
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
    // What a store may still add to is asked for again.
    if (ref.settled) queryClient.setQueryData(key, outcome)
    return outcome
  } catch (thrown) {
    // Without the analysis there is no answer at all, not one without this file.
    if (thrown instanceof AnalysisEnded) throw new SourceFailure(thrown.error)
    if (thrown instanceof AnalystError) return { error: thrown.error }
    throw thrown
  }
}

// Kept for good: the worker keeps the profile as well. Said once for all of them: the library looks through what was said at every question.
queryClient.setQueryDefaults(['capture'], { gcTime: Infinity })

function captureKey({ id, file, hints }: CaptureRef): readonly unknown[] {
  const { kind = '', told, of = '' } = hints
  return ['capture', id, file, kind, told ? formatTold(told) : '', of]
}

/** Files weigh what they are long; where that is not known, all the same. */
class Report {
  readonly #refs: CaptureRef[] = []
  #done = 0
  #bytes = 0
  #areKnown = true
  #bytesRead = 0
  #filesRead = 0

  get files(): readonly string[] {
    return this.#refs.map(({ file }) => file)
  }

  /** One more file; what is called as it is read, with a share from 0 to 1. */
  add(ref: CaptureRef): (share: number) => void {
    this.#refs.push(ref)
    this.#areKnown &&= ref.bytes !== undefined
    this.#bytes += ref.bytes ?? 0
    let before = 0
    return (share) => {
      this.#bytesRead += (share - before) * (ref.bytes ?? 0)
      this.#filesRead += share - before
      if (share === 1 && before !== 1) this.#done++
      before = share
      this.#tell()
    }
  }

  #tell(): void {
    const [read, whole] = this.#areKnown ? [this.#bytesRead, this.#bytes] : [this.#filesRead, this.#refs.length]
    setProgress({
      stage: 'reading',
      done: this.#done,
      of: this.#refs.length,
      share: whole === 0 ? 0 : Math.min(1, read / whole),
      ...(this.#areKnown ? { bytes: this.#bytes } : {}),
    })
  }
}

function cancelled(files: readonly string[]): LoadError {
  const [first = 'The source'] = files
  const where = files.length <= 1 ? first : `${files.length} files`
  return { code: 'cancelled', where, what: 'reading was cancelled', todo: 'try again, or open something else' }
}
