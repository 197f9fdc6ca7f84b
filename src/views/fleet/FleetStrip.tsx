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
import { AgainstTheRest, StripFigures, StripTable, roomFor, rowLook } from './StripTable.tsx'

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
        {split !== undefined && (
          <Selection store={store} label={split.label} chosen={chosen} all={instanceWord(fleet.label, 2)} show={show} />
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

/** From the rows that are ticked to what is looked at, and back to all. */
function Selection(props: {
  readonly store: StoreRef
  readonly label: string
  readonly chosen: readonly string[]
  /** "pods" */
  readonly all: string
  readonly show: (next: StoreRef) => void
}): ReactElement {
  const { store, label, chosen, all, show } = props
  // The namespace is no part of the selection: it says which service it is.
  const place = placeOf(store.selector)
  const isPart = Object.keys(store.selector).length > Object.keys(place).length
  return (
    <>
      {chosen.length > 0 && (
        <span className="no-print flex gap-1.5">
          <Button small onClick={() => show(only(store, label, chosen))}>
            Only {chosen.length === 1 ? 'this' : `these ${chosen.length}`}
          </Button>
          <Button small onClick={() => show(except(store, label, chosen))}>
            Without {chosen.length === 1 ? 'it' : 'them'}
          </Button>
        </span>
      )}
      {isPart && (
        <Button small look="link" className="no-print" onClick={() => show({ ...store, selector: place })}>
          All {all}
        </Button>
      )}
    </>
  )
}

const columns = fleetColumns.map(({ id, title }) => ({ id, title, head: signalShort(id) }))

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
  const room = roomFor<FleetColumn>(
    rows.flatMap(({ far }) => far ?? []),
    ['cpu_user_pct', 'lock_wait_pct'],
  )
  const isIn = ({ value }: FleetRow): boolean => value !== undefined && isChosen(store, split.label, value)
  // Of all of them none is marked.
  const isPart = rows.some((row) => row.value !== undefined && !isIn(row))
  return (
    <StripTable label={`By ${split.label}`} before={[split.label, 'verdict']} columns={columns} room={room}>
      {rows.map((row) => (
        <Row
          key={row.value ?? '(others)'}
          row={row}
          room={room}
          isShown={isPart && isIn(row)}
          ticked={row.value !== undefined && chosen.includes(row.value)}
          acts={guest || row.value === undefined ? undefined : { value: row.value, onTick, onOnly, onCompare }}
        />
      ))}
    </StripTable>
  )
}

interface Acts extends Pick<RowsProps, 'onTick' | 'onOnly' | 'onCompare'> {
  readonly value: string
}

function Row(props: {
  readonly row: FleetRow
  readonly room: (id: FleetColumn) => string
  /** What is looked at are these rows, and not the others. */
  readonly isShown: boolean
  readonly ticked: boolean
  readonly acts: Acts | undefined
}): ReactElement {
  const { row, room, isShown, ticked, acts } = props
  const ill = row.pattern !== 'no-clear-pattern'
  return (
    <tr {...rowLook(isShown)} data-member={row.value} data-member-verdict={row.pattern}>
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
      <StripFigures columns={columns} room={room} far={row.far} textOf={(id) => row.cells[id]} />
      <AgainstTheRest name={row.name} onCompare={acts && (() => acts.onCompare(acts.value))} />
    </tr>
  )
}
