/** One change: its amounts, its whisker on one axis of ±100 % of the total, and in words. */
import type { ViewKind } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import type { Change, Comparison } from '../../core/diff/comparison.ts'
import { viewWords } from '../../core/base/viewWords.ts'
import { formatShare } from '../../core/base/numbers.ts'
import { formatViewRates } from '../../core/base/viewRates.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { visibleName } from '../names/visibleName.ts'
import { SourcePlace } from '../names/SourcePlace.tsx'
import { shortName } from '../names/shortName.ts'
import { Icon } from '../theme/Icon.tsx'
import { paneWordsOf } from '../pane/paneWords.ts'
import { sinceText } from '../controls/Spark.tsx'
import { Unbroken } from '../controls/Unbroken.tsx'
import { ChangeSpark } from './ChangeSpark.tsx'
import { BreakableName } from '../names/BreakableName.tsx'

/** What the column holds at 1440 px; a longer name keeps its end, which says which function it is. */
const longestName = 34
const paneOf: Readonly<Record<ViewKind, 'cpu' | 'heap' | 'lock'>> = {
  cpu: 'cpu',
  heap_live: 'heap',
  heap_alloc: 'heap',
  lock: 'lock',
}

export function ChangeRow(props: {
  readonly change: Change
  readonly index: number
  readonly comparison: Comparison
  /** Some row has a line along the time. */
  readonly lines: boolean
  /** The event that the first row names. */
  readonly said: string | undefined
}): ReactElement {
  const { change, index, comparison, lines, said } = props
  const view = comparison.views[change.kind]
  const zone = useViewField((all) => all.zone)
  const selected = useViewField((all) => all.selected === change.name)
  const { unit = 'count', shows } = view.state === 'compared' ? view : {}
  // Sides whose length nobody knows have no rate: their sums stand there, and the words speak of shares.
  const timeless =
    change.sharesOnly === true ||
    (change.kind !== 'heap_live' && change.baseRate === change.base && change.headRate === change.head)
  const { low, value, high } = change.ratio
  const ofShares = change.verdict === 'moved' || change.sharesOnly === true
  const oneSided = change.verdict === 'new' || change.verdict === 'gone'
  const look = selected ? 'bg-surface-3' : ''
  return (
    <>
      <tr className={`border-t border-line ${look}`}>
        <td className="py-0.5 text-ink-3">{index + 1}</td>
        <td>
          <span className="inline-flex items-center gap-1 font-sans">
            <Icon name={paneOf[change.kind]} size={13} />
            <span className="sr-only full:not-sr-only">
              {shows === undefined ? viewWords[change.kind].pane : paneWordsOf({ kind: change.kind, shows }).short}
            </span>
          </span>
        </td>
        <td className="pr-2">
          <button
            type="button"
            className="block w-full text-left [overflow-wrap:anywhere] text-ink-1 hover:underline full:truncate full:[&_.may-break]:before:content-none"
            aria-label={`Select ${visibleName(change.name)}`}
            title={visibleName(change.name)}
            onClick={() => dispatch({ type: 'selected', name: change.name })}
          >
            <bdi dir="ltr">
              <BreakableName text={shortName(change.name, longestName)} />
            </bdi>{' '}
            <span className="whitespace-nowrap text-ink-3">· {change.of}</span>
          </button>
          {change.place !== undefined && (
            <span className="type-small block truncate font-sans text-ink-3">
              <SourcePlace place={change.place} />
            </span>
          )}
        </td>
        <td className="text-right full:whitespace-nowrap">
          {timeless ? (
            '–'
          ) : (
            <Unbroken text={formatViewRates(change.kind, change.baseRate, change.headRate, unit, shows)} />
          )}
        </td>
        <td className="hidden pl-3 text-right text-ink-2 mid:table-cell">
          <span className="whitespace-nowrap">{formatShare(change.baseShare)} →</span>{' '}
          <span className="whitespace-nowrap">{formatShare(change.headShare)}</span>
        </td>
        <td className="hidden px-3 mid:table-cell">
          <Whisker change={change} />
        </td>
        <td
          className="hidden text-right whitespace-nowrap mid:table-cell"
          title={
            oneSided
              ? 'one side alone has it: there is no ratio'
              : `95 % interval of the ratio: ${ratioText(low)} to ${ratioText(high)}`
          }
        >
          {oneSided ? (
            '–'
          ) : (
            <>
              {ratioText(value)}{' '}
              <span className="text-ink-3">
                {ratioText(low)}–{ratioText(high)}
              </span>
              {/* Beside amounts that say something else. */}
              {ofShares && <span className="type-small block font-sans text-ink-3">of its share</span>}
            </>
          )}
        </td>
        {lines && (
          <td className="hidden pl-4 full:table-cell">
            {change.line && (
              <ChangeSpark line={change.line} base={comparison.base.window} head={comparison.head.window} zone={zone} />
            )}
          </td>
        )}
        <td className="hidden py-0.5 pl-3 font-sans text-ink-2 full:table-cell">
          {/* Few words, so that the list is seen; the row's own stand in its hint, and below it on narrow screens. */}
          <span className="[overflow-wrap:anywhere]" title={change.text}>
            <Words change={change} zone={zone} said={said} brief />
          </span>
        </td>
      </tr>
      {/* Where the last column has no room, its words stand below. */}
      <tr data-goes-on="" className={`full:hidden ${look}`}>
        {/* A cell over more columns than are shown would make columns of nothing. */}
        <td colSpan={4} className="pb-1.5 pl-8 font-sans text-ink-2 mid:hidden">
          <Words change={change} zone={zone} />
        </td>
        <td colSpan={7} className="hidden pb-1.5 pl-8 font-sans text-ink-2 mid:table-cell">
          <Words change={change} zone={zone} />
        </td>
      </tr>
    </>
  )
}

