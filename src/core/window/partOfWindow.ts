/**
 * Part of a gathered window: the samples with one value of a label, or with any other value of it. Amounts of a part have no time of their
 * own (a request type that is half of the CPU had all of the window), so a part has shares and no rates. A profile whose samples do not
 * carry the label has no part.
 */
import { type LabelChoice, carriesLabel, onlyLabel, onlyParts } from '../profile/onlyLabel.ts'
import type { ViewKind } from '../base/vocabulary.ts'
import type { AbsentView, MeasuredOf, MeasuredView, WindowProfiles } from './windowProfiles.ts'

export function partOfWindow(profiles: WindowProfiles, only: LabelChoice): WindowProfiles {
  const of = <Kind extends ViewKind>(view: MeasuredOf<Kind> | AbsentView): MeasuredOf<Kind> | AbsentView => {
    if (view.state === 'measured') return partOf(view, only) ?? withoutLabel(view.kind, only.key)
    const { shown, ...absent } = view
    const part = shown === undefined ? undefined : partOf(shown, only)
    return part === undefined ? absent : { ...absent, shown: part }
  }
  const { nativeView, ...others } = profiles
  const { cpu, heap_live, heap_alloc, lock } = profiles.views
  const native = nativeView && partOf(nativeView, only)
  return {
    ...others,
    ...(native ? { nativeView: native } : {}),
    views: {
      cpu: of<'cpu'>(cpu),
      heap_live: of<'heap_live'>(heap_live),
      heap_alloc: of<'heap_alloc'>(heap_alloc),
      lock: of<'lock'>(lock),
    },
  }
}

function partOf<View extends MeasuredView>(view: View, only: LabelChoice): View | undefined {
  const { parts } = view
  if (parts === undefined || !carriesLabel(parts, only.key)) return undefined
  const tree = onlyLabel(parts, view.tree.unit, only)
  const total = tree.total[0] ?? 0
  const samples = tree.totalSamples[0] ?? 0
  return { ...view, tree, total, samples, coveredSeconds: 0, pieces: [], parts: onlyParts(parts, only) }
}

const withoutLabel = (kind: ViewKind, key: string): AbsentView => ({
  state: 'absent',
  kind,
  reason: 'none-possible',
  why: { id: 'without-label', key },
  next: { id: 'told', next: { text: 'Read this profile as a whole' } },
})
