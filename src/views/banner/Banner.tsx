/** The verdict: one sentence, what to look at, what not to be misled by, how sure, and the six numbers behind it. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import type { ReactElement, ReactNode } from 'react'
import { headlineOf } from '../../core/analysis/words/verdict.ts'
import type { Story } from '../../core/diagnosis/story.ts'
import { Button } from '../controls/Button.tsx'
import { PaneChip } from '../controls/PaneChip.tsx'
import { SentenceText } from '../controls/Sentence.tsx'
import { staleLook } from '../controls/staleLook.ts'
import { Icon } from '../theme/Icon.tsx'
import { SignalStrip } from './SignalStrip.tsx'
import { NextAct } from './NextAct.tsx'
import { Since } from './Since.tsx'
import { causesText, changedThresholds, changesIf } from './verdict.ts'

export interface BannerProps {
  readonly story: Story
  /** Since when and with which event, once the line has been read. */
  readonly since?: string | undefined
  /** While it is not: as long a text in its place. */
  readonly sinceRoom?: string | undefined
  /** What can be done about the onset, beside it. */
  readonly sinceAct?: ReactNode
  readonly whyOpen: boolean
  readonly onWhy: () => void
  /** Absent where panes cannot be enlarged (the phone shows tabs instead). */
  readonly onLookAt?: ((pane: PaneId) => void) | undefined
  /** A newer window is being read; what is shown still belongs to the one before. */
  readonly stale?: boolean
}

export function Banner({
  story,
  since,
  sinceRoom,
  sinceAct,
  whyOpen,
  onWhy,
  onLookAt,
  stale = false,
}: BannerProps): ReactElement {
  const { diagnosis } = story
  const { title, aside, letter } = headlineOf(diagnosis)
  return (
    <section
      aria-labelledby="verdict"
      aria-busy={stale}
      data-dx={diagnosis.pattern}
      data-diagnosis={diagnosis.pattern}
      data-kind={diagnosis.kind}
      className={`grid flex-none grid-cols-[60px_minmax(0,1fr)] overflow-hidden rounded-panel border border-line bg-surface-2 ${staleLook(stale)}`}
    >
      <div className="row-span-2 grid place-items-center bg-dx text-surface-0 forced-colors:border-r">
        <Icon name={diagnosis.pattern} size={30} />
      </div>
      {/* With room, certainty stands beside the title; beside a long one below it; on a narrow page it follows the sentence. */}
      <div className="flex min-w-0 flex-wrap items-center gap-x-6 px-4 py-1.5">
        <h1 id="verdict" className="flex flex-wrap items-baseline gap-x-2">
          {/* The pattern's words to the letter; only the drawing of the first one is a capital. */}
          <span className="type-verdict inline-block tracking-[-.01em] text-dx first-letter:uppercase">{title}</span>
          {aside !== '' && <span className="text-[18px]/7 text-ink-2">{aside}</span>}
          {letter !== undefined && <span className="type-small text-ink-3">{letter}</span>}
        </h1>
        {/* What to do follows the answer on its last line: on rows of its own it would push the evidence down. */}
        <div className="basis-full text-[16px]/[22px] [overflow-wrap:anywhere] text-ink-1 wide:order-2">
          <SentenceText sentence={story.sentence} />
          <Since since={since} room={sinceRoom} act={sinceAct} />
          <span className="mr-3" />
          <Advice story={story} onLookAt={onLookAt} />
        </div>
        <Certainty story={story} />
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

function Advice(props: Pick<BannerProps, 'story' | 'onLookAt'>): ReactElement {
  const { story, onLookAt } = props
  const { diagnosis, lookAt, misleading } = story
  const changed = changedThresholds(diagnosis)
  const [first] = misleading
  return (
    <>
      {lookAt.view !== 'none' && (
        <Item label="Look at">
          <PaneChip lookAt={lookAt.view} onPress={onLookAt} />
        </Item>
      )}
      {lookAt.view === 'none' && diagnosis.pattern === 'cascading-failure' && (
        <Item label="Look at">
          the load first, then <PaneChip lookAt="lock" onPress={onLookAt} />
        </Item>
      )}
      <Item label="Next" strong>
        <NextAct story={story} />
      </Item>
      {diagnosis.patternText !== '' && <Item label="Pattern:">{diagnosis.patternText}</Item>}
      {first && (
        <Item label="Ignore for now:">
          <SentenceText sentence={first.sentence} />
        </Item>
      )}
      {changed.length > 0 && (
        <Item label="Threshold changed">
          <span title={changed.join(' · ')}>
            {changed[0]}
            {changed.length > 1 && ` · and ${changed.length - 1} more`}
          </span>
        </Item>
      )}
    </>
  )
}

/** Whole, on a line of its own where room is short: half an advice misleads. */
function Item(props: { readonly label: string; readonly strong?: true; readonly children: ReactNode }): ReactElement {
  return (
    <>
      {' '}
      <span className="mr-4 inline-block text-[13px]/[18px] text-ink-2">
        <span className="text-ink-3">{props.label}</span>{' '}
        <span className={props.strong && 'font-medium text-ink-1'}>{props.children}</span>
      </span>
    </>
  )
}

/** How sure, and what would change it; where no rule matched, what is still possible. */
function Certainty({ story }: { readonly story: Story }): ReactElement {
  const { diagnosis, certainty, runnerUp } = story
  const unclear = diagnosis.pattern === 'no-clear-pattern'
  // What is near is in the sentence already where nothing matched, and so is that nothing did.
  const near = unclear ? '' : (runnerUp?.text ?? '')
  const open = diagnosis.kind === 'cannot-tell'
  return (
    <div className="type-small min-w-0 basis-full leading-[17px]! text-ink-3 wide:order-1 wide:flex-1 wide:basis-72 wide:text-right">
      <p className="flex flex-wrap gap-x-3 wide:justify-end">
        <b className="font-semibold text-ink-2">{open ? causesText(diagnosis) : certainty?.text}</b>
        {/* Where room is short it is read off the gauges of "why". */}
        {!unclear && <span className="max-full:hidden">{changesIf(diagnosis)}</span>}
      </p>
      {near !== '' && <p className="flex flex-wrap gap-x-3 wide:justify-end">{near}</p>}
    </div>
  )
}
