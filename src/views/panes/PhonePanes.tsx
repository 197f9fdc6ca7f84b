/** On a phone: three rows, the deciding one first; below them one pane under tabs (PhoneBody). */
import { type PaneId, type ViewKind, paneIds, viewKinds } from '../../core/base/vocabulary.ts'
import type { Analysis } from '../../core/analysis/analysis.ts'
import { type ReactElement, useState } from 'react'
import { useFunctionSource, useFunctionValue } from '../../state/queries/functionValue.ts'
import { useHeapMode } from '../../state/queries/heapMode.ts'
import { dispatch } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { lookAtPane, paneInk, paneNames } from '../controls/PaneChip.tsx'
import { SourcePlace } from '../names/SourcePlace.tsx'
import { visibleName } from '../names/visibleName.ts'
import { Icon } from '../theme/Icon.tsx'
import { figureOf, paneFigure } from './capacity.ts'
import { Ghost } from './FlameArea.tsx'
import { valueText } from './FrameTip.tsx'
import { OffCpu } from './OffCpu.tsx'
import { CapacityBar } from './PaneFigureRow.tsx'
import { Pane } from './Pane.tsx'
import { PaneTabs } from './PaneTabs.tsx'
import { usePrinting } from '../pane/paper.ts'
import { absenceWords, absentText, paneWordsOf, viewsOfPane, wordsIn } from '../pane/paneWords.ts'
import { PhoneBody } from './PhoneBody.tsx'
import { useShownViews } from '../pane/shownPart.ts'
import { useLinked } from '../pane/useLinked.ts'
import { BreakableName } from '../names/BreakableName.tsx'

export function PhonePanes(props: {
  readonly analysis: Analysis | undefined
  readonly awaited: readonly ViewKind[]
}): ReactElement {
  const { analysis, awaited } = props
  const printing = usePrinting()
  const [chosen, setChosen] = useState<PaneId>()
  const views = useShownViews()
  if (!analysis) return <Ghost />
  const shown = views ? { ...analysis, views } : analysis
  const lead = awaited.length === 0 ? lookAtPane(analysis.story.lookAt.view) : undefined
  const order = lead ? [lead, ...paneIds.filter((pane) => pane !== lead)] : paneIds
  const current = chosen ?? lead ?? 'cpu'
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
      <div className="overflow-hidden rounded-panel border border-line">
        {order.map((pane) => (
          <SummaryRow
            key={pane}
            pane={pane}
            analysis={analysis}
            awaited={awaited}
            lead={pane === lead}
            onPress={() => setChosen(pane)}
          />
        ))}
      </div>
      <SelectedFunction analysis={shown} />
      <section
        data-pane={current}
        aria-label={paneNames[current]}
        className="rounded-panel border border-line bg-surface-1 px-3.5 pb-3.5"
      >
        <h2 className="sr-only">{paneNames[current]}</h2>
        <div className="-mx-3.5 mb-2">
          <PaneTabs panes={paneIds} current={current} onChoose={setChosen} label="Profiles" tall />
        </div>
        <PhoneBody key={current} pane={current} analysis={shown} awaited={awaited} />
      </section>
      {/* Paper has no tabs: what stands behind them comes without its picture, which would take too long to draw. */}
      {printing && (
        <div className="print-panes">
          {paneIds
            .filter((pane) => pane !== current)
            .map((pane) => (
              <Pane key={pane} pane={pane} analysis={shown} awaited={awaited} />
            ))}
        </div>
      )}
    </div>
  )
}

const beingRead = { state: 'awaited' } as const

function SummaryRow(props: {
  readonly pane: PaneId
  readonly analysis: Analysis
  readonly awaited: readonly ViewKind[]
  readonly lead: boolean
  readonly onPress: () => void
}): ReactElement {
  const { pane, analysis, awaited, lead, onPress } = props
  const heapMode = useHeapMode()
  const views = viewsOfPane(pane, heapMode)
  const isAwaited = awaited.includes(views[0] ?? 'cpu')
  const native = pane === 'heap' && heapMode === 'native' ? analysis.native : undefined
  const figure = native ? figureOf(analysis, [native]) : isAwaited ? undefined : paneFigure(analysis, views)
  const view = native ?? (isAwaited ? beingRead : analysis.views[views[0] ?? 'cpu'])
  return (
    <div className={`border-b border-line last:border-b-0 ${lead ? 'bg-surface-2' : 'bg-surface-1'}`}>
      <button
        type="button"
        className="grid min-h-14 w-full grid-cols-[20px_1fr_auto] items-center gap-x-2.5 px-3.5 py-2 text-left"
        onClick={onPress}
      >
        <span className={paneInk[pane]}>
          <Icon name={pane} size={20} />
        </span>
        <span>
          <b className="block text-[15px]/5 font-semibold">{paneNames[pane]}</b>
          <span className="type-small block text-ink-3">
            {lead ? 'look here' : (native ? paneWordsOf(native) : wordsIn(analysis.views, views[0] ?? 'cpu')).question}
          </span>
        </span>
        <span className="max-w-[46vw] text-right">
          <b className="block font-mono text-[18px]/5 font-semibold tracking-[-.03em] [word-spacing:-.28em]">
            {figure?.short.figure ??
              (view.state === 'absent' ? absenceWords[view.reason].figure : isAwaited ? '…' : '')}
          </b>
          <span className="type-small block text-ink-3 [overflow-wrap:anywhere]">
            {figure?.short.of ??
              (view.state === 'absent' ? absenceWords[view.reason].beside : isAwaited ? 'being read' : '')}
          </span>
        </span>
        {(figure?.used !== undefined || view.state === 'absent') && (
          <span className="col-span-3 mt-1.5 block">
            <CapacityBar
              pane={pane}
              used={figure?.used}
              limit={figure?.limit ?? (view.state === 'absent' ? absentText(view) : '')}
            />
          </span>
        )}
      </button>
      {pane === 'cpu' && !isAwaited && (
        <div className="px-3.5 pb-2 empty:hidden">
          <OffCpu analysis={analysis} />
        </div>
      )}
    </div>
  )
}

/** What the function table says of the selected function, one line a profile. */
function SelectedFunction({ analysis }: { readonly analysis: Analysis }): ReactElement | undefined {
  const { name: selected, chosen } = useLinked()
  const values = useFunctionValue(selected)
  const sourceOf = useFunctionSource()
  if (selected === undefined || !values) return undefined
  return (
    <section
      aria-label="One function, all profiles"
      className="rounded-panel border border-line bg-surface-1 px-3.5 py-2"
    >
      <div className="flex items-center gap-2">
        <Icon name="target" size={14} className="text-selection" />
        <code className="min-w-0 flex-1 font-semibold [overflow-wrap:anywhere]">
          <bdi dir="ltr">
            <BreakableName text={visibleName(selected)} />
          </bdi>
        </code>
        {chosen && (
          <Button
            look="quiet"
            square
            aria-label="Select nothing"
            onClick={() => dispatch({ type: 'selected', name: undefined })}
          >
            <Icon name="close" />
          </Button>
        )}
      </div>
      <p className="type-small [overflow-wrap:anywhere] text-ink-3">
        <SourcePlace place={sourceOf(selected)} whole />
      </p>
      <dl className="type-small grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        {viewKinds.map((kind) => {
          const view = analysis.views[kind]
          return (
            <div key={kind} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-ink-3">{wordsIn(analysis.views, kind).short}</dt>
              <dd className="text-right text-ink-2 tabular-nums">{valueText(view, values[kind])}</dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}
