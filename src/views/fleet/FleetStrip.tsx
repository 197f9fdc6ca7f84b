/** Every process of the service beside each other, or its versions, zones, nodes: who differs, and one press to look at it. */
import { type ReactElement, useState } from 'react'
import { coverageText, instanceWord } from '../../core/analysis/words/fleet.ts'
import { clock } from '../../core/base/clock.ts'
import { formatNumber } from '../../core/base/numbers.ts'
import { signalShort } from '../../core/diagnosis/signalWords.ts'
import { namespaceLabels, placeOf } from '../../core/fleet/place.ts'
import type { Fleet } from '../../core/fleet/fleet.ts'
import type { LabelSplit } from '../../core/fleet/splits.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { useServiceFleet } from '../../state/queries/serviceFleet.ts'
import { chooseBase } from '../../state/sources/chooseBase.ts'
import { dispatch, useGuest, useViewField } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { Choice } from '../controls/Choice.tsx'
import { type FleetColumn, type FleetRow, fleetColumns, rowsOf } from './fleetRows.ts'
import { type StoreRef, except, isChosen, only } from './selection.ts'

export function FleetStrip(): ReactElement | null {
  const source = useViewField((view) => view.source)
  const window = useViewField((view) => view.window)
  const fleet = useServiceFleet()
  if (source?.kind !== 'store' || window === undefined || fleet.data === undefined) return null
  if (fleet.data.members.length < 2 && fleet.data.failed.length === 0) return null
  return <Strip key={`${source.name} ${source.service}`} store={source} window={window} fleet={fleet.data} />
}

function Strip(props: { readonly store: StoreRef; readonly window: TimeWindow; readonly fleet: Fleet }): ReactElement {
  const { store, window, fleet } = props
  const zone = useViewField((view) => view.zone)
  const [wanted, setWanted] = useState<string>()
  const [chosen, setChosen] = useState<readonly string[]>([])
  // What the selection is by stays in sight: another selection mounts the strip anew.
  const selected = Object.keys(store.selector).map((name) => name.replace(/[!~]+$/, ''))
  const split =
    fleet.splits.find(({ label }) => label === wanted) ??
    fleet.splits.find(({ label }) => selected.includes(label)) ??
    fleet.splits[0]
  const count = fleet.members.length
  const windowSeconds = (window.untilMs - window.fromMs) / 1000
  const show = (next: StoreRef): void => dispatch({ type: 'sourceChosen', source: next, window })
  const coverage = { instances: count, instanceSeconds: 0, seconds: fleet.seconds, insideSeconds: fleet.seconds }
  const onset = fleet.verdict?.onset
  const namespaces = fleet.splits.find(({ label }) => namespaceLabels.includes(label))
  return (
    <section
      aria-labelledby="fleet"
      data-fleet={count}
      className="print-flow flex-none overflow-hidden rounded-panel border border-line bg-surface-1"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1">
        <h2 id="fleet" className="font-semibold text-ink-1">
          Who differs
        </h2>
        <span className="type-small text-ink-2" data-coverage={Math.round(fleet.seconds)}>
          {coverageText(coverage, fleet.label, windowSeconds)}
          {namespaces !== undefined &&
            ` · in ${formatNumber(namespaces.values.length)} namespaces, which are as many services: choose one`}
          {onset !== undefined && ` · changed at ${clock(onset.atMs, zone)}`}
        </span>
        {fleet.splits.length > 1 && split !== undefined && (
          <Choice
            name="Label"
            quiet
            chosen={split.label}
            options={fleet.splits.slice(0, 6).map(({ label, values }) => ({
              key: label,
              label: `${label} ${formatNumber(values.length)}`,
            }))}
            onChoose={(label) => {
              setWanted(label)
              setChosen([])
            }}
          />
        )}
        {split !== undefined && chosen.length > 0 && (
          <span className="no-print flex gap-1.5">
            <Button small onClick={() => show(only(store, split.label, chosen))}>
              Only {chosen.length === 1 ? 'this' : `these ${chosen.length}`}
            </Button>
            <Button small onClick={() => show(except(store, split.label, chosen))}>
              Without {chosen.length === 1 ? 'it' : 'them'}
            </Button>
          </span>
        )}
        {Object.keys(store.selector).length > Object.keys(placeOf(store.selector)).length && split !== undefined && (
          <Button
            small
            look="link"
            className="no-print"
            onClick={() => show({ ...store, selector: placeOf(store.selector) })}
          >
            All {instanceWord(fleet.label, 2)}
          </Button>
        )}
      </div>
      {fleet.failed.length > 0 && (
        <p className="type-small px-3 pb-1 text-ink-2">
          Not read: {fleet.failed.map(({ measure, error }) => `${measure} (${error.what})`).join(', ')}.
        </p>
      )}
      {split !== undefined && (
        <Rows
          fleet={fleet}
          split={split}
          store={store}
          chosen={chosen}
          onTick={(value, on) => setChosen(on ? [...chosen, value] : chosen.filter((one) => one !== value))}
          onOnly={(value) => show(only(store, split.label, [value]))}
          onCompare={(value) => {
            show(only(store, split.label, [value]))
            chooseBase(window, except(store, split.label, [value]))
          }}
        />
      )}
    </section>
  )
}

