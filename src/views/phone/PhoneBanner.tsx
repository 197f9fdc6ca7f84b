/** The verdict for a hand-held screen: the same story, one thing under the other. */
import { signalIds } from '../../core/base/vocabulary.ts'
import type { ReactElement, ReactNode } from 'react'
import { capitalised } from '../../core/base/lists.ts'
import { signalWord } from '../../core/diagnosis/signalWords.ts'
import type { Story } from '../../core/diagnosis/story.ts'
import { headlineOf } from '../../core/analysis/words/verdict.ts'
import { NextAct } from '../banner/NextAct.tsx'
import { Since } from '../banner/Since.tsx'
import { causesText, changedThresholds, countRules } from '../banner/verdict.ts'
import { PaneChip } from '../controls/PaneChip.tsx'
import { SentenceText } from '../controls/Sentence.tsx'
import { staleLook } from '../controls/staleLook.ts'
import { boundFigure, signalFigure } from '../controls/figures.ts'
import { Icon } from '../theme/Icon.tsx'
import { useOnItsSide } from './useOnItsSide.ts'

export interface PhoneBannerProps {
  readonly story: Story
  readonly since?: string | undefined
  /** While it is not: as long a text in its place. */
  readonly sinceRoom?: string | undefined
  /** What can be done about the onset, beside it. */
  readonly sinceAct?: ReactNode
  readonly whyOpen: boolean
  readonly onWhy: () => void
  readonly stale?: boolean
}

export function PhoneBanner({
  story,
  since,
  sinceRoom,
  sinceAct,
  whyOpen,
  onWhy,
  stale = false,
}: PhoneBannerProps): ReactElement {
  const { diagnosis, certainty } = story
  const headline = headlineOf(diagnosis)
  const unclear = diagnosis.pattern === 'no-clear-pattern'
  const aside = useOnItsSide()
  const why = (
    <button
      type="button"
      className={`no-print flex min-h-11 items-center gap-2 text-left font-medium ${aside ? 'flex-none' : 'w-full justify-between border-t border-line px-3.5 py-1.5 text-ink-2'}`}
      aria-expanded={whyOpen}
      aria-controls={whyOpen ? 'why' : undefined}
      onClick={onWhy}
    >
      <span className="min-w-0">
        Why
        {!aside && `: ${whyText(countRules(diagnosis), unclear)}`}
        {!aside && certainty && ` · ${certainty.text}`}
      </span>
      <Icon name={whyOpen ? 'up' : 'down'} />
    </button>
  )
  return (
    <section
      aria-labelledby="verdict"
      aria-busy={stale}
      data-dx={diagnosis.pattern}
      data-diagnosis={diagnosis.pattern}
      data-kind={diagnosis.kind}
      className={`overflow-hidden rounded-panel border border-line bg-surface-2 ${staleLook(stale)}`}
    >
      <div
        className={`flex items-center gap-3 bg-dx px-3.5 text-surface-0 forced-colors:border-b forced-colors:bg-[Canvas] forced-colors:text-[CanvasText] ${aside ? 'py-1' : 'py-2.5'}`}
      >
        <Icon name={diagnosis.pattern} size={24} />
        <h1 id="verdict" className={`min-w-0 flex-1 ${aside ? 'flex flex-wrap items-baseline gap-x-2' : ''}`}>
          <span className="block text-[21px]/6 font-bold tracking-[-.01em] first-letter:uppercase">
            {headline.title}
          </span>
          {headline.aside !== '' && <span className="block text-[14px]/[18px] font-medium">{headline.aside}</span>}
          {headline.letter !== undefined && <span className="block type-ui">{headline.letter}</span>}
        </h1>
        {aside && why}
      </div>
      <div className={`[overflow-wrap:anywhere] ${aside ? 'grid grid-cols-2' : ''}`}>
        <p className={`px-3.5 pt-3 pb-2 text-ink-1 ${aside ? 'text-[15px]/5' : 'text-[17px]/[25px]'}`}>
          <SentenceText sentence={story.sentence} />
          <Since since={since} room={sinceRoom} act={sinceAct} />
        </p>
        <Advice story={story} aside={aside} />
      </div>
      <SpokenSignals signals={story.signals} />
      {!aside && why}
    </section>
  )
}

function whyText({ ruledOut, all }: ReturnType<typeof countRules>, unclear: boolean): string {
  return unclear ? `${ruledOut} of ${all} causes ruled out` : `1 of ${all} causes fits`
}

function Advice({ story, aside }: { readonly story: Story; readonly aside: boolean }): ReactElement {
  const { diagnosis, lookAt, misleading } = story
  const changed = changedThresholds(diagnosis)
  const [first] = misleading
  return (
    <dl
      className={`grid grid-cols-[4.6rem_minmax(0,1fr)] gap-x-2 px-3.5 pb-2.5 text-ink-2 [&_dt]:text-ink-3 ${aside ? 'content-start pt-3' : 'type-body gap-y-1.5'}`}
    >
      {diagnosis.pattern === 'no-clear-pattern' && diagnosis.certain !== 'no-data' && (
        <>
          <dt>Possible</dt>
          <dd>{causesText(diagnosis)}</dd>
        </>
      )}
      {lookAt.view !== 'none' && (
        <>
          <dt>Look at</dt>
          <dd>
            <PaneChip lookAt={lookAt.view} />
          </dd>
        </>
      )}
      {lookAt.view === 'none' && diagnosis.pattern === 'cascading-failure' && (
        <>
          <dt>Look at</dt>
          <dd>
            the load first, then <PaneChip lookAt="lock" />
          </dd>
        </>
      )}
      <dt>Next</dt>
      <dd className="text-ink-1">
        <NextAct story={story} />
      </dd>
      {diagnosis.patternText !== '' && (
        <>
          <dt>Pattern</dt>
          <dd>{diagnosis.patternText}</dd>
        </>
      )}
      {first && (
        <>
          <dt>Ignore</dt>
          <dd>
            <SentenceText sentence={first.sentence} />
          </dd>
        </>
      )}
      {changed.length > 0 && (
        <>
          <dt>Changed</dt>
          <dd>{changed.join('; ')}</dd>
        </>
      )}
    </dl>
  )
}

/** For who hears the page: on a screen this small the panes have them. */
function SpokenSignals({ signals }: { readonly signals: Story['signals'] }): ReactElement {
  return (
    <ul className="sr-only" aria-label="Six signals">
      {signalIds.map((id) => {
        const signal = signals[id]
        return signal.state === 'present' ? (
          <li key={id} data-signal={id} data-value={signal.value}>
            {capitalised(signalWord(id))} {signalFigure(signal).value} {signalFigure(signal).unit} {signal.of}
          </li>
        ) : (
          <li key={id} data-signal={id} data-absent={boundFigure(signal)}>
            {capitalised(signalWord(id))} {boundFigure(signal)}: {signal.why}
          </li>
        )
      })}
    </ul>
  )
}
