/** What findings, misreadings and blind spots look at. */
import type { AnalysisSettings, Runtime, SignalId, ViewKind } from '../base/vocabulary.ts'
import type { CallTree } from '../profile/callTree.ts'
import type { EpochMs } from '../base/units.ts'
import type { Companion } from '../signals/account.ts'
import type { Caution } from '../window/caution.ts'
import type { WaitKind } from '../window/waits.ts'
import type { Capture } from '../window/capture.ts'
import type { WindowProfiles, MeasuredView, MeasuredOf, AbsentView } from '../window/windowProfiles.ts'
import { assumedDesignEffect, wilson } from '../signals/intervals.ts'
import type { PresentSignal, Signals } from '../signals/signal.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { SignalValues } from './values.ts'
import type { Win } from './win.ts'

export interface EvidenceInput {
  readonly profiles: WindowProfiles
  readonly signals: Signals
  readonly values: SignalValues
  readonly diagnosis: Diagnosis
  readonly settings: AnalysisSettings
  readonly captures: readonly Capture[]
  readonly said: Said
}

/** Words for facts that findings and misreadings quote: given from above, written out and never read. */
export interface Said {
  readonly account: (signal: PresentSignal) => string
  readonly of: (signal: PresentSignal) => string
  readonly companion: (companion: Companion) => string
  readonly caution: (caution: Caution) => string
  readonly waitFor: (kind: WaitKind) => string
  readonly clock: (ms: EpochMs) => string
  /** What there is to win without the waits for one lock. */
  readonly lockWin: (win: Win, runtime: Runtime | undefined) => string
}

export function present(input: Pick<EvidenceInput, 'signals'>, id: SignalId): PresentSignal | undefined {
  const signal = input.signals[id]
  return signal.state === 'present' && signal.standIn !== true ? signal : undefined
}

export function viewOf<Kind extends ViewKind>(
  input: Pick<EvidenceInput, 'profiles'>,
  kind: Kind,
): MeasuredOf<Kind> | undefined {
  const view: MeasuredOf<Kind> | AbsentView = input.profiles.views[kind]
  return view.state === 'measured' ? view : undefined
}

export interface TreeShare {
  readonly share: number
  /** Lower 95 % limit, with the assumed design effect. */
  readonly low: number
  readonly total: number
}

/** Share of a tree in samples with a matching frame anywhere (`anywhere`) or as the leaf (`leaf`), up to where `ends` says that it ends. */
export function shareOfFrames(
  view: MeasuredView,
  matches: (name: string, module: string) => boolean,
  where: 'anywhere' | 'leaf',
  ends?: (name: string, module: string) => boolean,
): TreeShare {
  const { tree } = view
  const hits = tree.names.map((name, at) => matches(name, tree.modules[at] ?? ''))
  const inside = new Uint8Array(tree.length)
  let total = 0
  let samples = 0
  // Asked of what stands below a match only: few names do, and there may be a million.
  const stops = new Map<number, boolean>()
  const endsAt = (name: number): boolean => {
    const known = stops.get(name) ?? ends?.(tree.names[name] ?? '', tree.modules[name] ?? '') ?? false
    stops.set(name, known)
    return known
  }
  for (let node = 1; node < tree.length; node++) {
    const name = tree.name[node] ?? 0
    const isBelow = where === 'anywhere' && inside[tree.parent[node] ?? 0] === 1
    const counts = hits[name] === true || (isBelow && !endsAt(name))
    if (!counts) continue
    inside[node] = 1
    total += tree.self[node] ?? 0
    samples += tree.selfSamples[node] ?? 0
  }
  const all = rootTotal(tree)
  const share = all > 0 ? total / all : 0
  return { share, low: wilson(Math.min(samples, view.samples), view.samples, assumedDesignEffect).low, total }
}

/** Share of a tree that ends in matching frames, where it is at least `least`. Names that cannot bring it there any more are not looked at. */
export function leafShareFrom(
  view: MeasuredView,
  matches: (name: string) => boolean,
  least: number,
): number | undefined {
  const { tree } = view
  const all = rootTotal(tree)
  if (all <= 0) return undefined
  const ownOf = new Float64Array(tree.names.length)
  let open = 0
  for (let node = 1; node < tree.length; node++) {
    const own = tree.self[node] ?? 0
    ownOf[tree.name[node] ?? 0]! += own
    open += Math.max(0, own)
  }
  let hit = 0
  for (let name = 0; name < ownOf.length; name++) {
    if (hit + open < least * all) return undefined
    const own = ownOf[name] ?? 0
    if (own === 0) continue
    open -= Math.max(0, own)
    if (matches(tree.names[name] ?? '')) hit += own
  }
  return hit / all >= least ? hit / all : undefined
}

export function rootTotal(tree: CallTree): number {
  return tree.total[0] ?? 0
}
