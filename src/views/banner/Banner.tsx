/** The verdict: one sentence, what to look at, what not to be misled by, how sure, and the six numbers behind it. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import type { ReactElement, ReactNode } from 'react'
import type { Story } from '../../core/diagnosis/story.ts'
import { Button } from '../controls/Button.tsx'
import { PaneChip } from '../controls/PaneChip.tsx'
import { SentenceText } from '../controls/Sentence.tsx'
import { Icon } from '../theme/Icon.tsx'
import { SignalStrip } from './SignalStrip.tsx'
import { changedThresholds, changesIf, countRules, stillOpen, unclearKind } from './verdict.ts'

export interface BannerProps {
  readonly story: Story
  readonly whyOpen: boolean
  readonly onWhy: () => void
  /** Absent where panes cannot be enlarged (the phone shows tabs instead). */
  readonly onLookAt?: (pane: PaneId) => void
  /** A newer window is being read; what is shown still belongs to the one before. */
  readonly stale?: boolean
}

export function Banner({ story, whyOpen, onWhy, onLookAt, stale = false }: BannerProps): ReactElement {
  const { diagnosis } = story
  return (
    <section
      aria-labelledby="verdict"
      aria-busy={stale}
      data-dx={diagnosis.pattern}
      data-diagnosis={diagnosis.pattern}
      data-kind={diagnosis.kind}
      className={`grid flex-none grid-cols-[60px_minmax(0,1fr)] overflow-hidden rounded-panel border border-line bg-surface-2 ${stale ? 'opacity-60' : ''}`}
    >
      <div className="row-span-2 grid place-items-center bg-dx text-surface-0 forced-colors:border-r">
        <Icon name={diagnosis.pattern} size={30} />
      </div>
      {/* With room, certainty stands beside the title; without, it follows the sentence. */}
      <div className="flex min-w-0 flex-wrap items-center gap-x-6 px-4 py-1.5">
        <h1 id="verdict" className="flex flex-wrap items-baseline gap-x-2">
          {/* The pattern's words to the letter; only the drawing of the first one is a capital. */}
          <span className="type-verdict inline-block tracking-[-.012em] text-dx first-letter:uppercase">
            {diagnosis.title}
          </span>
          {diagnosis.aside !== '' && <span className="text-[18px]/7 text-ink-2">{diagnosis.aside}</span>}
        </h1>
        <p className="basis-full text-[16px]/6 text-ink-1 full:order-2">
          <SentenceText sentence={story.sentence} />
        </p>
        <Certainty story={story} />
        <Advice story={story} {...(onLookAt ? { onLookAt } : {})} />
      </div>
      <div className="flex min-w-0 border-t border-line">
        <SignalStrip story={story} />
        <Button
          look="quiet"
          className="no-print h-auto! flex-none rounded-none! border-0! px-3.5! font-semibold text-ink-1!"
          aria-expanded={whyOpen}
          aria-controls={whyOpen ? 'why' : undefined}
          onClick={onWhy}
        >
          Why <Icon name={whyOpen ? 'up' : 'down'} />
        </Button>
      </div>
    </section>
  )
}

function Advice({
  story,
  onLookAt,
}: {
  readonly story: Story
  readonly onLookAt?: (pane: PaneId) => void
}): ReactElement {
  const { diagnosis, lookAt, misleading, next } = story
  const open = stillOpen(diagnosis)
  const changed = changedThresholds(diagnosis)
  const [first] = misleading
  const unclear = diagnosis.pattern === 'no-clear-pattern'
  return (
    <div className="flex min-w-0 basis-full flex-wrap items-center gap-x-6 text-[13px]/[22px] text-ink-2 full:order-3">
      {lookAt.view !== 'none' ? (
        <Item label="Look at">
          <PaneChip lookAt={lookAt.view} onPress={onLookAt} />
        </Item>
      ) : (
        !unclear && lookAt.text !== '' && <Item label="Look at">{lookAt.text}</Item>
      )}
      {unclear && open.length > 0 && (
        <Item label="Still open">
          {open[0]}
          {open.length > 1 ? ` · and ${open.length - 1} more` : ''}
        </Item>
      )}
      {first && (
        <Item label="Don’t be misled by">
          <SentenceText sentence={first.sentence} />
        </Item>
      )}
      {unclear ? <Item label="Next">{next}</Item> : <Item label="Pattern:">{diagnosis.patternText}</Item>}
      {changed.length > 0 && (
        <Item label="Threshold changed">
          <span title={changed.join(' · ')}>
            {changed[0]}
            {changed.length > 1 && ` · and ${changed.length - 1} more`}
          </span>
        </Item>
      )}
    </div>
  )
}

/** Whole, on a row of its own where room is short: half an advice misleads. */
function Item(props: { readonly label: string; readonly children: ReactNode }): ReactElement {
  return (
    <p className="flex min-w-0 gap-1.5">
      <span className="flex-none text-ink-3">{props.label}</span>
      <span className="min-w-0 break-words">{props.children}</span>
    </p>
  )
}

/** How sure, what would change it, who comes next. */
function Certainty({ story }: { readonly story: Story }): ReactElement {
  const { diagnosis, certainty, runnerUp } = story
  const count = countRules(diagnosis)
  const changes = changesIf(diagnosis)
  const unclear = diagnosis.pattern === 'no-clear-pattern'
  // Where it cannot be told, "still open" says already what is missing for which rule.
  const told = diagnosis.kind !== 'cannot-tell'
  return (
    <div className="type-small min-w-0 basis-full leading-[17px]! text-ink-3 full:order-1 full:flex-1 full:basis-0 full:text-right">
      <p className="flex flex-wrap gap-x-3 full:justify-end">
        <b className="font-semibold text-ink-2">{unclear ? unclearKind(diagnosis) : certainty?.text}</b>
        {unclear ? (
          <span>
            {count.ruledOut} of {count.all} rules ruled out{count.open > 0 && ` · ${count.open} cannot be evaluated`}
          </span>
        ) : (
          <span>{changes}</span>
        )}
      </p>
      <p className="flex flex-wrap gap-x-3 full:justify-end">
        {unclear && told && certainty && <span>{certainty.text}</span>}
        {told && runnerUp && <span className="inline-block first-letter:uppercase">{runnerUp.text}</span>}
      </p>
    </div>
  )
}
