/** One window of drawn captures, gathered: minute 02:04 IST unless a test says otherwise. */
import type { AnalysisSettings, ViewKind } from '../base/vocabulary.ts'
import type { TimeWindow } from '../base/units.ts'
import type { Capture } from '../window/capture.ts'
import { gatherWindow } from '../window/gather.ts'
import type { WindowProfiles, MeasuredOf, AbsentView } from '../window/windowProfiles.ts'
import { atSecond } from './captures.ts'

export const window: TimeWindow = { fromMs: atSecond(0), untilMs: atSecond(60) }
export const gather = (captures: readonly Capture[], settings: AnalysisSettings = {}): WindowProfiles =>
  gatherWindow({ captures, facts: [], window, settings })

export function view<Kind extends ViewKind>(profiles: WindowProfiles, kind: Kind): MeasuredOf<Kind> {
  const found: MeasuredOf<Kind> | AbsentView = profiles.views[kind]
  if (found.state === 'absent') throw new Error(`no ${kind}: ${found.why.id}`)
  return found
}

export const delay = { type: 'delay', unit: 'nanoseconds' }

/** Waits of a Go service: on a lock, and parked on a channel. */
export const blockText = (lock: number, chan: number): string => `
  main                main
  book.Add            worker
  sync.(*Mutex).Lock  runtime.chanrecv1
  ${String(lock).padEnd(18)}  ${chan}
`
