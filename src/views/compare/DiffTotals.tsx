/** The amounts of both sides of a compared pane, and whether they differ by more than noise. */
import type { ReactElement } from 'react'
import { isLevel } from '../../core/base/viewWords.ts'
import { formatViewRate } from '../../core/base/viewRates.ts'
import type { ViewComparison } from '../../core/diff/comparison.ts'
import { signed } from '../../core/draw/differenceText.ts'
import { useViewField } from '../../state/view/store.ts'
import { amount } from '../names/amount.ts'
import { Letter } from './Letter.tsx'

export type Compared = Extract<ViewComparison, { state: 'compared' }>

/** Recorded on both sides, and zero on both: the words say so, and a picture would be an empty box. */
export const isNothing = ({ base, head }: Compared): boolean => base.total === 0 && head.total === 0

export function DiffTotals(props: {
  readonly view: Compared
  /** What is counted is said above, and is another number. */
  readonly asSampled: boolean
}): ReactElement {
  const { view, asSampled } = props
  const { base, head, difference, distinguishable, unit } = view
  const isOfParts = useViewField((all) => all.compare?.rest === true)
  const text = (value: number): string => signed(value, formatViewRate(view.kind, Math.abs(value), unit, view.shows))
  const timeless = !isLevel(view.kind, view.shows) && base.seconds === 0 && head.seconds === 0
  // A running program holds something: it is less than its sampling sees.
  const isBelowSampling = (of: Compared['base']): boolean =>
    view.kind === 'heap_live' && view.shows === undefined && of.total === 0
  const side = (of: Compared['base']): string => {
    if (isBelowSampling(of)) return '< 1 sample held'
    return timeless ? amount(unit, of.total) : formatViewRate(view.kind, of.rate, unit, view.shows)
  }
  // What was not tested has no interval to stand beside, and what is two things has no difference.
  const untested = view.sharesOnly === true || !view.testable
  const interval = untested
    ? view.sharesOnly
      ? 'not two amounts of one thing'
      : isNothing(view)
        ? ''
        : 'not tested'
    : timeless
      ? `${isOfParts ? 'parts of one window' : 'of unknown lengths'}: shares are compared`
      : `95 %: ${text(difference.low)} to ${text(difference.high)}`
  const look = !distinguishable ? 'bg-neutral' : difference.value > 0 ? 'bg-grew' : 'bg-shrank'
  return (
    <p className="type-figure flex min-h-7 flex-none flex-wrap items-center gap-x-2 text-[14px] whitespace-nowrap font-semibold text-ink-1">
      <span className="flex gap-x-2">
        <Letter of="A" />
        {side(base)}
      </span>
      <span aria-hidden="true" className="text-ink-3">
        →
      </span>
      <span className="flex gap-x-2">
        <Letter of="B" />
        {side(head)}
      </span>
      {!timeless && !untested && (
        <span className={`rounded-[3px] px-1.5 py-px text-[var(--frame-ink)] ${look}`}>
          {distinguishable ? text(difference.value) : `${text(difference.value)}, no evidence`}
        </span>
      )}
      <span className="type-caption ml-auto font-normal text-ink-3">
        {asSampled && (
          <span title="How busy the CPU was is counted, and said above; these are the samples, which say where it went.">
            {'as sampled · '}
          </span>
        )}
        {interval}
      </span>
    </p>
  )
}
