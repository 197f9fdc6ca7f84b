/** The six signals in one line, each with its denominator; the deciding ones underlined in the diagnosis colour. */
import { type SignalId, signalIds, signalUnits } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import { capitalised } from '../../core/base/lists.ts'
import { signalShort } from '../../core/diagnosis/signalWords.ts'
import type { Story, ToldSignal } from '../../core/diagnosis/story.ts'
import { formatRange, formatShortRange } from '../../core/base/numbers.ts'
import { absentFigure, boundOf, mostCoresText, recordedNone, signalFigure } from '../controls/figures.ts'

export function SignalStrip({ story }: { readonly story: Story }): ReactElement {
  const { signals, diagnosis } = story
  return (
    <ul
      aria-label="Six signals"
      className="grid min-w-0 flex-1 grid-cols-2 mid:grid-cols-[repeat(3,auto)] wide:grid-cols-[repeat(6,auto)]"
    >
      {signalIds.map((id) => (
        <Cell key={id} signal={signals[id]} id={id} deciding={diagnosis.deciding.includes(id)} />
      ))}
    </ul>
  )
}

function Cell(props: { readonly id: SignalId; readonly signal: ToldSignal; readonly deciding: boolean }): ReactElement {
  const { id, signal, deciding } = props
  // Where one line is too short for six, a number is whole in two.
  const frame =
    'relative flex min-h-7 min-w-0 flex-wrap items-center gap-x-1 border-r border-line px-3 py-1 type-small wide:px-1.5'
  const title = capitalised(signalShort(id))
  const of = boundOf[id]
  if (signal.state === 'absent') {
    const bounded = signal.range === undefined ? '' : formatShortRange(id, signal.range)
    const asked = bounded === '' ? (mostCoresText(signal)?.replace('at most', '≤') ?? absentFigure(signal)) : bounded
    return (
      <li
        className={`${frame} text-ink-2`}
        data-signal={id}
        data-absent={asked}
        title={`${signal.range ? `${formatRange(id, signal.range)}. ` : ''}${signal.why} ${signal.next}`}
      >
        <span>{title}</span>
        <b className="type-figure font-semibold text-ink-1">{asked}</b>
        {/* A bound says more than what stands in for a number. */}
        {bounded !== ''
          ? of !== undefined && <span className="min-w-0 text-ink-3">{of}</span>
          : signal.standIn && <span className="min-w-0 text-ink-3">{signal.standIn.text}</span>}
        <span className="sr-only">{signal.why}</span>
        <span aria-hidden="true" className="hatch absolute inset-x-0 bottom-0 h-[5px]" />
      </li>
    )
  }
  const figure = signalFigure(signal)
  const isGrowth = id === 'live_heap_slope_mb_h'
  return (
    <li
      className={`${frame} ${deciding ? 'text-ink-2' : 'text-ink-3'}`}
      data-signal={id}
      data-value={signal.value}
      data-deciding={deciding ? '' : undefined}
      title={`${signal.how} · ${signal.of}`}
    >
      <span>{title}</span>
      <b className={`font-mono text-[13px] font-semibold tracking-tight ${deciding ? 'text-ink-1' : 'text-ink-2'}`}>
        {signal.bound === 'lower' && !recordedNone(signal) && (
          <>
            <span aria-hidden="true">≥ </span>
            <span className="sr-only">at least </span>
          </>
        )}
        {figure.value}
        {!isGrowth && figure.unit !== '' && `\u00a0${figure.unit}`}
      </b>
      <span className="min-w-0">
        {recordedNone(signal) && 'recorded, '}
        {isGrowth ? `${figure.plusMinus ?? '± ?'} ${signalUnits[id]}` : (signal.shortOf ?? signal.of)}
        {signal.standIn === true && ', stand-in'}
      </span>
      {deciding && (
        <>
          <span className="sr-only">decided</span>
          <span aria-hidden="true" className="absolute inset-x-0 bottom-0 h-[3px] bg-dx forced-colors:bg-[Highlight]" />
        </>
      )}
    </li>
  )
}
