/** Does the answer hold along the window? The only statement that sees drift, and the one that shows a window of two states. */
import type { PatternId } from '../base/vocabulary.ts'
import type { EpochMs } from '../base/units.ts'
import { deriveSignals } from '../signals/derive.ts'
import type { Certainty } from './story.ts'
import { stretchesOf } from '../signals/stretches.ts'
import { gatherWindow, type GatherInput } from '../window/gather.ts'
import type { WindowProfiles } from '../window/windowProfiles.ts'
import { diagnose } from './classify.ts'
import type { Diagnosis } from './diagnosis.ts'

const mostSubWindows = 6
/** Trees of huge captures are built once for the window on screen, not once more per sub-window. */
const mostSamples = 300_000

/** One answer until about `atMs`, another from there on. */
export interface TwoStates {
  readonly before: PatternId
  readonly after: PatternId
  readonly atMs: EpochMs
}

export interface Stability {
  readonly subWindows?: Certainty['subWindows']
  readonly mixed?: TwoStates
}

/** Growth is taken from the whole window: a part of it has too few snapshots for a slope of its own. */
export function stabilityOf(input: GatherInput, whole: WindowProfiles, diagnosis: Diagnosis): Stability {
  if (input.captures.reduce((sum, capture) => sum + capture.profile.samples.length, 0) > mostSamples) return {}
  const stretches = stretchesOf(input.window, input.captures, mostSubWindows)
  if (stretches.length < 2) return {}
  const states = stretches.map((window) => {
    const { liveHeapPoints, liveHeapGrowthErrorBytes } = whole
    const part = gatherWindow({ ...input, window })
    const profiles = {
      ...part,
      liveHeapPoints,
      ...(liveHeapGrowthErrorBytes === undefined ? {} : { liveHeapGrowthErrorBytes }),
    }
    const signals = deriveSignals(profiles, input)
    const { pattern, kind, possible } = diagnose(signals, input.settings.thresholds)
    return { window, pattern, mayBe: kind === 'cannot-tell' ? (possible ?? []) : [] }
  })
  const same = states.filter((state) => state.pattern === diagnosis.pattern).length
  const mixed = twoStates(states)
  return { subWindows: { same, of: states.length }, ...(mixed === undefined ? {} : { mixed }) }
}

interface State {
  readonly window: GatherInput['window']
  readonly pattern: PatternId
  /** Of a part in which too little was measured: what it may be as well. */
  readonly mayBe: readonly PatternId[]
}

/** One change of mind, with at least two sub-windows on either side. Where nothing was recorded any more, nothing is known to have changed. */
export function twoStates(all: readonly State[]): TwoStates | undefined {
  const told = new Set(all.filter(({ mayBe }) => mayBe.length === 0).map(({ pattern }) => pattern))
  const states = all.filter(({ mayBe }) => !mayBe.some((one) => told.has(one)))
  const changes = states.flatMap((state, index) =>
    index > 0 && states[index - 1]?.pattern !== state.pattern ? [index] : [],
  )
  const [at] = changes
  if (changes.length !== 1 || at === undefined || at < 2 || at > states.length - 2) return undefined
  const before = states[at - 1]
  const after = states[at]
  if (before === undefined || after === undefined) return undefined
  return { before: before.pattern, after: after.pattern, atMs: after.window.fromMs }
}