interface RowsProps {
  readonly fleet: Fleet
  readonly split: LabelSplit
  readonly store: StoreRef
  readonly chosen: readonly string[]
  readonly onTick: (value: string, on: boolean) => void
  readonly onOnly: (value: string) => void
  readonly onCompare: (value: string) => void
}

function Rows({ fleet, split, store, chosen, onTick, onOnly, onCompare }: RowsProps): ReactElement {
  const guest = useGuest()
  const rows = rowsOf(fleet, split)
  const told = new Set(rows.flatMap(({ far }) => far ?? []))
  // Where there is no room for six columns, those in which somebody stands out; with nobody, CPU and what is waited.
  const isSmall = (id: FleetColumn): boolean =>
    told.size === 0 ? id === 'cpu_user_pct' || id === 'lock_wait_pct' : told.has(id)
  const room = (id: FleetColumn): string => (isSmall(id) ? '' : 'max-mid:hidden')
  return (
    <div className="max-h-[176px] overflow-auto [scrollbar-width:thin]">
      <table className="w-full border-separate mid:min-w-[860px] border-spacing-0" aria-label={`By ${split.label}`}>
        <thead className="sticky top-0 z-1 bg-surface-1">
          <tr className="type-small h-[24px] text-right text-ink-2">
            <th scope="col" className="border-b border-line px-3 text-left font-normal">
              {split.label}
            </th>
            <th scope="col" className="border-b border-line px-3 text-left font-normal">
              verdict
            </th>
            {fleetColumns.map(({ id, title }) => (
              <th
                key={id}
                scope="col"
                title={title}
                className={`border-b border-line px-3 font-normal whitespace-nowrap ${room(id)}`}
              >
                {signalShort(id)}
              </th>
            ))}
            <th scope="col" className="no-print border-b border-line px-3 text-left font-normal">
              <span className="sr-only">what to do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.value ?? '(others)'}
              row={row}
              room={room}
              isIn={row.value === undefined || isChosen(store, split.label, row.value)}
              ticked={row.value !== undefined && chosen.includes(row.value)}
              acts={guest || row.value === undefined ? undefined : { value: row.value, onTick, onOnly, onCompare }}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface Acts extends Pick<RowsProps, 'onTick' | 'onOnly' | 'onCompare'> {
  readonly value: string
}

function Row(props: {
  readonly row: FleetRow
  readonly room: (id: FleetColumn) => string
  readonly isIn: boolean
  readonly ticked: boolean
  readonly acts: Acts | undefined
}): ReactElement {
  const { row, room, isIn, ticked, acts } = props
  const ill = row.pattern !== 'no-clear-pattern'
  return (
    <tr
      className={`type-figure h-[24px] ${isIn ? '' : 'opacity-60'}`}
      data-member={row.value}
      data-member-verdict={row.pattern}
    >
      <th scope="row" className="px-3 text-left font-normal whitespace-nowrap text-ink-1">
        <span className="inline-flex items-center gap-2">
          {acts && (
            <input
              type="checkbox"
              className="no-print size-3.5"
              aria-label={`Choose ${row.name}`}
              checked={ticked}
              onChange={(event) => acts.onTick(acts.value, event.target.checked)}
            />
          )}
          {acts ? (
            <button
              type="button"
              className="text-link underline-offset-2 hover:underline"
              onClick={() => acts.onOnly(acts.value)}
            >
              {row.name}
            </button>
          ) : (
            row.name
          )}
          <span className="text-ink-3">
            {row.processes > 1 && `× ${formatNumber(row.processes)}`}
            {row.seconds !== undefined && ` ${formatNumber(row.seconds)} s`}
          </span>
        </span>
      </th>
      <td
        data-dx={row.pattern}
        className={`px-3 text-left whitespace-nowrap ${ill ? 'font-semibold text-dx' : 'text-ink-2'}`}
      >
        {row.verdict}
      </td>
      {fleetColumns.map(({ id }) => (
        <td
          key={id}
          className={`px-3 text-right whitespace-nowrap tabular-nums ${room(id)} ${row.far === id ? 'font-semibold text-ink-1' : 'text-ink-2'}`}
        >
          {row.cells[id]}
        </td>
      ))}
      <td className="no-print px-3 text-left whitespace-nowrap">
        {acts && (
          <Button
            small
            look="link"
            aria-label={`Compare ${row.name} with the rest`}
            onClick={() => acts.onCompare(acts.value)}
          >
            against the rest
          </Button>
        )}
      </td>
    </tr>
  )
}
