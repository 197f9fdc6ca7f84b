/** What only a comparison adds to the JSON of its two sides. */
import { viewKinds } from '../../core/base/vocabulary.ts'
import type { Change, Comparison } from '../../core/diff/comparison.ts'
import { plainText } from '../../core/diagnosis/words.ts'

export function comparisonJson(comparison: Comparison): {
  readonly headline: object
  readonly found: object
  readonly changes: object
} {
  const { headline, title = [], transition, comparability, yardstick, native, changes, unchanged } = comparison
  return {
    headline: {
      headline,
      title: plainText(title),
      transition: plainText(transition),
      comparability: comparability.map(({ level, text, fix }) => ({ level, text, fix })),
      yardstick,
    },
    found: { ...togetherJson(comparison), ...(native ? { native } : {}) },
    changes: { changes: changes.map((change) => changeJson(change, kindOf(change, comparison))), unchanged },
  }
}

/** By profile: what every function moved by alike. */
function togetherJson({ views }: Comparison): object {
  const found = viewKinds.flatMap((kind) => {
    const view = views[kind]
    return view.state === 'compared' && view.together !== undefined ? [[kind, view.together] as const] : []
  })
  return found.length > 0 ? { together: Object.fromEntries(found) } : {}
}

/** What is only seen in a view's place goes by its own name. */
export function kindOf({ kind }: Change, { views }: Comparison): string {
  const view = views[kind]
  return (view.state === 'compared' ? view.shows : undefined) ?? kind
}

function changeJson(change: Change, kind: string): object {
  const { name, of, base, head, baseShare, headShare, baseRate, headRate, ratio, q, verdict, own, dilution, text } =
    change
  return {
    kind,
    name,
    of,
    base,
    head,
    baseShare,
    headShare,
    baseRate,
    headRate,
    ratio,
    q,
    verdict,
    own,
    dilution,
    ...(change.requests ? { requests: change.requests } : {}),
    ...(change.explainedBy === undefined ? {} : { explainedBy: change.explainedBy }),
    ...(change.switched ? { switched: change.switched } : {}),
    ...(change.line?.since ? { since: sinceJson(change.line.since) } : {}),
    text,
  }
}

function sinceJson({ atMs, mark }: NonNullable<NonNullable<Change['line']>['since']>): object {
  return { at: new Date(atMs).toISOString(), ...(mark === undefined ? {} : { mark }) }
}