/** `brief`: what the columns before it say already is not said again. */
function Words(props: {
  readonly change: Change
  readonly zone: string
  readonly brief?: boolean
  readonly said?: string | undefined
}): ReactElement {
  const { change, zone, brief = false, said } = props
  return (
    <>
      <Verdict change={change} /> <Unbroken text={brief ? briefText(change) : change.text} />
      {change.line?.since && (
        <span data-since="">
          {' '}
          {brief ? sinceText(change.line, zone, said) : sentence(sinceText(change.line, zone, said))}
        </span>
      )}
      {change.explainedBy !== undefined && (
        <span className="break-words text-ink-3"> Carried by {visibleName(change.explainedBy, 60)}.</span>
      )}
    </>
  )
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

function briefText(change: Change): string {
  const { verdict, requests, sharesOnly, switched, headShare, baseShare } = change
  if (sharesOnly) return change.text
  if (requests !== undefined) {
    const { lead, label, ratio, cause } = requests
    if (cause === 'itself') return ratio ? `within the same ${label} ×${ratio.value.toFixed(2)} of their share` : ''
    const of = viewWords[requests.judgedByCpu ? 'cpu' : change.kind].of
    return `${lead.value} took ${formatShare(lead.headShare)} of ${of}, ${formatShare(lead.baseShare)} in A`
  }
  const [instead] = switched?.instead ?? []
  if (instead !== undefined) return `no longer reached; ${shortName(instead, 40)} instead`
  if (verdict === 'moved') return `only its share, because the total ${headShare > baseShare ? 'fell' : 'grew'}`
  return ''
}

function ratioText(ratio: number): string {
  if (!Number.isFinite(ratio)) return '∞'
  if (ratio >= 100) return '>100×'
  if (ratio < 0.01) return '<0.01×'
  return `${ratio.toFixed(ratio < 10 ? 2 : 0)}×`
}

const causeWords = { itself: 'moved', mix: 'explained by mix', inseparable: 'more requests or dearer ones' } as const

function Verdict({ change }: { readonly change: Change }): ReactElement {
  const { verdict } = change
  const up = verdict === 'grew' || verdict === 'new'
  const look =
    verdict === 'moved'
      ? 'bg-neutral'
      : up
        ? 'bg-grew'
        : verdict === 'gone'
          ? 'border border-dotted border-ink-2'
          : 'bg-shrank'
  return (
    <b className="mr-1 inline-flex items-center gap-1 font-semibold text-ink-1">
      <span
        aria-hidden="true"
        className={`inline-grid h-3 w-4 place-items-center text-[11px]/none text-[var(--frame-ink)] forced-color-adjust-none ${look}`}
      >
        {verdict === 'new' ? '+' : ''}
      </span>
      {verdict === 'moved' && change.requests ? causeWords[change.requests.cause] : verdict}
    </b>
  )
}

/** The change as a part of the larger total, with its interval. */
function Whisker({ change }: { readonly change: Change }): ReactElement {
  const byShare = change.verdict === 'moved' && change.requests?.judgedByCpu !== true
  const whole = byShare
    ? 1
    : Math.max(
        change.baseShare > 0 ? change.baseRate / change.baseShare : 0,
        change.headShare > 0 ? change.headRate / change.headShare : 0,
        Number.MIN_VALUE,
      )
  const { low, value, high } = byShare ? change.shareDifference : change.rateDifference
  const at = (part: number): number => 70 + 66 * Math.max(-1, Math.min(1, part / whole))
  const percent = (part: number): string => `${Math.round((part / whole) * 100)} %`
  return (
    <svg
      viewBox="0 0 140 14"
      className="h-3.5 w-full"
      role="img"
      aria-label={`${percent(value)} of the total, 95 % interval ${percent(low)} to ${percent(high)}`}
    >
      <path d="M70 0v14" stroke="var(--border-strong)" />
      <path d={`M${at(low)} 7H${at(high)}M${at(low)} 4v6M${at(high)} 4v6`} stroke="var(--text-2)" strokeWidth="1.4" />
      <circle
        cx={at(value)}
        cy="7"
        r="3.2"
        fill={
          change.verdict === 'moved' ? 'var(--diff-neutral)' : value > 0 ? 'var(--diff-grew)' : 'var(--diff-shrank)'
        }
      />
    </svg>
  )
}
