/** Evidence for tests without captures: six numbers, trees drawn as text. */
import { type SignalId, type ViewKind, signalIds, viewKinds } from '../base/vocabulary.ts'
import { buildCallTree } from '../profile/buildCallTree.ts'
import { profileFromText } from './fromText.ts'
import type { SignalRange } from '../signals/range.ts'
import type { PresentSignal, Signal, Signals } from '../signals/signal.ts'
import type { WindowProfiles, GatheredView, MeasuredView, Views } from '../window/windowProfiles.ts'
import { saidIn } from '../analysis/words/said.ts'
import { diagnose } from '../diagnosis/classify.ts'
import type { EvidenceInput } from '../diagnosis/evidenceInput.ts'
import { valuesOf } from '../diagnosis/values.ts'

function presentSignal(id: SignalId, value: number, more: Partial<PresentSignal> = {}): PresentSignal {
  return {
    state: 'present',
    id,
    value,
    low: value,
    high: value,
    samples: 5000,
    samplesOf: 'cpu-samples',
    how: { id: 'in-use', by: { id: 'text', text: `drawn ${value}` } },
    of: { id: 'that-cpu' },
    companions: [],
    ...more,
  }
}

/** Signals of the given values; the others are absent. A number, a whole signal, or the range of an absent one. */
export function signalsOf(
  given: Partial<Record<SignalId, number | Partial<PresentSignal> | { readonly range: SignalRange }>>,
): Signals {
  const entries = signalIds.map((id): readonly [SignalId, Signal] => {
    const one = given[id]
    if (one === undefined) return [id, { state: 'absent', id, why: { id: 'text', why: 'not drawn', next: 'draw it' } }]
    if (typeof one !== 'number' && 'range' in one)
      return [id, { state: 'absent', id, why: { id: 'text', why: 'not drawn', next: 'draw it' }, range: one.range }]
    return [id, typeof one === 'number' ? presentSignal(id, one) : presentSignal(id, one.value ?? 0, one)]
  })
  return Object.fromEntries(entries) as Record<SignalId, Signal>
}

/** One-line drawings are not aligned by hand: the n-th cell of a row belongs to the n-th stack. */
export function aligned(text: string): string {
  const rows = text.split('\n').map((line) => line.trim().split(/ {2,}/))
  const width = Math.max(...rows.flat().map((cell) => cell.length)) + 2
  return rows.map((cells) => cells.map((cell) => cell.padEnd(width)).join('')).join('\n')
}

/** Values are in the tree's unit: nanoseconds for CPU and lock, bytes for heap. */
export function drawnView(kind: ViewKind, text: string, more: Partial<MeasuredView> = {}): MeasuredView {
  const isTime = kind === 'cpu' || kind === 'lock'
  const profile = profileFromText(aligned(text), {
    valueType: isTime ? { type: 'cpu', unit: 'nanoseconds' } : { type: 'inuse_space', unit: 'bytes' },
  })
  const tree = buildCallTree(profile, { column: 0, unit: isTime ? 'nanoseconds' : 'bytes' })
  return {
    state: 'measured',
    kind,
    tree: { ...tree, selfSamples: tree.self, totalSamples: tree.total },
    total: tree.total[0] ?? 0,
    samples: tree.total[0] ?? 0,
    covered: [],
    coveredSeconds: 60,
    how: { id: 'text', text: 'drawn' },
    leftOut: [],
    cautions: [],
    files: [],
    ...more,
  }
}

export interface Drawn {
  readonly signals?: Parameters<typeof signalsOf>[0]
  readonly views?: Partial<Record<ViewKind, string | MeasuredView>>
  readonly profiles?: Partial<WindowProfiles>
  readonly captures?: EvidenceInput['captures']
}

export function evidenceOf({
  signals: given = {},
  views = {},
  profiles: more = {},
  captures = [],
}: Drawn): EvidenceInput {
  const signals = signalsOf(given)
  const gathered = viewKinds.map((kind): readonly [ViewKind, GatheredView] => {
    const drawn = views[kind]
    if (drawn === undefined)
      return [
        kind,
        { state: 'absent', kind, reason: 'not-recorded', why: { id: 'not-recorded' }, next: { id: 'record', kind } },
      ]
    return [kind, typeof drawn === 'string' ? drawnView(kind, drawn) : drawn]
  })
  const profiles: WindowProfiles = {
    asked: { fromMs: 0, untilMs: 60_000 },
    runtime: 'go',
    views: Object.fromEntries(gathered) as unknown as Views,
    liveHeapPoints: [],
    otherWaits: [],
    warnings: [],
    ...more,
  }
  const values = valuesOf(signals)
  return {
    profiles,
    signals,
    values,
    diagnosis: diagnose(signals),
    settings: {},
    captures,
    said: saidIn('Asia/Kolkata'),
  }
}
