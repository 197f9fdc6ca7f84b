/** Everything there is to say about one window: gathered views, six signals, one diagnosis as facts; and the story told of them. */
import { deriveSignals } from '../signals/derive.ts'
import type { Signals } from '../signals/signal.ts'
import { typedConflicts } from '../signals/typedSignals.ts'
import { gatherWindow, type GatherInput } from '../window/gather.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import { certaintyOf } from '../diagnosis/certainty.ts'
import { diagnose } from '../diagnosis/classify.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { findingsOf } from '../diagnosis/findings/findings.ts'
import { misreadingsOf } from '../diagnosis/misreadings.ts'
import { alsoMatching, runnerUpOf } from '../diagnosis/runnerUp.ts'
import { type Stability, stabilityOf } from '../diagnosis/stability.ts'
import type { Story } from '../diagnosis/story.ts'
import { valuesOf } from '../diagnosis/values.ts'
import { tellStory } from './tell.ts'
import { saidIn } from './words/said.ts'

export interface Analysed {
  readonly profiles: WindowProfiles
  readonly signals: Signals
  readonly diagnosis: Diagnosis
  readonly stability: Stability
  readonly input: GatherInput
}

/** Pure: the same captures, window and settings give the same answer to the last digit. Facts alone, no word of it is English. */
export function analyse(input: GatherInput): Analysed {
  const profiles = gatherWindow(input)
  const signals = deriveSignals(profiles, input)
  const diagnosis = diagnose(signals, input.settings.thresholds)
  return { profiles, signals, diagnosis, stability: stabilityOf(input, profiles, diagnosis), input }
}

/** @param zone of the reader, for every time in it */
export function storyOf({ profiles, signals, diagnosis, stability, input }: Analysed, zone: string): Story {
  const values = valuesOf(signals)
  const runnerUp = runnerUpOf(diagnosis, values)
  const { settings, captures } = input
  const evidence = { profiles, signals, values, diagnosis, settings, captures, said: saidIn(zone) }
  return tellStory({
    profiles,
    signals,
    diagnosis,
    zone,
    certainty: certaintyOf(diagnosis, signals, stability.subWindows),
    ...(runnerUp === undefined ? {} : { runnerUp }),
    alsoMatches: alsoMatching(diagnosis),
    findings: findingsOf(evidence),
    misreadings: misreadingsOf(evidence),
    ...(stability.mixed === undefined ? {} : { mixed: stability.mixed }),
    typedAgainst: typedConflicts(Object.values(signals), { ...input, profiles }),
  })
}
