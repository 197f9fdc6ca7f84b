/** What a snapshot keeps of how each view was measured, so that another window can be held against it. */
import { type Shape, finite, flag, list, object, oneOf, optional, text } from '../base/shape.ts'
import { type ViewKind, viewKinds } from '../base/vocabulary.ts'
import { type MeasuredView, profilerOf, shownOf, type Views } from '../window/windowProfiles.ts'
import type { FrozenMeasure, FrozenWindow } from './snapshot.ts'

const kept = [
  'traits',
  'testable',
  'countsAssumed',
  'onlyShares',
  'standardError',
  'periodNs',
  'heapPeriod',
  'lockSide',
  'wholeNs',
  'maybeIdleNs',
  'ticks',
  'busiestThread',
] as const satisfies readonly (keyof FrozenMeasure)[]

export function measuresOf(views: Views): NonNullable<FrozenWindow['measures']> {
  const found: Partial<Record<ViewKind, FrozenMeasure>> = {}
  for (const kind of viewKinds) {
    const view = shownOf(views[kind])
    if (view !== undefined) found[kind] = measureOf(view)
  }
  return found
}

function measureOf(view: MeasuredView): FrozenMeasure {
  const facts = kept.flatMap((key) => (key in view ? [[key, view[key as keyof MeasuredView]] as const] : []))
  return { profiler: profilerOf(view), ...Object.fromEntries(facts) }
}

const measure: Shape<FrozenMeasure> = object<FrozenMeasure>({
  profiler: text,
  // One that a newer Trifold knows is asked for by nobody here.
  traits: optional({ check: list(text).check }),
  testable: optional(flag),
  countsAssumed: optional({ check: flag.check }),
  onlyShares: optional(flag),
  standardError: optional(finite),
  periodNs: optional(finite),
  heapPeriod: optional(finite),
  lockSide: optional(oneOf('waiter', 'holder')),
  wholeNs: optional(finite),
  maybeIdleNs: optional(finite),
  ticks: optional(finite),
  busiestThread: optional(object({ name: text, ns: finite })),
})

export const measures: Shape<NonNullable<FrozenWindow['measures']>> = object({
  cpu: optional(measure),
  heap_live: optional(measure),
  heap_alloc: optional(measure),
  lock: optional(measure),
})
