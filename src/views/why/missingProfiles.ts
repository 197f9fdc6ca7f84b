/** Which profile a missing signal needs, so that the way to collect it is told once and not per signal. */
import { type SignalId, type ViewKind, signalIds } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import type { ToldAbsence, ToldSignals } from '../../core/diagnosis/story.ts'

const viewOf: Readonly<Record<SignalId, ViewKind>> = {
  cpu_user_pct: 'cpu',
  cpu_alloc_pct: 'cpu',
  alloc_rate_mb_s: 'heap_alloc',
  live_heap_mb: 'heap_live',
  live_heap_slope_mb_h: 'heap_live',
  lock_wait_pct: 'lock',
}

export interface MissingProfile {
  readonly signals: readonly SignalId[]
  readonly why: string
  readonly next: ToldAbsence['next']
}

export function missingProfiles(signals: ToldSignals, views: Analysis['views']): readonly MissingProfile[] {
  const found = new Map<string, MissingProfile>()
  for (const id of signalIds) {
    const signal = signals[id]
    if (signal.state === 'present') continue
    const view = views[viewOf[id]]
    const missing: MissingProfile =
      view.state === 'absent'
        ? { signals: [id], why: view.text, next: view.next }
        : { signals: [id], why: signal.why, next: { text: signal.next } }
    const key = view.state === 'absent' ? `${view.kind}` : id
    const before = found.get(key)
    found.set(key, before ? { ...before, signals: [...before.signals, id] } : missing)
  }
  return [...found.values()]
}
