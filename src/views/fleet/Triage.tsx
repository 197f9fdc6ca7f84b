/** With a store and nothing chosen: its services, the worst first. */
import { type ReactElement, useState } from 'react'
import { coresText, tellFleet } from '../../core/analysis/words/fleet.ts'
import { formatNumber } from '../../core/base/numbers.ts'
import type { TriageRow } from '../../core/analyst/questions.ts'
import { placeKey, placeText } from '../../core/fleet/place.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { useTriage } from '../../state/queries/serviceFleet.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { staleLook } from '../controls/staleLook.ts'
import { Choice } from '../controls/Choice.tsx'
import { windowText } from '../controls/times.ts'
import { lastWindow, quickWindows } from './quickWindows.ts'

export interface TriageProps {
  readonly stores: readonly { readonly name: string; readonly title: string }[]
  readonly nowMs: number
  /** Recordings shipped with the page, for whoever wants to see one first. */
  readonly onRecording?: (() => void) | undefined
}

export function Triage({ stores, nowMs, onRecording }: TriageProps): ReactElement {
  const zone = useViewField((view) => view.zone)
  const [chosen, setChosen] = useState(stores[0]?.name)
  const [length, setLength] = useState(quickWindows[0])
  // Fixed when it is first asked for: a list that asks anew every second is never read.
  const [untilMs, setUntilMs] = useState(nowMs)
  const window = lastWindow(length.ms, untilMs)
  const rows = useTriage(chosen, window)
  const text = windowText(window, zone)
  return (
    <section
      aria-labelledby="verdict"
      className="mx-auto grid w-full max-w-[72rem] gap-3 py-6"
      data-triage={rows.data?.length}
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 id="verdict" className="type-verdict text-ink-1">
          Services, worst first
        </h1>
        {stores.length > 1 && (
          <Choice
            name="Store"
            chosen={chosen}
            options={stores.map(({ name, title }) => ({ key: name, label: title }))}
            onChoose={setChosen}
          />
        )}
        <Choice
          name="Window"
          quiet
          chosen={length.name}
          options={quickWindows.map(({ name }) => ({ key: name, label: name }))}
          onChoose={(name) => setLength(quickWindows.find((one) => one.name === name) ?? quickWindows[0])}
        />
        <Button small onClick={() => setUntilMs(Date.now())}>
          Now
        </Button>
        <span className="type-small text-ink-3 tabular-nums">
          {text.primary} · {text.other}
        </span>
      </div>
      {rows.error ? (
        <div role="alert" className="grid gap-2 rounded-panel border border-line bg-surface-1 p-4">
          <p className="text-ink-1">{rows.error.message}</p>
          <div className="flex gap-2">
            <Button look="strong" onClick={() => void rows.refetch()}>
              Try again
            </Button>
            {onRecording && <Button onClick={onRecording}>Open the first recording</Button>}
          </div>
        </div>
      ) : rows.data === undefined ? (
        <p className="text-ink-2">The store is being asked for its largest services.</p>
      ) : rows.data.length === 0 ? (
        <p className="text-ink-2">The store has no profile in this window. Take a longer one.</p>
      ) : (
        <Rows store={chosen ?? ''} rows={rows.data} window={window} zone={zone} stale={rows.isPlaceholderData} />
      )}
      {rows.data?.some(({ verdict }) => verdict?.belowCores !== undefined) && (
        <p className="type-small text-ink-2">
          What stands behind “if” is one number: say how many cores one process may use as{' '}
          <code className="text-ink-1">{'"services": { "NAME": { "cores": 2 } }'}</code> in trifold.config.json, or open
          the service and say it there.
        </p>
      )}
      <p className="type-small text-ink-3">
        The largest by CPU, waits, allocation and heap; each by its own processes. Every other service is in the menu
        above.
        {onRecording && !rows.error && (
          <Button small look="link" onClick={onRecording}>
            Open the first recording
          </Button>
        )}
      </p>
    </section>
  )
}

function Rows(props: {
  readonly store: string
  readonly rows: readonly TriageRow[]
  readonly window: TimeWindow
  readonly zone: string
  readonly stale: boolean
}): ReactElement {
  const { store, rows, window, zone, stale } = props
  return (
    <ul className={`grid rounded-panel border border-line bg-surface-1 ${staleLook(stale)}`} aria-busy={stale}>
      {rows.map((row) => {
        const told = row.verdict && tellFleet(row.verdict, zone)
        const ill = row.verdict?.lead === 'fires'
        const pattern = ill ? (row.verdict?.pattern ?? 'no-clear-pattern') : 'no-clear-pattern'
        return (
          <li
            key={placeKey(row.service, row.place ?? {})}
            data-triage-service={row.service}
            data-dx={pattern}
            className="border-b border-line last:border-b-0"
          >
            <button
              type="button"
              className="flex w-full flex-wrap items-baseline gap-x-4 gap-y-0.5 px-4 py-2 text-left hover:bg-surface-2"
              onClick={() =>
                dispatch({
                  type: 'sourceChosen',
                  source: { kind: 'store', name: store, service: row.service, selector: row.place ?? {} },
                  window,
                })
              }
            >
              <span className="min-w-40">
                <b className="font-semibold text-ink-1">{row.service}</b>
                {row.place && <span className="type-small block text-ink-2">{placeText(row.place)}</span>}
              </span>
              <span className={`min-w-0 flex-1 basis-72 break-words ${ill ? 'text-dx' : 'text-ink-2'}`}>
                {told?.text ?? 'not enough data'}
                {row.failed.length > 0 && ' Not all of it could be read.'}
              </span>
              <span className="type-figure text-ink-2 tabular-nums">
                {coresText(row.cores)} cores · {formatNumber(row.processes)}{' '}
                {row.processes === 1 ? 'process' : 'processes'}
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}
