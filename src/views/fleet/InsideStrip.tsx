/** The values of a label that samples carry, threads, kinds of threads: who differs inside one recording, and one press to look at it. */
import { type ReactElement, useState } from 'react'
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
  const views = useAnalysis().data?.views
  const { values, rest, without, key } = split
  // Where there is no room for all columns: those in which somebody stands out, or the first.
  const told = new Set(values.flatMap(({ by, distance }) => (by && distance >= standsOut ? [by.kind] : [])))
  const isSmall = (kind: ViewKind): boolean => (told.size === 0 ? kind === split.views[0]?.kind : told.has(kind))
  const room = (kind: ViewKind): string => (isSmall(kind) ? '' : 'max-mid:hidden')
  const carried = new Set(split.views.map(({ kind }) => kind))
  const missing = viewKinds.filter((kind) => views?.[kind].state === 'measured' && !carried.has(kind))
  const cells = (figures: InsideFigures, far?: ViewKind): readonly ReactElement[] =>
    split.views.map((view) => {
      const figure = figures[view.kind]
      return (
        <td
          key={view.kind}
          className={`px-3 text-right whitespace-nowrap tabular-nums ${room(view.kind)} ${far === view.kind ? 'font-semibold text-ink-1' : 'text-ink-2'}`}
        >
          {figure === undefined ? '0' : insideCell(view, figure)}
        </td>
      )
    })
  const window = useViewField((view) => view.window)
  const compare = (value: string): void => {
    if (window === undefined) return
    choose(value)
    dispatch({
      type: 'compareChanged',
      compare: { base: window, mode: 'share', width: 'union', layout: 'overlay', swapped: false, rest: true },
    })
  }
  const choose = (value: string): void => dispatch({ type: 'filtered', only: { key, value } })
  return (
    <>
      <div className="max-h-[176px] overflow-auto [scrollbar-width:thin]">
        <table className="w-full border-separate border-spacing-0" aria-label={`By ${key}`}>
          <Head split={split} room={room} />
          <tbody>
            {values.map((one) => (
              <tr
                key={one.value}
                className={`type-figure h-[24px] ${only !== undefined && (only.key !== key || only.value !== one.value) ? 'opacity-60' : ''}`}
                data-inside-value={one.value}
              >
                <Name one={one} onChoose={guest ? undefined : choose} />
                {cells(one.figures, one.distance >= standsOut ? one.by?.kind : undefined)}
                <td className="no-print px-3 text-left whitespace-nowrap">
                  {!guest && (
                    <Button
                      small
                      look="link"
                      aria-label={`Compare ${visibleName(one.value, 60)} with the rest`}
                      onClick={() => compare(one.value)}
                    >
                      against the rest
                    </Button>
                  )}
                </td>
              </tr>
            ))}
            {rest !== undefined && (
              <tr className="type-figure h-[24px]" data-inside-rest={rest.values}>
                <th scope="row" className="px-3 text-left font-normal text-ink-2">
                  {formatNumber(rest.values)} others, together
                </th>
                {cells(rest.figures)}
              </tr>
            )}
            {Object.keys(without).length > 0 && (
              <tr className="type-figure h-[24px]" data-inside-without>
                <th scope="row" className="px-3 text-left font-normal text-ink-2">
                  without {visibleName(key, 40)}
                </th>
                {cells(without)}
              </tr>
            )}
          </tbody>
        </table>
      </div>
      {missing.length > 0 && (
        <p className="type-small px-3 py-1 text-ink-2">
          Samples of {listed(missing.map((kind) => wordsOfShown(kind, undefined).things))} do not carry it.
        </p>
      )}
    </>
  )
}

function Head(props: { readonly split: InsideSplit; readonly room: (kind: ViewKind) => string }): ReactElement {
  const { split, room } = props
  return (
    <thead className="sticky top-0 z-1 bg-surface-1">
      <tr className="type-small h-[24px] text-right text-ink-2">
        <th scope="col" className="w-full border-b border-line px-3 text-left font-normal">
          {visibleName(split.key, 40)}
        </th>
        {split.views.map((view) => {
          const { head, title } = insideHead(view)
          return (
            <th
              key={view.kind}
              scope="col"
              title={title}
              className={`border-b border-line px-3 font-normal whitespace-nowrap ${room(view.kind)}`}
            >
              {head}
            </th>
          )
        })}
        <th scope="col" className="no-print border-b border-line px-3 text-left font-normal">
          <span className="sr-only">what to do</span>
        </th>
      </tr>
    </thead>
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
