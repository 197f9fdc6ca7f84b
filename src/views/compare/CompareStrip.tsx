/** Which two windows, how the pictures show them, and what the colours mean. */
import type { ReactElement } from 'react'
import type { Comparison } from '../../core/diff/comparison.ts'
import { isTurned } from '../../core/link/baseOrder.ts'
import type { CompareView } from '../../core/link/view.ts'
import { useBaseSource } from '../../state/queries/comparison.ts'
import { useSource } from '../../state/queries/current.tsx'
import { dispatch, useGuest, useView } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { windowText } from '../controls/times.ts'
import { Comparabilities } from './Comparabilities.tsx'
import { Legend } from './Legend.tsx'
import { Letter } from './Letter.tsx'
import { visibleName } from '../names/visibleName.ts'
import { sourceTitle } from '../../state/sources/sourceTitle.ts'

export function CompareStrip({ comparison }: { readonly comparison: Comparison }): ReactElement | null {
  const view = useView()
  const guest = useGuest()
  const here = useSource().data
  const there = useBaseSource()
  const { compare, window } = view
  if (!compare || !window) return null
  const change = (next: Partial<CompareView>): void =>
    dispatch({ type: 'compareChanged', compare: { ...compare, ...next } })
  // Two sources need their names; one is named in the header.
  const named = here && there && there !== here ? { here: sourceTitle(here), there: sourceTitle(there) } : undefined
  const part =
    compare.rest && view.only ? `${visibleName(view.only.key, 24)}: ${visibleName(view.only.value, 40)}` : undefined
  const frozen = here?.frozen?.about.sides
  const [titleA, titleB] = part
    ? compare.swapped
      ? [part, `all but ${part}`]
      : [`all but ${part}`, part]
    : frozen
      ? [frozen.base, frozen.head]
      : compare.swapped
        ? [named?.here, named?.there]
        : [named?.there, named?.here]
  return (
    <section
      aria-label="The two windows"
      className="grid flex-none gap-x-6 gap-y-1.5 wide:grid-cols-[fit-content(60%)_minmax(0,1fr)]"
    >
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1.5">
        <div className="flex min-w-0 flex-col gap-y-0.5">
          <Side
            letter="A"
            title={titleA}
            zone={view.zone}
            window={comparison.base.window}
            runs={compare.swapped ? undefined : compare.runs}
          />
          <Side
            letter="B"
            title={titleB}
            zone={view.zone}
            window={comparison.head.window}
            runs={compare.swapped ? compare.runs : undefined}
          />
        </div>
        {!guest && (
          <Button
            small
            className="no-print"
            aria-label="Swap A and B"
            title="A is the earlier window unless you insist"
            onClick={() => change({ swapped: !compare.swapped })}
          >
            Swap
          </Button>
        )}
        {isTurned(compare, window) && <b className="text-ink-1">A is the later window</b>}
      </div>
      <Comparabilities rows={comparison.comparability} />
    </section>
  )
}

/** What the colours mean and how the pictures are drawn: beside them, not above everything. */
export function PictureKey(): ReactElement | null {
  const guest = useGuest()
  const { compare } = useView()
  if (!compare) return null
  return (
    <div className="flex flex-none flex-wrap items-center gap-x-5 gap-y-1.5">
      <Legend />
      {!guest && (
        <Controls
          compare={compare}
          onChange={(next) => dispatch({ type: 'compareChanged', compare: { ...compare, ...next } })}
        />
      )}
    </div>
  )
}

function Controls(props: {
  readonly compare: CompareView
  readonly onChange: (next: Partial<CompareView>) => void
}): ReactElement {
  const { compare, onChange } = props
  return (
    <div className="no-print ml-auto flex flex-wrap items-center gap-2">
      <Pick
        label="Colour"
        shortcut="m"
        value={compare.mode}
        options={[
          ['absolute', 'cost per second'],
          ['share', 'share of total'],
        ]}
        onPick={(mode) => onChange({ mode })}
      />
      <Pick
        label="Width"
        value={compare.width}
        options={[
          ['union', 'larger of both'],
          ['head', 'B'],
          ['base', 'A'],
        ]}
        onPick={(width) => onChange({ width })}
      />
      <Pick
        label="Layout"
        value={compare.layout}
        options={[
          ['overlay', 'difference'],
          ['side', 'A | B'],
          ['below', 'A over B, changes only'],
        ]}
        onPick={(layout) => onChange({ layout })}
      />
      <Button onClick={() => dispatch({ type: 'compareChanged', compare: undefined })}>Stop comparing</Button>
    </div>
  )
}

function Side({
  letter,
  title,
  window,
  zone,
  runs,
}: {
  readonly letter: 'A' | 'B'
  readonly title: string | undefined
  readonly window: Comparison['base']['window']
  readonly zone: string
  readonly runs: CompareView['runs']
}): ReactElement {
  const text = windowText(window, zone)
  // Files without a time stand in a window at the beginning of time.
  const timed = window.fromMs > 0
  const role = letter === 'A' ? 'base' : 'head'
  return (
    <p className="flex min-w-0 items-center gap-2" data-side={letter}>
      <Letter of={letter} />
      <span className="min-w-0">
        <b className="font-semibold text-ink-1">{timed ? text.primary : role}</b>{' '}
        {runs && <span className="text-ink-2">and the {runs.count - 1} before it </span>}
        {title !== undefined && <span className="[overflow-wrap:anywhere] text-ink-2">{title}</span>}
        <span className="type-small block text-ink-3">
          {timed ? `${role} · ${text.date} · ${text.other} · ${text.length}` : 'no time in the file'}
        </span>
      </span>
    </p>
  )
}

function Pick<T extends string>(props: {
  readonly label: string
  readonly shortcut?: string
  readonly value: T
  readonly options: readonly (readonly [T, string])[]
  readonly onPick: (value: T) => void
}): ReactElement {
  return (
    <label className="type-small flex items-center gap-1.5">
      {props.label}
      <select
        className="touch h-7 rounded-control border border-line bg-surface-1 px-1 text-ink-1"
        value={props.value}
        aria-keyshortcuts={props.shortcut}
        onChange={(event) => props.onPick(event.target.value as T)}
      >
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      {props.shortcut !== undefined && (
        <kbd aria-hidden="true" className="rounded-[3px] border border-line px-1 text-[11px] text-ink-3 max-mid:hidden">
          {props.shortcut}
        </kbd>
      )}
    </label>
  )
}
