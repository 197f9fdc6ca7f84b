/** Everything there is to say about one window: gathered views, six signals, one diagnosis, one story. */
import { tellStory } from '../report/tell.ts'
import type { Story } from '../report/story.ts'
import { deriveSignals } from '../signals/derive.ts'
import type { Signals } from '../signals/signal.ts'
import { gatherWindow, type GatherInput } from '../window/gather.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import { classify } from './classify.ts'
import type { Diagnosis } from './diagnosis.ts'
import { valuesOf } from './values.ts'

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
  const diagnosis = classify(valuesOf(signals), input.settings.thresholds)
  return { profiles, signals, diagnosis, story: tellStory({ profiles, signals, diagnosis }) }
}
