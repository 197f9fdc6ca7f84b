/** What to hold against the window on screen: another time, another part, another source. The earlier is A. */
import { type ReactElement, type ReactNode, useState } from 'react'
import { explainLoadError } from '../../core/base/result.ts'
import type { TimeWindow } from '../../core/base/units.ts'
import { chooseBase, chooseBaseSource } from '../../state/sources/chooseBase.ts'
import { type DropResult, pickFiles } from '../../state/sources/drop.ts'
import { useMadeRecordings } from '../../state/sources/goCapture.ts'
import { sourceKey } from '../../state/view/sourceKey.ts'
import { useSource } from '../../state/queries/current.tsx'
import { useTimeline } from '../../state/queries/queries.ts'
import { dispatch, useView, useViewField } from '../../state/view/store.ts'
import { useDeployment, useRecordings } from '../header/sourceQueries.ts'
import { Button } from '../controls/Button.tsx'
import { longDate, windowText } from '../controls/times.ts'
import { FilePicker } from '../header/FilePicker.tsx'
import { basePresets } from './basePresets.ts'
import { StoreBase } from './StoreBase.tsx'

export interface ComparePresetsProps {
  readonly window: TimeWindow
  readonly close: () => void
}

export function ComparePresets({ window, close }: ComparePresetsProps): ReactElement {
  const view = useView()
  const all = useDeployment()?.config.stores ?? []
  const stores = all.filter(({ kind }) => kind !== 'go-pprof')
  const [problem, setProblem] = useState<string | undefined>()
  const finish = (result: DropResult): void => {
    if (result.ok) close()
    else setProblem(explainLoadError(result.error))
  }
  return (
    <div className="flex max-h-[70dvh] flex-col gap-2.5 overflow-y-auto p-1">
      <h3 className="type-title text-ink-1">Compare with</h3>
      {problem !== undefined && (
        <p role="alert" className="text-ink-1">
          {problem}
        </p>
      )}
      <Times window={window} close={close} />
      {stores.length > 0 && (
        <Section
          title={view.source?.kind === 'store' ? 'Another part of the service, or another one' : 'A service of a store'}
          open={view.source?.kind === 'store'}
        >
          <StoreBase window={window} stores={stores} close={close} />
        </Section>
      )}
      {stores.length < all.length && (
        <p className="type-small text-ink-3">
          A Go service keeps no history: record it from the source menu, and the recording is offered here.
        </p>
      )}
      <OtherRecordings onChosen={finish} />
      <Section title="Your files" open={false}>
        <FilePicker onFiles={(files) => void pickFiles(files, 'base').then(finish)}>
          <p className="type-small text-ink-3">
            Dropped on the right half of this page, files are compared with what is on screen as well. A snapshot can be
            a base too.
          </p>
        </FilePicker>
      </Section>
      <p className="type-small text-ink-3">
        A is the earlier of the two. Both can be moved on the timeline while they are compared.
      </p>
      {view.compare && (
        <Button
          onClick={() => {
            dispatch({ type: 'compareChanged', compare: undefined })
            close()
          }}
        >
          Stop comparing
        </Button>
      )}
    </div>
  )
}

/** Of the source on screen, and of what this page recorded. */
function Times({ window, close }: ComparePresetsProps): ReactElement {
  const { source: shown, zone } = useView()
  const source = useSource().data
  const timeline = useTimeline().data
  const made = useMadeRecordings().filter((one) => sourceKey(one.source) !== sourceKey(shown))
  const presets = source?.untimed === true ? [] : basePresets({ window, source, timeline })
  const without = presets.filter(({ base }) => base === undefined)
  const detail = (base: TimeWindow): string => `${windowText(base, zone).primary}, ${longDate(base.fromMs, zone)}`
  return (
    <>
      <ul className="flex flex-col gap-1">
        {presets.map(
          ({ name, base, runs }) =>
            base && (
              <li key={name}>
                <Offer
                  title={name}
                  detail={
                    runs ? `${runs.count} windows, measured against each other; the last ${detail(base)}` : detail(base)
                  }
                  onPick={() => {
                    chooseBase(base, undefined, runs)
                    close()
                  }}
                />
              </li>
            ),
        )}
        {made.map((one) => (
          <li key={sourceKey(one.source)}>
            <Offer
              title={one.title}
              detail={detail(one.window)}
              onPick={() => {
                chooseBase(one.window, one.source)
                close()
              }}
            />
          </li>
        ))}
      </ul>
      {without.length > 0 && (
        <p className="type-small text-ink-3">
          {without.map(({ name }) => name).join(', ')}: {without[0]?.why}.
        </p>
      )}
    </>
  )
}

function OtherRecordings({ onChosen }: { readonly onChosen: (result: DropResult) => void }): ReactElement | undefined {
  const here = sourceKey(useViewField((view) => view.source))
  const others = useRecordings().list.filter(({ url }) => sourceKey({ kind: 'recording', url }) !== here)
  if (others.length === 0) return undefined
  return (
    <label className="flex flex-col gap-1">
      <span>Another recording (build A against build B, one region against another)</span>
      <select
        className="h-7 min-w-0 rounded-control border border-line bg-surface-0 px-1 text-ink-1"
        value=""
        onChange={(event) => void chooseBaseSource({ kind: 'recording', url: event.target.value }).then(onChosen)}
      >
        <option value="">Choose…</option>
        {others.map(({ url, service, title }) => (
          <option key={url} value={url}>
            {service}
            {title === undefined ? '' : ` — ${title}`}
          </option>
        ))}
      </select>
    </label>
  )
}

function Offer(props: { readonly title: string; readonly detail: string; readonly onPick: () => void }): ReactElement {
  return (
    <button
      type="button"
      className="w-full rounded-control border border-line px-2 py-1 text-left hover:border-line-strong"
      onClick={props.onPick}
    >
      <span className="text-ink-1">{props.title}</span>
      <span className="type-small block text-ink-3">{props.detail}</span>
    </button>
  )
}

/** What is inside asks stores; it is there only while somebody looks. */
function Section(props: {
  readonly title: string
  readonly open: boolean
  readonly children: ReactNode
}): ReactElement {
  const [open, setOpen] = useState(props.open)
  return (
    <details
      open={open}
      className="rounded-control border border-line px-2 py-1"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="cursor-pointer py-0.5 text-ink-1">{props.title}</summary>
      {open && <div className="pt-1.5 pb-1">{props.children}</div>}
    </details>
  )
}
