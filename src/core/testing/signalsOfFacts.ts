/** Signals of what files say, without a profile: in a window of a minute, on two cores unless a test says otherwise. */
import type { AnalysisSettings } from '../base/vocabulary.ts'
import type { FileFacts } from '../formats/parsedFile.ts'
import { deriveSignals } from '../signals/derive.ts'
import { gatherWindow } from '../window/gather.ts'

const window = { fromMs: 1_800_000_000_000, untilMs: 1_800_000_060_000 }
/** In the window, in epoch ms. */
export const at = (seconds: number): number => window.fromMs + seconds * 1000

export function signalsOf(files: readonly FileFacts[], settings: AnalysisSettings = { cores: 2 }) {
  const facts = files.map((own, index) => ({ file: `f${index}`, facts: own }))
  const input = { captures: [], facts, window, settings }
  return deriveSignals(gatherWindow(input), input)
}

export const rangeOf = (signal: { readonly state: string; readonly range?: unknown }) =>
  signal.state === 'absent' ? signal.range : signal.state
