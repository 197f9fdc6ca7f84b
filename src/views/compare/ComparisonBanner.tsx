/** Both verdicts, what changed between them, and whether the two windows may be compared at all. */
import { type ReactElement, useState } from 'react'
import type { Comparability, Comparison } from '../../core/diff/comparison.ts'
import type { CompareView } from '../../core/link/view.ts'
import type { Story } from '../../core/report/story.ts'
import { dispatch, useGuest, useView } from '../../state/store.ts'
import { Button } from '../controls/Button.tsx'
import { PaneChip } from '../controls/PaneChip.tsx'
import { SentenceText } from '../controls/Sentence.tsx'
import { windowText } from '../controls/times.ts'
import { visibleName } from '../flame/visibleName.ts'
import { Icon } from '../theme/Icon.tsx'
import { Letter } from './Letter.tsx'

export function ComparisonBanner({ comparison }: { readonly comparison: Comparison }): ReactElement {
  const { base, head } = comparison
  const { diagnosis } = head.story
  const [misled] = head.story.misleading
  return (
    <section
      aria-labelledby="verdict"
      data-dx={diagnosis.pattern}
      data-diagnosis={diagnosis.pattern}
      data-base-diagnosis={base.story.diagnosis.pattern}
      className="grid flex-none grid-cols-[60px_minmax(0,1fr)] overflow-hidden rounded-panel border border-line bg-surface-2"
    >
      <div className="grid place-items-center bg-dx text-surface-0 forced-colors:border-r">
        <Icon name={diagnosis.pattern} size={30} />
      </div>
      <div className="min-w-0 px-4 py-2">
        <h1 id="verdict" className="flex flex-wrap items-center gap-x-2.5">
          <Letter of="A" />
          <Title story={base.story} quiet />
          <span aria-label="became" className="text-ink-3">
            →
          </span>
          <Letter of="B" />
          <Title story={head.story} />
        </h1>
        <p className="text-[16px]/6 text-ink-1">
          <SentenceText sentence={comparison.transition} />
        </p>
        <div className="flex flex-wrap items-center gap-x-6 text-[13px]/[22px] text-ink-2">
          {head.story.lookAt.view !== 'none' && (
            <span className="inline-flex items-center gap-1.5">
              <span className="text-ink-3">Look at</span> <PaneChip lookAt={head.story.lookAt.view} />
            </span>
          )}
          {misled && (
            <span className="min-w-0 truncate">
              <span className="text-ink-3">Don’t be misled by</span> <SentenceText sentence={misled.sentence} />
            </span>
          )}
          {comparison.changes[0] && (
            <span className="min-w-0 truncate" title={comparison.changes[0].text}>
              <span className="text-ink-3">First change:</span>{' '}
              <b className="font-mono font-semibold text-ink-1">{visibleName(comparison.changes[0].name, 60)}</b>{' '}
              {comparison.changes[0].text}
            </span>
          )}
          {diagnosis.pattern !== 'no-clear-pattern' && (
            <span>
              <span className="text-ink-3">Pattern:</span> {diagnosis.patternText}
            </span>
          )}
        </div>
      </div>
    </section>
  )
}

function Title({ story, quiet = false }: { readonly story: Story; readonly quiet?: boolean }): ReactElement {
  const { diagnosis } = story
  return (
    <>
      <span className={`type-verdict inline-block first-letter:uppercase ${quiet ? 'text-ink-2' : 'text-dx'}`}>
        {diagnosis.title}
      </span>
      {(quiet ? diagnosis.pattern === 'no-clear-pattern' && diagnosis.kind !== 'firm' : diagnosis.aside !== '') && (
        <span className="text-[16px]/7 text-ink-2">{quiet ? diagnosis.kind.replace('-', ' ') : diagnosis.aside}</span>
      )}
    </>
  )
}

