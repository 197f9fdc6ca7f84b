/** For tests of signals: derived over half a minute, and told as a person reads them. */
import type { AnalysisSettings, SignalId } from '../base/vocabulary.ts'
import { tellSignals } from '../analysis/words/signals.ts'
import type { ToldPresentSignal, ToldSignals } from '../diagnosis/story.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { deriveSignals } from '../signals/derive.ts'
import type { Capture } from '../window/capture.ts'
import { gatherWindow } from '../window/gather.ts'
import { atSecond } from './captures.ts'

const window = { fromMs: atSecond(0), untilMs: atSecond(30) }

export function derive(
  captures: readonly Capture[],
  settings: AnalysisSettings = {},
  facts: FileFacts = {},
  asked = window,
): ToldSignals {
  const input = { captures, facts: [{ file: 'f', facts }], window: asked, settings }
  return tellSignals(deriveSignals(gatherWindow(input), input), 'Asia/Kolkata')
}

export function present(signals: ToldSignals, id: SignalId): ToldPresentSignal {
  const signal = signals[id]
  if (signal.state === 'absent') throw new Error(`${id}: ${signal.why}`)
  return signal
}
