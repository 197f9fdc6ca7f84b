/** Everything there is to say about one window: gathered views, six signals, one diagnosis as facts; and the story told of them. */
import { deriveSignals } from '../signals/derive.ts'
import type { Signals } from '../signals/signal.ts'
import { typedConflicts } from '../signals/typedSignals.ts'
import { gatherWindow, type GatherInput } from '../window/gather.ts'
import type { AbsentView, WindowProfiles } from '../window/windowProfiles.ts'
import { certaintyOf } from '../diagnosis/certainty.ts'
import { ofSeveral, severalIn } from '../diagnosis/ofSeveral.ts'
import { diagnose } from '../diagnosis/classify.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { findingsOf } from '../diagnosis/findings/findings.ts'
import { withinFleet } from '../fleet/within.ts'
import type { FleetVerdict } from '../fleet/verdict.ts'
import { misreadingsOf } from '../diagnosis/misreadings.ts'
import { alsoMatching, runnerUpOf } from '../diagnosis/runnerUp.ts'
import { type Stability, stabilityOf } from '../diagnosis/stability.ts'
import type { Story, ToldAbsence } from '../diagnosis/story.ts'
import { valuesOf } from '../diagnosis/values.ts'
import { tellStory } from './tell.ts'
import { saidIn } from './words/said.ts'

export interface Analysed {
  readonly profiles: WindowProfiles
  readonly signals: Signals
  readonly diagnosis: Diagnosis
  readonly stability: Stability
  readonly input: GatherInput
  /** How each process stands, where there are several; `mean` is the answer for all of them together. */
  readonly fleet?: FleetVerdict
  readonly mean: Diagnosis
}

/** What a store knows beside the files it gave. */
export interface BesideFiles {
  readonly fleet?: FleetVerdict | undefined
  readonly known?: readonly ToldAbsence[] | undefined
}

/** A profile that was asked for and failed is not one that was never recorded: nobody is sent to switch it on. */
function withKnown(profiles: WindowProfiles, known: readonly ToldAbsence[]): WindowProfiles {
  const missing = known.filter(({ kind }) => profiles.views[kind].state === 'absent')
  if (missing.length === 0) return profiles
  const told = missing.map(({ kind, reason, text, next }): AbsentView => {
    return { state: 'absent', kind, reason, why: { id: 'text', text }, next: { id: 'told', next } }
  })
  return { ...profiles, views: { ...profiles.views, ...Object.fromEntries(told.map((view) => [view.kind, view])) } }
}

/** Pure: the same captures, window and settings give the same answer to the last digit. Facts alone, no word of it is English. */
export function analyse(input: GatherInput, { fleet, known = [] }: BesideFiles = {}): Analysed {
  const profiles = withKnown(gatherWindow(input), known)
  const signals = deriveSignals(profiles, input)
  const mean = ofSeveral(diagnose(signals, input.settings.thresholds), severalIn(profiles.warnings))
  const diagnosis = withinFleet(mean, fleet)
  const stability = stabilityOf(input, profiles, mean)
  return { profiles, signals, diagnosis, mean, stability, input, ...(fleet === undefined ? {} : { fleet }) }
}

/** @param zone of the reader, for every time in it */
export function storyOf(
  { profiles, signals, diagnosis, mean, stability, input, fleet }: Analysed,
  zone: string,
): Story {
  const values = valuesOf(signals)
  // Resamples and what comes next are of the signals, which are means: they say nothing of the answer of one process.
  const ofOne = diagnosis !== mean
  const runnerUp = ofOne ? undefined : runnerUpOf(diagnosis, values)
  const { settings, captures } = input
  const evidence = { profiles, signals, values, diagnosis, settings, captures, said: saidIn(zone) }
  return tellStory({
    profiles,
    signals,
    diagnosis,
    zone,
    ...(ofOne ? {} : { certainty: certaintyOf(diagnosis, signals, stability.subWindows) }),
    ...(fleet === undefined || fleet.of < 2 ? {} : { fleet, ofOne }),
    ...(runnerUp === undefined ? {} : { runnerUp }),
    alsoMatches: alsoMatching(diagnosis),
    findings: findingsOf(evidence),
    misreadings: misreadingsOf(evidence),
    ...(stability.mixed === undefined ? {} : { mixed: stability.mixed }),
    typedAgainst: typedConflicts(Object.values(signals), { ...input, profiles }),
  })
}
