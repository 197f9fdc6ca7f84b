/** Both verdicts, what changed between them, and where to look first. */
import type { ReactElement } from 'react'
import type { Change, Comparison } from '../../core/diff/comparison.ts'
import type { Story } from '../../core/diagnosis/story.ts'
import { dispatch } from '../../state/view/store.ts'
import { PaneChip } from '../controls/PaneChip.tsx'
import { SentenceText } from '../controls/Sentence.tsx'
import { visibleName } from '../names/visibleName.ts'
import { Icon } from '../theme/Icon.tsx'
import { Letter } from './Letter.tsx'

export function ComparisonBanner({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { base, head } = comparison
  const { diagnosis } = head.story
  const [misled] = head.story.misleading
  return (
    <section
      aria-labelledby="verdict"
      data-dx={diagnosis.pattern}
      data-diagnosis={diagnosis.pattern}
      data-base-diagnosis={base.story.diagnosis.pattern}
      className="grid flex-none grid-cols-[60px_minmax(0,1fr)] overflow-hidden rounded-panel border border-line bg-surface-2"
    >
      <div className="grid place-items-center bg-dx text-surface-0 forced-colors:border-r">
        <Icon name={diagnosis.pattern} size={30} />
      </div>
      <div className="min-w-0 px-4 py-2">
        <h1 id="verdict" className="flex flex-wrap items-center gap-x-2.5">
          <Letter of="A" />
          <Title story={base.story} quiet />
          <span aria-label="became" className="text-ink-3">
            →
          </span>
          <Letter of="B" />
          <Title story={head.story} />
        </h1>
        <p className="text-[16px]/6 text-ink-1">
          <SentenceText sentence={comparison.transition} />
        </p>
        <div className="flex flex-wrap items-center gap-x-6 text-[13px]/[22px] text-ink-2">
          {head.story.lookAt.view !== 'none' && (
            <span className="inline-flex items-center gap-1.5">
              <span className="text-ink-3">Look at</span> <PaneChip lookAt={head.story.lookAt.view} />
            </span>
          )}
          {misled && (
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span className="text-ink-3">Don’t be misled by</span> <SentenceText sentence={misled.sentence} />
            </span>
          )}
          {comparison.changes[0] && <FirstChange change={comparison.changes[0]} />}
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

/** One line; the whole stands first in the list below, where a press leads. */
function FirstChange({ change }: { readonly change: Change }): ReactElement {
  return (
    <button
      type="button"
      className="min-w-0 max-w-full text-left [overflow-wrap:anywhere] hover:underline mid:truncate"
      onClick={() => {
        dispatch({ type: 'selected', name: change.name })
        document.getElementById('changes')?.scrollIntoView({ block: 'start' })
      }}
    >
      <span className="text-ink-3">First change:</span>{' '}
      <b className="font-mono font-semibold text-ink-1">{visibleName(change.name, 60)}</b> {change.text}
    </button>
  )
}

function Title({ story, quiet = false }: { readonly story: Story; readonly quiet?: boolean }): ReactElement {
  const { diagnosis } = story
  return (
    <>
      <span className={`type-verdict inline-block first-letter:uppercase ${quiet ? 'text-ink-2' : 'text-dx'}`}>
        {diagnosis.title}
      </span>
      {(quiet ? diagnosis.pattern === 'no-clear-pattern' && diagnosis.kind !== 'firm' : diagnosis.aside !== '') && (
        <span className="text-[16px]/7 text-ink-2">{quiet ? diagnosis.kind.replace('-', ' ') : diagnosis.aside}</span>
      )}
    </>
  )
}
