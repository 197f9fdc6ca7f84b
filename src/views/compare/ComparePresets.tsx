/** Which window to hold against this one. The earlier is A. */
import type { ReactElement } from 'react'
import type { CompareView } from '../../core/link/view.ts'
import type { TimeWindow } from '../../core/units.ts'
import { useRecordings } from '../app/sourceQueries.ts'
import { useMadeRecordings } from '../../state/goCapture.ts'
import { openCached, sourceKey } from '../../state/openCached.ts'
import { useSource, useTimeline } from '../../state/queries.ts'
import { dispatch, useView } from '../../state/store.ts'
import { Button } from '../controls/Button.tsx'
import { windowText } from '../controls/times.ts'
import { basePresets } from './basePresets.ts'

const defaults: Omit<CompareView, 'base'> = { mode: 'absolute', width: 'union', layout: 'overlay', swapped: false }

export function ComparePresets({
  window,
  close,
}: {
  readonly window: TimeWindow
  readonly close: () => void
}): ReactElement {
  const view = useView()
  const source = useSource().data
  const timeline = useTimeline().data
  const recordings = useRecordings()
  const here = sourceKey(view.source)
  const made = useMadeRecordings().filter((one) => sourceKey(one.source) !== here)
  const presets = basePresets({ window, source, timeline })
  const compareWith = (base: TimeWindow, baseSource?: CompareView['baseSource']): void => {
    const { baseSource: _old, ...kept } = view.compare ?? { ...defaults, base }
    // A is the earlier one: with a later window chosen, what is on screen becomes A.
    const later = baseSource === undefined && base.fromMs > window.fromMs
    dispatch({
      type: 'compareChanged',
      compare: { ...kept, base, swapped: later, ...(baseSource ? { baseSource } : {}) },
    })
    close()
  }
  const withRecording = async (url: string): Promise<void> => {
    const ref = { kind: 'recording', url } as const
    const opened = await openCached(ref).catch(() => undefined)
    if (opened?.opens) compareWith(opened.opens, ref)
  }
  return (
    <div className="flex max-h-[70dvh] flex-col gap-2 overflow-y-auto p-1">
      <h3 className="type-title text-ink-1">Compare with</h3>
      <ul className="flex flex-col gap-1">
        {presets.map(({ name, base, why }) => (
          <li key={name}>
            <button
              type="button"
              disabled={base === undefined}
              className="w-full rounded-control border border-line px-2 py-1 text-left hover:border-line-strong disabled:opacity-60"
              onClick={() => base && compareWith(base)}
            >
              <span className="text-ink-1">{name}</span>
              <span className="type-small block text-ink-3">{base ? windowText(base, view.zone).primary : why}</span>
            </button>
          </li>
        ))}
        {made.map((one) => (
          <li key={sourceKey(one.source)}>
            <button
              type="button"
              className="w-full rounded-control border border-line px-2 py-1 text-left hover:border-line-strong"
              onClick={() => compareWith(one.window, one.source)}
            >
              <span className="text-ink-1">{one.title}</span>
              <span className="type-small block text-ink-3">{windowText(one.window, view.zone).primary}</span>
            </button>
          </li>
        ))}
      </ul>
      {recordings.list.length > 1 && (
        <label className="flex flex-col gap-1">
          <span>Another recording (build A against build B, one region against another)</span>
          <select
            className="h-7 rounded-control border border-line bg-surface-0 px-1 text-ink-1"
            value=""
            onChange={(event) => void withRecording(event.target.value)}
          >
            <option value="">Choose…</option>
            {recordings.list.map(({ url, service, title }) => (
              <option key={url} value={url}>
                {service}
                {title === undefined ? '' : ` — ${title}`}
              </option>
            ))}
          </select>
        </label>
      )}
      <p className="type-small text-ink-3">
        Or draw a second window on the timeline once comparing. A snapshot opened as a source can be a base as well.
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
