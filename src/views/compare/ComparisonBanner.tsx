/** What changed, in one sentence; then both verdicts, and where to look. */
import type { ReactElement } from 'react'
import { tellChangeAct } from '../../core/analysis/words/changeAct.ts'
import type { Comparison } from '../../core/diff/comparison.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { NextAct } from '../banner/NextAct.tsx'
import { useAnnounced } from '../controls/Announcer.tsx'
import { PaneChip } from '../controls/PaneChip.tsx'
import { SentenceText, plainSentence } from '../controls/Sentence.tsx'
import { Icon } from '../theme/Icon.tsx'
import { isFolded } from './ChangeList.tsx'
import { Letter } from './Letter.tsx'

export function ComparisonBanner({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { base, head } = comparison
  const { diagnosis } = head.story
  const [misled] = head.story.misleading
  const named = namedIn(comparison)
  // What to do about B. Where CPU is all there is, or no rule names it, the change is what there is to act on.
  const change =
    comparison.headline && ['no-clear-pattern', 'cpu-bound'].includes(diagnosis.pattern)
      ? tellChangeAct(comparison.headline)
      : undefined
  // Parts of one window have one verdict, that of the whole.
  const { title, transition } = comparison
  useAnnounced([title, transition].flatMap((one) => (one ? [plainSentence(one)] : [])).join(' '))
  const isOfParts = useViewField((view) => view.compare?.rest === true)
  return (
    <section
      aria-labelledby="verdict"
      data-dx={diagnosis.pattern}
      data-diagnosis={diagnosis.pattern}
      data-base-diagnosis={base.story.diagnosis.pattern}
      className="grid flex-none grid-cols-[60px_minmax(0,1fr)] max-mid:grid-cols-[36px_minmax(0,1fr)] overflow-hidden rounded-panel border border-line bg-surface-2"
    >
      <div className="grid place-items-center bg-dx text-surface-0 forced-colors:border-r">
        <Icon name={diagnosis.pattern} size={30} />
      </div>
      <div className="min-w-0 px-4 py-2">
        <h1 id="verdict" className="type-verdict text-ink-1 [overflow-wrap:anywhere] max-mid:text-[18px]/6">
          <SentenceText sentence={comparison.title ?? comparison.transition} />
        </h1>
        <p
          hidden={isOfParts}
          className="flex flex-wrap items-baseline gap-x-2 text-[15px]/6 text-ink-2"
          data-verdicts=""
        >
          <span className="inline-flex items-center gap-1">
            <Letter of="A" />
            <span aria-label="became" className="text-ink-3">
              →
            </span>
            <Letter of="B" />
          </span>
          <span>
            <SentenceText sentence={comparison.transition} />
          </span>
        </p>
        <div className="flex flex-wrap items-center gap-x-6 text-[13px]/[22px] text-ink-2">
          {head.story.lookAt.view !== 'none' && (
            <span className="inline-flex items-center gap-1.5">
              <span className="text-ink-3">Look at</span> <PaneChip lookAt={head.story.lookAt.view} />
            </span>
          )}
          {(change !== undefined || diagnosis.pattern !== 'no-clear-pattern') && (
            <span className="min-w-0 [overflow-wrap:anywhere] text-ink-1">
              <span className="text-ink-3">Next</span>{' '}
              {change === undefined ? <NextAct story={head.story} /> : <SentenceText sentence={change} />}
            </span>
          )}
          {misled && (
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span className="text-ink-3">Ignore for now:</span> <SentenceText sentence={misled.sentence} />
            </span>
          )}
          {named !== undefined && (
            <ShowFirst name={named} count={comparison.changes.filter((change) => !isFolded(change)).length} />
          )}
          {diagnosis.pattern !== 'no-clear-pattern' && (
            <span>
              <span className="text-ink-3">Pattern:</span> {diagnosis.patternText}
            </span>
          )}
        </div>
      </div>
    </section>
  )
}

/** The function that the headline speaks of; undefined where it speaks of none. Snapshots of before have no headline. */
function namedIn({ headline, changes }: Comparison): string | undefined {
  if (headline === undefined) return changes[0]?.name
  return 'name' in headline ? headline.name : undefined
}

/** The headline's own function, outlined in every pane; all others are in the list. */
function ShowFirst({ name, count }: { readonly name: string; readonly count: number }): ReactElement {
  return (
    <button
      type="button"
      className="touch no-print text-link hover:underline"
      onClick={() => dispatch({ type: 'selected', name })}
    >
      Outline it in all panes{count > 1 ? `, 1 of ${count} changes` : ''}
    </button>
  )
}
