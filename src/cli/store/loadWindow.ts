/** A window of a store in an analyst: its profiles, what each of its processes says, and what could not be had. */
import type { AnalysisSettings, ViewKind } from '../../core/base/vocabulary.ts'
import { type Result, asSentence, err, explainLoadError, ok } from '../../core/base/result.ts'
import type { Analyst } from '../../core/analyst/analyst.ts'
import type { CaptureSummary } from '../../core/analyst/questions.ts'
import type { ToldAbsence } from '../../core/diagnosis/story.ts'
import { type Fleet, fleetOf } from '../../core/fleet/fleet.ts'
import { fleetOptions } from '../../core/fleet/limits.ts'
import { type CaptureRef, type ProfileSource, type SourceError, absentBecause } from '../../sources/source.ts'
import { hashOf } from '../disk.ts'
import type { Loaded } from '../diagnose/loadPaths.ts'
import type { StoreWindow } from './arguments.ts'
import { knownService } from './openStore.ts'

export interface LoadStoreOptions {
  /** What a person says of each process. */
  readonly said: AnalysisSettings
  /** Flows in equal parts, so that changes of single functions can be tested. */
  readonly forComparison?: boolean
}

/** The error is one sentence. A profile that cannot be had costs itself only, and is said to be missing. */
export async function loadStoreWindow(
  analyst: Analyst,
  store: ProfileSource,
  asked: StoreWindow,
  { said, forComparison = false }: LoadStoreOptions,
): Promise<Result<Loaded, string>> {
  const service = await knownService(store, asked)
  if (!service.ok) return service
  const { window, labels } = asked
  const selection = { service: service.value, labels }
  const set = await (forComparison ? store.compared(selection, window) : store.captures(selection, window))
  if (!set.ok) return err(explainLoadError(set.error))
  const { captures: refs, absent, notes, fleet: series, settings } = set.value
  const outcomes = await Promise.all(refs.map((ref) => loadRef(analyst, ref)))
  const captures: CaptureSummary[] = []
  const known: ToldAbsence[] = [...absent]
  const warnings: string[] = [...notes]
  for (const outcome of outcomes) {
    if (outcome.ok) captures.push(...outcome.value)
    else {
      warnings.push(explainLoadError(outcome.error.error))
      known.push(...outcome.error.views.map((view) => absentBecause(outcome.error.error, view)))
    }
  }
  if (captures.length === 0) {
    // What failed before what was never recorded, and either before what is to be noted of the window.
    const why = known.find(({ reason }) => reason === 'failed') ?? known[0]
    const nothing = `${store.title} has no profiles of ${service.value} in this window`
    return err(why === undefined ? (notes[0] ?? nothing) : sentencesOf(why))
  }
  const whole = { ...settings, ...said }
  const processes: Fleet | undefined = series && fleetOf(series, fleetOptions(whole))
  for (const { measure, error } of processes?.failed ?? [])
    warnings.push(`the series of every process (${measure}) were not read: ${explainLoadError(error)}`)
  return ok({
    captures,
    settings: whole,
    opens: window,
    warnings,
    windows: [],
    labels: { ...labels },
    named: new Set(),
    ...(known.length === 0 ? {} : { known }),
    ...(processes === undefined ? {} : { processes }),
  })
}

const sentencesOf = ({ text, next }: ToldAbsence): string => `${asSentence(text)} ${asSentence(next.text)}`

interface Missing {
  readonly error: SourceError
  readonly views: readonly ViewKind[]
}

async function loadRef(analyst: Analyst, ref: CaptureRef): Promise<Result<readonly CaptureSummary[], Missing>> {
  const { file: fileName, hints, answers: views } = ref
  const read = await ref.read()
  if (!read.ok) return err({ error: read.error, views })
  const loaded = await analyst.load({ bytes: read.value, fileName, hints, ...hashOf(read.value) })
  return loaded.ok ? ok(loaded.value.captures) : err({ error: loaded.error, views })
}
