import { type SignalId, signalUnits } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import { capitalised } from '../../core/base/lists.ts'
import { signalWord } from '../../core/diagnosis/signalWords.ts'
import type { Diagnosis } from '../../core/diagnosis/diagnosis.ts'
import type { ToldSignal } from '../../core/diagnosis/story.ts'
import { boundFigure, recordedNone, signalFigure, signalIcons } from '../controls/figures.ts'
import { paneInk } from '../controls/PaneChip.tsx'
import { Icon } from '../theme/Icon.tsx'
import { type Tick, gaugeLayout } from './gaugeLayout.ts'

/** One signal: value, interval, and every threshold that reads it, on one scale. */
export function Gauge(props: {
  readonly id: SignalId
  readonly signal: ToldSignal
  readonly diagnosis: Diagnosis
}): ReactElement {
  const { id, signal, diagnosis } = props
  const icon = signalIcons[id]
  const { fill, interval, ticks } = gaugeLayout(id, signal, diagnosis)
  const figure = signal.state === 'present' ? signalFigure(signal) : undefined
  const least = signal.state === 'present' && signal.bound === 'lower' && !recordedNone(signal)
  return (
    <li className="min-w-0">
      <h3 className="flex flex-wrap items-center gap-x-1.5">
        <Icon name={icon} size={13} className={paneInk[icon]} />
        <span className="text-[13px] font-semibold text-ink-1">{capitalised(signalWord(id))}</span>
        {signal.state === 'present' && <span className="type-small text-ink-3">{signal.of}</span>}
      </h3>
      {figure ? (
        <p className="type-small mt-0.5 flex items-baseline gap-1 text-ink-2">
          <b className="type-headline tracking-tight text-ink-1">
            {least && '≥ '}
            {figure.value}
          </b>{' '}
          {figure.unit}
          {figure.interval !== undefined && (
            <span className="ml-auto tabular-nums text-ink-3" title="95 % interval">
              {figure.interval}
            </span>
          )}
        </p>
      ) : (
        <p className="type-headline mt-0.5 text-[15px]! [overflow-wrap:anywhere] text-ink-2">
          {signal.state === 'absent' ? boundFigure(signal) : 'not known'}
        </p>
      )}
      <div
        className={`relative mt-[22px] mb-[22px] h-2 ${fill === undefined ? 'hatch' : 'bg-surface-3'} forced-colors:border`}
      >
        {fill !== undefined && (
          <span
            className="absolute inset-y-0 left-0 bg-ink-2 forced-colors:bg-[CanvasText]"
            style={{ width: `${fill * 100}%` }}
          />
        )}
        {interval && (
          <span
            className="absolute inset-y-[2px] border-x border-surface-0 bg-ink-3 mix-blend-normal"
            style={{ left: `${interval.from * 100}%`, width: `max(2px, ${(interval.to - interval.from) * 100}%)` }}
          />
        )}
        {ticks.map((tick) => (
          <TickMark key={tick.label} tick={tick} />
        ))}
      </div>
      <p className="type-caption text-ink-3 [overflow-wrap:anywhere]">
        {signal.state === 'present'
          ? (signal.provenance ?? signal.how)
          : `${stopped(signal.why)} ${stopped(signal.next)}`}
        {signal.state === 'present' && ticks.length === 0 && ' · no rule reads this'}
        {signal.state === 'present' &&
          signal.companions
            // The sentence before it says that one already.
            .filter(({ id: key }) => key !== 'idle_marking' || signal.provenance !== undefined)
            .map(({ id: key, text }) => <span key={key}> · {text}</span>)}
        {signal.state === 'absent' && signal.standIn && ` · ${signal.standIn.text}`}
        <span className="sr-only">
          {' '}
          Thresholds in {signalUnits[id]}: {ticks.map(({ label }) => label).join(', ')}
        </span>
      </p>
    </li>
  )
}

/** Ends with one full stop, whoever wrote the clause. */
const stopped = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

function TickMark({ tick }: { readonly tick: Tick }): ReactElement {
  const { at, label, side, deciding } = tick
  return (
    <span
      aria-hidden="true"
      title={label}
      className={`absolute border-l ${deciding ? '-top-[5px] h-[18px] border-l-2 border-dx' : '-top-[3px] h-[14px] border-ink-2'}`}
      style={{ left: `${at * 100}%` }}
    >
      {side !== 'none' && (
        <span
          className={`absolute left-0 -translate-x-1/2 font-mono text-[11px]/[14px] tracking-tight whitespace-nowrap ${side === 'above' ? '-top-[14px]' : deciding ? 'top-[17px]' : 'top-[14px]'} ${deciding ? 'font-bold text-ink-1' : 'text-ink-3'}`}
        >
          {label}
        </span>
      )}
    </span>
  )
}
