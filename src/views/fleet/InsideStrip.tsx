/** The values of a label that samples carry, threads, kinds of threads: who differs inside one recording, and one press to look at it. */
import { type ReactElement, type ReactNode, useState } from 'react'
import { insideCell, insideHead, nameOfValue, tellInside } from '../../core/analysis/words/inside.ts'
import { listed } from '../../core/base/lists.ts'
import { formatNumber } from '../../core/base/numbers.ts'
import { type ViewKind, viewKinds } from '../../core/base/vocabulary.ts'
import { wordsOfShown } from '../../core/base/viewWords.ts'
import { standsOut } from '../../core/fleet/distance.ts'
import type { Inside, InsideFigures, InsideSplit, InsideValue } from '../../core/fleet/inside.ts'
import { useInside } from '../../state/queries/inside.ts'
import { useAnalysis } from '../../state/queries/current.tsx'
import { dispatch, useGuest, useViewField } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { Choice } from '../controls/Choice.tsx'
import { visibleName } from '../names/visibleName.ts'
import { AgainstTheRest, StripFigures, StripTable, roomFor, rowLook } from './StripTable.tsx'

/**
 * Above the evidence where somebody stands out in the profile to look at; below it otherwise: worth a look, and no part of the answer.
 */
export function InsideStrip({ place }: { readonly place: 'aboveEvidence' | 'belowEvidence' }): ReactElement | null {
  const inside = useInside().data
  const lookAt = useAnalysis().data?.story.lookAt.view
  const [first] = inside?.splits ?? []
  if (inside === undefined || first === undefined) return null
  const by = tellInside(first) === undefined ? undefined : first.values[0]?.by
  const isOfTheAnswer = by !== undefined && by.kind === lookAt
  return isOfTheAnswer === (place === 'aboveEvidence') ? <Strip inside={inside} /> : null
}

function Strip({ inside }: { readonly inside: Inside }): ReactElement | null {
  const only = useViewField((view) => view.only)
  const [wanted, setWanted] = useState<string>()
  // Who follows a link to a part wants to see of what.
  const [isOpen, setOpen] = useState(only !== undefined)
  const { splits } = inside
  const split = splits.find(({ key }) => key === wanted) ?? splits.find(({ key }) => key === only?.key) ?? splits[0]
  if (split === undefined) return null
  const told = tellInside(split)
  const count = split.values.length + (split.rest?.values ?? 0)
  return (
    <section
      aria-labelledby="inside"
      data-inside={count}
      data-inside-key={split.key}
      data-later
      className="print-flow flex-none overflow-hidden rounded-panel border border-line bg-surface-1"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-0.5">
        <h2 id="inside" className="font-semibold text-ink-1">
          <button
            type="button"
            className="inline-flex items-center gap-1.5 pointer-coarse:min-h-11"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            <span aria-hidden className="text-ink-3">
              {isOpen ? '▾' : '▸'}
            </span>
            Who differs inside
          </button>
        </h2>
        <span className="type-small min-w-0 text-ink-2 [overflow-wrap:anywhere]" data-inside-says>
          {told === undefined ? (
            `none of ${formatNumber(count)} values of ${split.key} is far from the others`
          ) : (
            <>
              {told.key} <b className="font-semibold text-ink-1">{visibleName(told.value, 60)}</b>: {told.text}
            </>
          )}
        </span>
        {isOpen && splits.length > 1 && (
          <Choice
            name="Label of the samples"
            quiet
            chosen={split.key}
            options={splits.slice(0, 6).map(({ key, values, rest }) => ({
              key,
              label: `${visibleName(key, 24)} ${formatNumber(values.length + (rest?.values ?? 0))}`,
            }))}
            onChoose={setWanted}
          />
        )}
        {isOpen && only !== undefined && (
          <Button
            small
            look="link"
            className="no-print"
            onClick={() => dispatch({ type: 'filtered', only: undefined })}
          >
            All samples
          </Button>
        )}
      </div>
      {isOpen && <Rows key={split.key} split={split} />}
    </section>
  )
}