export function CompareStrip({ comparison }: { readonly comparison: Comparison }): ReactElement | null {
  const view = useView()
  const guest = useGuest()
  const { compare } = view
  if (!compare) return null
  const change = (next: Partial<CompareView>): void =>
    dispatch({ type: 'compareChanged', compare: { ...compare, ...next } })
  return (
    <section aria-label="The two windows" className="flex flex-none flex-wrap items-center gap-x-5 gap-y-1">
      <Side letter="A" zone={view.zone} window={comparison.base.window} />
      {!guest && (
        <Button
          small
          onClick={() => change({ swapped: !compare.swapped })}
          title="A is the earlier window unless you insist"
        >
          Swap
        </Button>
      )}
      <Side letter="B" zone={view.zone} window={comparison.head.window} />
      {compare.swapped && <b className="text-ink-1">swapped: A is the later window</b>}
      <Comparabilities rows={comparison.comparability} />
      <Legend />
      {!guest && (
        <div className="no-print ml-auto flex flex-wrap items-center gap-2">
          <Pick
            label="Colour"
            value={compare.mode}
            options={[
              ['absolute', 'cost per second'],
              ['share', 'share of total'],
            ]}
            onPick={(mode) => change({ mode })}
          />
          <Pick
            label="Width"
            value={compare.width}
            options={[
              ['union', 'larger of both'],
              ['head', 'B'],
              ['base', 'A'],
            ]}
            onPick={(width) => change({ width })}
          />
          <Pick
            label="Layout"
            value={compare.layout}
            options={[
              ['overlay', 'difference'],
              ['side', 'A | B'],
            ]}
            onPick={(layout) => change({ layout })}
          />
          <Button onClick={() => dispatch({ type: 'compareChanged', compare: undefined })}>Stop comparing</Button>
        </div>
      )}
    </section>
  )
}

function Side({
  letter,
  window,
  zone,
}: {
  readonly letter: 'A' | 'B'
  readonly window: Comparison['base']['window']
  readonly zone: string
}): ReactElement {
  const text = windowText(window, zone)
  return (
    <p className="flex items-center gap-2">
      <Letter of={letter} />
      <span>
        <b className="font-semibold text-ink-1">{text.primary}</b>
        <span className="type-small block text-ink-3">
          {letter === 'A' ? 'base' : 'head'} · {text.date} · {text.other}
        </span>
      </span>
    </p>
  )
}

const levelIcons = { refused: 'missed', warning: 'warning', note: 'unknown', ok: 'held' } as const

/** The most serious first, in one line; all of them, each with its fix, when asked for. */
function Comparabilities({ rows }: { readonly rows: readonly Comparability[] }): ReactElement | null {
  const [open, setOpen] = useState(false)
  const serious = rows.filter(({ level }) => level === 'refused' || level === 'warning').length
  if (rows.length === 0) return null
  const shown = open ? rows : rows.slice(0, 1)
  return (
    <div className={`flex min-w-0 flex-1 gap-x-3 ${open ? 'basis-full items-start' : 'items-center'}`}>
      <ul aria-label="Can these windows be compared?" className="type-small min-w-0">
        {shown.map(({ level, text, fix }) => (
          <li key={text} className="flex min-w-0 items-center gap-1.5" title={fix}>
            <Icon name={levelIcons[level]} size={13} />
            <span
              className={`${open ? '' : 'truncate'} ${level === 'warning' || level === 'refused' ? 'text-ink-1' : ''}`}
            >
              {text}
              {fix !== '' && open && <span className="text-ink-3"> — {fix}</span>}
            </span>
          </li>
        ))}
      </ul>
      {rows.length > 1 && (
        <button
          type="button"
          aria-expanded={open}
          className="type-small flex-none text-link hover:underline"
          onClick={() => setOpen(!open)}
        >
          {open ? 'less' : `${rows.length - 1} more${serious > 1 ? `, ${serious - 1} serious` : ''}`}
        </button>
      )}
    </div>
  )
}

function Pick<T extends string>(props: {
  readonly label: string
  readonly value: T
  readonly options: readonly (readonly [T, string])[]
  readonly onPick: (value: T) => void
}): ReactElement {
  return (
    <label className="type-small flex items-center gap-1.5">
      {props.label}
      <select
        className="h-7 rounded-control border border-line bg-surface-1 px-1 text-ink-1"
        value={props.value}
        onChange={(event) => props.onPick(event.target.value as T)}
      >
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

function Legend(): ReactElement {
  const rows = [
    ['bg-shrank', 'shrank: less in B'],
    ['bg-neutral', 'no evidence of change'],
    ['bg-grew', 'grew: more in B'],
  ] as const
  return (
    <ul aria-label="Colours" className="type-small flex flex-wrap gap-x-4 text-ink-2">
      {rows.map(([look, text]) => (
        <li key={text} className="flex items-center gap-1.5">
          <span aria-hidden="true" className={`h-3 w-4 ${look}`} /> {text}
        </li>
      ))}
      <li className="flex items-center gap-1.5">
        <span
          aria-hidden="true"
          className="grid h-3 w-4 place-items-center bg-grew bg-[image:var(--hatch)] text-[11px]/none text-[var(--frame-ink)]"
        >
          +
        </span>
        new: only in B
      </li>
      <li className="flex items-center gap-1.5">
        <span aria-hidden="true" className="h-3 w-4 border border-dotted border-ink-2" /> gone: only in A
      </li>
    </ul>
  )
}
