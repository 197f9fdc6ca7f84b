/** Everything there is to say about one window: gathered views, six signals, one diagnosis, one story. */
import { tellStory } from './tell.ts'
import type { Story } from '../diagnosis/story.ts'
import { deriveSignals } from '../signals/derive.ts'
import type { Signals } from '../signals/signal.ts'
import { typedConflicts } from '../signals/typedSignals.ts'
import { signalWord } from '../diagnosis/signalWords.ts'
import { gatherWindow, type GatherInput } from '../window/gather.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import { certaintyOf } from '../diagnosis/certainty.ts'
import { diagnose } from '../diagnosis/classify.ts'
import type { Diagnosis } from '../diagnosis/diagnosis.ts'
import { findingsOf } from '../diagnosis/findings/findings.ts'
import { misreadingsOf } from '../diagnosis/misreadings.ts'
import { alsoMatching, runnerUpOf } from '../diagnosis/runnerUp.ts'
import { stabilityOf } from '../diagnosis/stability.ts'
import { valuesOf } from '../diagnosis/values.ts'

export interface Analysed {
  readonly profiles: WindowProfiles
  readonly signals: Signals
  readonly diagnosis: Diagnosis
  readonly story: Story
}

/** Pure: the same captures, window and settings give the same answer to the last digit. */
export function analyse(input: GatherInput): Analysed {
  const profiles = gatherWindow(input)
  const signals = deriveSignals(profiles, input)
  const values = valuesOf(signals)
  const diagnosis = diagnose(signals, input.settings.thresholds)
  const evidence = { profiles, signals, values, diagnosis, settings: input.settings, captures: input.captures }
  const stability = stabilityOf(input, profiles, diagnosis)
  const runnerUp = runnerUpOf(diagnosis, values)
  const story = tellStory({
    profiles,
    signals,
    diagnosis,
    certainty: certaintyOf(diagnosis, signals, stability.subWindows),
    ...(runnerUp === undefined ? {} : { runnerUp }),
    alsoMatches: alsoMatching(diagnosis),
    findings: findingsOf(evidence),
    misreadings: misreadingsOf(evidence),
    warnings: [
      ...(stability.mixed === undefined ? [] : [stability.mixed]),
      ...typedConflicts(Object.values(signals), { ...input, profiles }).map(
        (id) => `The ${signalWord(id)} that was typed is not what the files show; the files are read.`,
      ),
    ],
  })
  return { profiles, signals, diagnosis, story }
}