function Rows({ split }: { readonly split: InsideSplit }): ReactElement {
  const guest = useGuest()
  const only = useViewField((view) => view.only)
  const window = useViewField((view) => view.window)
  const { values, rest, without, key } = split
  const room = roomFor<ViewKind>(
    values.flatMap((one) => farOf(one) ?? []),
    split.views.slice(0, 1).map(({ kind }) => kind),
  )
  const columns = split.views.map((view) => ({ id: view.kind, ...insideHead(view) }))
  const figures = (of: InsideFigures, far?: ViewKind): ReactElement => (
    <StripFigures columns={columns} room={room} far={far} textOf={(kind) => cellText(split, of, kind)} />
  )
  const choose = (value: string): void => dispatch({ type: 'filtered', only: { key, value } })
  const compare = (value: string): void => {
    if (window === undefined) return
    choose(value)
    dispatch({
      type: 'compareChanged',
      compare: { base: window, mode: 'share', width: 'union', layout: 'overlay', swapped: false, rest: true },
    })
  }
  const isShown = ({ value }: InsideValue): boolean => only?.key === key && only.value === value
  return (
    <>
      <StripTable label={`By ${key}`} before={[visibleName(key, 40)]} columns={columns} room={room} firstTakesAll>
        {values.map((one) => (
          <tr key={one.value} {...rowLook(isShown(one))} data-inside-value={one.value}>
            <Name one={one} onChoose={guest ? undefined : choose} />
            {figures(one.figures, farOf(one))}
            <AgainstTheRest
              name={visibleName(one.value, 60)}
              onCompare={guest ? undefined : () => compare(one.value)}
            />
          </tr>
        ))}
        {rest !== undefined && (
          <tr className="type-figure h-[24px]" data-inside-rest={rest.values}>
            <Together>{formatNumber(rest.values)} others, together</Together>
            {figures(rest.figures)}
          </tr>
        )}
        {Object.keys(without).length > 0 && (
          <tr className="type-figure h-[24px]" data-inside-without>
            <Together>without {visibleName(key, 40)}</Together>
            {figures(without)}
          </tr>
        )}
      </StripTable>
      <NotCarried split={split} />
    </>
  )
}

/** The profile in which a value is far from the others. */
const farOf = ({ by, distance }: InsideValue): ViewKind | undefined => (distance >= standsOut ? by?.kind : undefined)

function cellText({ views }: InsideSplit, figures: InsideFigures, kind: ViewKind): string {
  const view = views.find((one) => one.kind === kind)
  const figure = figures[kind]
  return view === undefined || figure === undefined ? '0' : insideCell(view, figure)
}

/** Head of a row that sums up. */
function Together({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <th scope="row" className="px-3 text-left font-normal text-ink-2">
      {children}
    </th>
  )
}

/** Profiles whose samples do not say the label have no column, and that is no zero. */
function NotCarried({ split }: { readonly split: InsideSplit }): ReactElement | null {
  const views = useAnalysis().data?.views
  const carried = new Set(split.views.map(({ kind }) => kind))
  const missing = viewKinds.filter((kind) => views?.[kind].state === 'measured' && !carried.has(kind))
  if (missing.length === 0) return null
  return (
    <p className="type-small px-3 py-1 text-ink-2">
      Samples of {listed(missing.map((kind) => wordsOfShown(kind, undefined).things))} do not carry it.
    </p>
  )
}

function Name(props: {
  readonly one: InsideValue
  readonly onChoose: ((value: string) => void) | undefined
}): ReactElement {
  const { one, onChoose } = props
  const name = visibleName(nameOfValue(one), 80)
  return (
    <th scope="row" className="max-w-0 truncate px-3 text-left font-normal text-ink-1" title={visibleName(one.value)}>
      {onChoose ? (
        <button
          type="button"
          className="max-w-full truncate text-link underline-offset-2 hover:underline"
          onClick={() => onChoose(one.value)}
        >
          {name === '' ? '(empty)' : name}
        </button>
      ) : (
        name
      )}
    </th>
  )
}
