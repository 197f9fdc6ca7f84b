/** What pointing at a frame tells: the whole name, its cost with the denominators, and the same function in the other panes. */
import { type ViewKind, viewKinds } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import { countOf, formatShare } from '../../core/base/numbers.ts'
import type { Box, Boxes } from '../../core/draw/boxes.ts'
import type { ViewSummary } from '../../core/analysis/analysis.ts'
import type { FunctionValue } from '../../core/analyst/functionQuestions.ts'
import { useFunctionValue } from '../../state/queries/functionValue.ts'
import { usePaneSubject } from '../../state/queries/current.tsx'
import { amount } from '../names/amount.ts'
import { lastSegments } from '../names/segments.ts'
import { standsFor } from '../flame/drawnFrames.ts'
import { visibleName } from '../names/visibleName.ts'
import { useShownViews } from '../pane/shownPart.ts'
import { absentText, paneWordsOf, wordsIn } from '../pane/paneWords.ts'

const mostNames = 6

export function FrameTip(props: {
  readonly box: Box
  readonly boxes: Boxes
  readonly zoomedTo: string | undefined
}): ReactElement {
  const { box, boxes, zoomedTo } = props
  const { unit, grandTotal, focusTotal, view } = boxes
  const words = wordsIn(usePaneSubject().analysis?.views, view)
  const ofTotal = grandTotal > 0 ? `${formatShare(box.total / grandTotal)} of total` : ''
  const ofZoom =
    zoomedTo !== undefined && focusTotal > 0 && box.kind !== 'ancestor'
      ? `${formatShare(box.total / focusTotal)} of ${lastSegments(visibleName(zoomedTo, 60), 2)}`
      : ''
  const stands = standsFor(box, undefined)
  return (
    <div className="grid gap-1">
      {box.kind === 'smaller' ? (
        <b className="text-ink-1">{countOf(box.smaller, 'frame')} too small to draw</b>
      ) : box.names.length === 0 ? (
        <b className="text-ink-1">{words.root}</b>
      ) : (
        <Names names={box.names} lead={box.lead} />
      )}
      <p className="tabular-nums">
        <b className="text-ink-1">{amount(unit, box.total)}</b>{' '}
        {[words.measured, ofTotal, ofZoom].filter(Boolean).join(' · ')}
      </p>
      {box.kind !== 'smaller' && (
        <p className="tabular-nums">
          {amount(unit, box.self)} self · {countOf(box.samples, 'sample')}
          {box.package !== '' && <> · {visibleName(box.package, 60)}</>}
        </p>
      )}
      {box.source !== undefined && (
        <p className="break-all text-ink-3">
          <bdi dir="ltr">{visibleName(box.source, 160)}</bdi>
        </p>
      )}
      {box.kind === 'smaller' ? (
        <p className="text-ink-3">Press to open them.</p>
      ) : (
        stands !== undefined && <Elsewhere name={stands} here={view} />
      )}
    </div>
  )
}

function Names({ names, lead }: { readonly names: readonly string[]; readonly lead: number }): ReactElement {
  // However long the chain, the function that the box is labelled with is among the names.
  const from = Math.max(0, lead + 1 - mostNames)
  const more = names.length - mostNames
  return (
    <div className="text-ink-1">
      {names.slice(from, from + mostNames).map((name, index) => (
        // The same function may be folded in twice: its place is what tells the two apart.
        // oxlint-disable-next-line react/no-array-index-key
        <code
          key={`${index}:${name}`}
          className={`block break-words ${index === 0 ? '' : 'pl-3'} ${from + index === lead ? 'font-semibold' : 'text-ink-2'}`}
        >
          <bdi dir="ltr">{visibleName(name)}</bdi>
        </code>
      ))}
      {more > 0 && <span className="pl-3">and {more} more, folded</span>}
    </div>
  )
}

/** The function's total in the other views, or the word for why there is none. */
function Elsewhere({ name, here }: { readonly name: string; readonly here: ViewKind }): ReactElement | undefined {
  const values = useFunctionValue(name)
  const views = useShownViews()
  if (!values || !views) return undefined
  return (
    <dl className="mt-0.5 grid grid-cols-[auto_auto_1fr] gap-x-3 border-t border-line pt-1">
      {viewKinds
        .filter((kind) => kind !== here)
        .map((kind) => (
          <div key={kind} className="col-span-3 grid grid-cols-subgrid">
            <dt className="text-ink-3">{wordsIn(views, kind).short}</dt>
            <dd className="col-span-2 tabular-nums">{valueText(views[kind], values[kind])}</dd>
          </div>
        ))}
    </dl>
  )
}

/** "2.4 s total · 8.0 % of 30.1 s", "not present", "not recorded", "not read". */
export function valueText(view: ViewSummary, value: FunctionValue): string {
  return valueParts(view, value).join(' · ')
}

export function valueParts(view: ViewSummary, value: FunctionValue, withShare = true): readonly string[] {
  if (view.state === 'absent') return [absentText(view)]
  if (value.state === 'not-present') return ['not present']
  if (value.state === 'not-recorded') return ['not recorded']
  const { unit, total } = view
  const own = `${amount(unit, value.total)} ${paneWordsOf(view).measured}`
  return withShare && total > 0 ? [own, `${formatShare(value.total / total)} of ${amount(unit, total)}`] : [own]
}
