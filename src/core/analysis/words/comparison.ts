/** A comparison with its facts in words. */
import type { FoundComparison, FoundNative, NativeApart } from '../../diff/compare.ts'
import type { FoundViewComparison } from '../../diff/viewComparison.ts'
import type { Comparison, ViewComparison } from '../../diff/comparison.ts'
import { viewKinds, type ViewKind } from '../../base/vocabulary.ts'
import { unreachable } from '../../base/result.ts'
import { tellAbsence } from './absences.ts'
import { tellComparability } from './comparability.ts'
import { tellHeadline } from './headline.ts'
import { tellSince } from './since.ts'
import type { Sentence } from '../../diagnosis/story.ts'

function tellView(view: FoundViewComparison, zone: string): ViewComparison {
  if (view.state === 'compared') return view
  const { state, kind, missing } = view
  const text =
    missing.length === 0
      ? 'The two profiles cannot be compared, see above.'
      : missing.map(({ side, view: absent }) => `${side}: ${tellAbsence(absent, zone).text}`).join(' ')
  return { state, kind, text }
}

function tellNative(native: FoundNative): ViewComparison {
  return native.state === 'compared' ? native : { state: native.state, kind: native.kind, text: tellApart(native.why) }
}

function tellApart(why: NativeApart): string {
  switch (why.id) {
    case 'one-sided':
      return `${why.missing}: memory of native code was not recorded.`
    case 'held-and-allocated':
      return `${why.held} says what native code holds, ${why.held === 'A' ? 'B' : 'A'} what it allocated, freed or not: the two are not one amount.`
    case 'runs':
      return 'Memory of native code is not added up over several runs: compare one with one.'
    default:
      return unreachable(why)
  }
}

/** Since when what the headline names is so. */
function tellOnset({ headline, changes: [first] }: FoundComparison, zone: string): Sentence {
  if (first?.line?.since === undefined) return []
  const isSaid =
    'name' in headline ? first.name === headline.name : headline.id === 'whole' && headline.kind === first.kind
  if (!isSaid) return []
  return [{ text: ` ${tellSince({ id: 'step', ...first.line.since }, zone)}` }]
}

export function tellComparison(found: FoundComparison, zone: string): Comparison {
  const { native, ...others } = found
  return {
    ...others,
    ...(native ? { native: tellNative(native) } : {}),
    title: [...tellHeadline(found.headline), ...tellOnset(found, zone)],
    comparability: found.comparability.map((fact) => tellComparability(fact, zone)),
    views: Object.fromEntries(viewKinds.map((kind) => [kind, tellView(found.views[kind], zone)])) as Record<
      ViewKind,
      ViewComparison
    >,
  }
}
