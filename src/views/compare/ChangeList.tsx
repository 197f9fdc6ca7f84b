/** What changed more than noise, over all three profiles, the most certain first. */
import { viewKinds } from '../../core/base/vocabulary.ts'
import { type ReactElement, useState } from 'react'
import type { Change, Comparison } from '../../core/diff/comparison.ts'
import { viewWords } from '../../core/base/viewWords.ts'
import { useWholeRows } from '../controls/useWholeRows.ts'
import { visibleName } from '../names/visibleName.ts'
import { usePageWidth } from '../pane/usePageWidth.ts'
import { ChangeRow } from './ChangeRow.tsx'
import { Letter } from './Letter.tsx'

const shownFirst = 25
const rowsOnPaper = 10
/** No row is lower on a wide page, and the list has two fifths of its height. */
const pagePxPerRow = 75
/** "100 % → 0.0 %" in one line; what is longer has the row's second one. */
const profileColumn = { width: '7rem' }
/** At least; more on a high page. Below each other rows are higher. */
const leastPx = { phone: 480, two: 336, three: 336 } as const
export function ChangeList({
  comparison,
  begins,
}: {
  readonly comparison: Comparison
  /** The rows that nobody sees without scrolling come with the next frame. */
  readonly begins: boolean
}): ReactElement {
  const [all, setAll] = useState(false)
  const [carried, setCarried] = useState(false)
  const { changes, unchanged, renamed } = comparison
  const [scroller, mostPx] = useWholeRows(leastPx[usePageWidth()])
  const lines = changes.some(({ line }) => line !== undefined)
  // One cause, one row: callers and callees that only carry it are a press away, and what moved with the total.
  const own = changes.filter((change) => !isFolded(change))
  const listed = carried || own.length === 0 ? changes : own
  const folded = changes.length - own.length
  const offered = all ? listed : listed.slice(0, shownFirst)
  const shown = begins ? offered.slice(0, Math.max(rowsOnPaper, Math.ceil(innerHeight / pagePxPerRow))) : offered
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
        <p className="py-2 text-ink-1">{nothingListed(comparison)}</p>
      ) : (
        <div ref={scroller} data-changes="" className="print-flow relative overflow-auto" style={{ maxHeight: mostPx }}>
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
                <ChangeRow
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
      {/* In step with print.css. */}
      {offered.length > rowsOnPaper && (
        <p className="type-small hidden text-ink-2 print:block">
          {listed.length - rowsOnPaper} more changes stand behind the link above.
        </p>
      )}
      <p className="flex flex-wrap gap-x-4 empty:hidden">
        {listed.length > offered.length && (
          <button type="button" className="touch no-print mt-1 text-link hover:underline" onClick={() => setAll(true)}>
            Show all {listed.length}
          </button>
        )}
        {folded > 0 && own.length > 0 && (
          <button
            type="button"
            aria-expanded={carried}
            className="touch no-print mt-1 text-link hover:underline"
            onClick={() => setCarried(!carried)}
          >
            {carried ? 'Hide' : 'Show'} {folded} more that only carry these or moved with the total
          </button>
        )}
      </p>
    </section>
  )
}

function nothingListed(comparison: Comparison): string {
  if (comparison.unchanged.tested === 0)
    return 'Nothing was tested: no profile that both windows have holds enough samples. Whether anything changed is not known.'
  const untested = viewKinds.filter((kind) => {
    const view = comparison.views[kind]
    return view.state === 'compared' && !view.testable
  })
  const names = untested.map((kind) => viewWords[kind].name).join(' and ')
  return [
    alikeOf(comparison).length > 0
      ? 'No function changed by more or less than all of them did.'
      : 'No evidence of change. What looks different is within what varies anyway.',
    ...(names === '' ? [] : [`Of ${names} no function could be tested.`]),
  ].join(' ')
}

/** "CPU ×1.94", for each profile of which all functions moved. */
function alikeOf({ views }: Comparison): readonly string[] {
  return viewKinds.flatMap((kind) => {
    const view = views[kind]
    return view.state === 'compared' && view.together !== undefined && Math.abs(view.together - 1) >= 0.02
      ? [`${viewWords[kind].name} ×${view.together.toFixed(2)}`]
      : []
  })
}

/** What every function did alike is in no row: it is said once, beside the list. */
function Together({ comparison }: { readonly comparison: Comparison }): ReactElement | null {
  const said = alikeOf(comparison)
  if (said.length === 0) return null
  return <p className="type-small text-ink-2">all functions alike: {said.join(', ')}; B : A is beside it</p>
}

/** Not a finding of its own: another row's change, or a share that moved because the total did. */
export function isFolded({ explainedBy, verdict, requests }: Change): boolean {
  return explainedBy !== undefined || (verdict === 'moved' && requests === undefined)
}

function Renamed({ renamed }: { readonly renamed: Comparison['renamed'] }): ReactElement {
  return (
    <details className="no-print type-small">
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
