/** What changed more than noise, over all three profiles, the most certain first; dot and whisker on one axis of ±100 % of the total. */
import { type ViewKind, viewKinds } from '../../core/base/vocabulary.ts'
import { type ReactElement, useState } from 'react'
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
import { ChangeSpark } from './ChangeSpark.tsx'
import { Letter } from './Letter.tsx'
import { BreakableName } from '../names/BreakableName.tsx'

const shownFirst = 25
/** What the column holds at 1440 px; a longer name keeps its end, which says which function it is. */
const longestName = 34
/** "100 % → 0.0 %" in one line; what is longer has the row's second one. */
const profileColumn = { width: '7rem' }
const paneOf: Readonly<Record<ViewKind, 'cpu' | 'heap' | 'lock'>> = {
  cpu: 'cpu',
  heap_live: 'heap',
  heap_alloc: 'heap',
  lock: 'lock',
}
export function ChangeList({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const [all, setAll] = useState(false)
  const [carried, setCarried] = useState(false)
  const { changes, unchanged, renamed } = comparison
  const lines = changes.some(({ line }) => line !== undefined)
  // One cause, one row: callers and callees that only carry it are a press away, and what moved with the total.
  const own = changes.filter((change) => !isFolded(change))
  const listed = carried || own.length === 0 ? changes : own
  const folded = changes.length - own.length
  const shown = all ? listed : listed.slice(0, shownFirst)
  return (
    <section aria-labelledby="changes" className="flex-none rounded-panel border border-line bg-surface-1 px-3 py-2">
      <div className="flex flex-wrap items-baseline gap-x-4">
        <h2 id="changes" className="type-title text-ink-1">
          Changes that are more than noise
        </h2>
        <p className="type-small text-ink-3">
          {unchanged.tested.toLocaleString('en-GB')} tests of self and total, 5 % false discoveries over all of them ·{' '}
          {unchanged.tooFew.toLocaleString('en-GB')} more had too few samples to say
        </p>
        {renamed.length > 0 && <Renamed renamed={renamed} />}
        <Together comparison={comparison} />
      </div>
      {changes.length === 0 ? (
        <p className="py-2 text-ink-1">
          {unchanged.tested === 0
            ? 'Nothing was tested: no profile that both windows have holds enough samples. Whether anything changed is not known.'
            : 'No evidence of change. What looks different is within what varies anyway.'}
        </p>
      ) : (
        <div className="relative max-h-[21rem] overflow-auto max-mid:max-h-[30rem]">
          <table className="type-figure w-full table-fixed border-collapse full:min-w-[60rem]">
            <caption className="sr-only">Changes from A to B, ranked by what they are at least</caption>
            <thead>
              <tr className="type-small sticky top-0 bg-surface-1 text-left text-ink-3">
                <th className="w-8 py-1 font-normal">#</th>
                <th className="w-8 font-normal full:w-28">
                  <span className="sr-only full:not-sr-only">profile</span>
                </th>
                <th className="font-normal full:w-[21%]">function</th>
                <th className="w-32 text-right font-normal mid:w-40 full:w-52">
                  <span className="inline-flex items-center gap-1">
                    <Letter of="A" /> → <Letter of="B" />
                  </span>
                </th>
                <th className="hidden pl-3 text-right font-normal mid:table-cell" style={profileColumn}>
                  of the profile
                </th>
                <th className="hidden w-24 px-3 text-center font-normal mid:table-cell">of the total</th>
                <th className="hidden w-32 text-right font-normal mid:table-cell">B : A</th>
                {lines && <th className="hidden w-32 pl-4 font-normal full:table-cell">over time</th>}
                <th className="hidden pl-3 font-normal full:table-cell">in words</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((change, index) => (
                <Row
                  key={`${change.kind} ${change.of} ${change.name}`}
                  change={change}
                  index={index}
                  comparison={comparison}
                  lines={lines}
                  said={index > 0 ? shown[0]?.line?.since?.mark : undefined}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="flex flex-wrap gap-x-4 empty:hidden">
        {listed.length > shown.length && (
          <button type="button" className="touch mt-1 text-link hover:underline" onClick={() => setAll(true)}>
            Show all {listed.length}
          </button>
        )}
        {folded > 0 && own.length > 0 && (
          <button
            type="button"
            aria-expanded={carried}
            className="touch mt-1 text-link hover:underline"
            onClick={() => setCarried(!carried)}
          >
            {carried ? 'Hide' : 'Show'} {folded} more that only carry these or moved with the total
          </button>
        )}
      </p>
    </section>
  )
}

/** What every function did alike is in no row: it is said once, beside the list. */
function Together({ comparison: { views } }: { readonly comparison: Comparison }): ReactElement | null {
  const said = viewKinds.flatMap((kind) => {
    const view = views[kind]
    return view.state === 'compared' && view.together !== undefined && Math.abs(view.together - 1) >= 0.02
      ? [`${viewWords[kind].name} ×${view.together.toFixed(2)}`]
      : []
  })
  if (said.length === 0) return null
  return <p className="type-small text-ink-2">all functions alike: {said.join(', ')}; B : A is beside it</p>
}

/** Not a finding of its own: another row's change, or a share that moved because the total did. */
export function isFolded({ explainedBy, verdict, requests }: Change): boolean {
  return explainedBy !== undefined || (verdict === 'moved' && requests === undefined)
}

function Row(props: {
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
        <td className="text-right mid:whitespace-nowrap">
          {timeless ? '–' : formatViewRates(change.kind, change.baseRate, change.headRate, unit, shows)}
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
          {/* Two lines a row, so that the list is seen; the whole of it is a hint away, and in the row's own words on narrow screens. */}
          <span className="line-clamp-2" title={change.text}>
            <Words change={change} zone={zone} said={said} brief />
          </span>
        </td>
      </tr>
      {/* Where the last column has no room, its words stand below. */}
      <tr className={`full:hidden ${look}`}>
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
      <Verdict change={change} /> {brief ? briefText(change) : change.text}
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
    if (cause === 'itself') return ratio ? `within the same ${label} ×${ratio.value.toFixed(2)}` : ''
    const part = lead.headShare > lead.baseShare ? 'larger' : 'smaller'
    const of = viewWords[requests.judgedByCpu ? 'cpu' : change.kind].of
    return `${lead.value} took a ${part} part of ${of} (${formatShare(lead.baseShare)} → ${formatShare(lead.headShare)})`
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
        className={`inline-grid h-3 w-4 place-items-center text-[11px]/none text-[var(--frame-ink)] ${look}`}
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

function Renamed({ renamed }: { readonly renamed: Comparison['renamed'] }): ReactElement {
  return (
    <details className="type-small">
      <summary className="cursor-pointer text-link">
        {renamed.length} {renamed.length === 1 ? 'name was' : 'names were'} compared under another
      </summary>
      <ul className="max-h-48 overflow-auto py-1">
        {renamed.slice(0, 200).map(([from, to]) => (
          <li key={from} className="break-all">
            <code>{visibleName(from, 160)}</code> → <code>{visibleName(to, 160)}</code>
          </li>
        ))}
      </ul>
    </details>
  )
}
