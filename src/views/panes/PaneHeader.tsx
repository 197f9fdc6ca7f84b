/** First row: name, icon and question; what the diagnosis says about this pane; table, enlarge. */
import type { HeapMode, PaneId, ViewKind } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import type { Story } from '../../core/diagnosis/story.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { lookAtPane, paneInk, paneNames } from '../controls/PaneChip.tsx'
import { Icon } from '../theme/Icon.tsx'
import { paneKeys } from '../pane/paneWords.ts'

const heapModes = ['live', 'alloc', 'both'] as const satisfies readonly HeapMode[]
const paneFill: Readonly<Record<PaneId, string>> = {
  cpu: 'bg-cpu border-cpu',
  heap: 'bg-heap border-heap',
  lock: 'bg-lock border-lock',
}

export interface PaneHeaderProps {
  readonly pane: PaneId
  readonly views: readonly ViewKind[]
  /** Beside the pane's name: what it shows. */
  readonly question: string
  readonly story: Story | undefined
  readonly titleId: string
  readonly infoOpen: boolean
  readonly onInfo: () => void
  /** False where the pane has nothing to show in another form. */
  readonly measured: boolean
  readonly embed: boolean
}

export function PaneHeader(props: PaneHeaderProps): ReactElement {
  const { pane, views, question, story, titleId, infoOpen, onInfo, measured, embed } = props
  const isTable = useViewField((view) => view.tables.includes(pane))
  const isEnlarged = useViewField((view) => view.enlarged === pane)
  return (
    <header className="flex h-[30px] flex-none items-center gap-2 whitespace-nowrap">
      <h2 id={titleId} className="flex items-center gap-[7px] text-[15px]/5 font-semibold">
        <span className={paneInk[pane]}>
          <Icon name={pane} />
        </span>
        {paneNames[pane]}
      </h2>
      <span className="hidden min-w-0 truncate text-ink-2 @min-[25rem]:block">{question}</span>
      {pane === 'heap' && <HeapModes />}
      <span className="flex-1" />
      <span className={pane === 'heap' ? 'hidden @min-[32rem]:block' : 'hidden @min-[19rem]:block'}>
        <PaneTag pane={pane} views={views} story={story} />
      </span>
      <span className="no-print -mr-1.5 flex items-center">
        <Button
          look={infoOpen ? 'on' : 'quiet'}
          square
          small
          aria-expanded={infoOpen}
          aria-label={`How ${paneNames[pane]} was measured`}
          title="How this was measured, and what it cost"
          onClick={onInfo}
        >
          <span aria-hidden="true" className="font-semibold">
            i
          </span>
        </Button>
        {measured && (
          <Button
            look={isTable ? 'on' : 'quiet'}
            square
            small
            aria-pressed={isTable}
            aria-label={`${paneNames[pane]} as a table`}
            title="The same numbers as a table"
            onClick={() => dispatch({ type: 'tableToggled', pane })}
          >
            <Icon name="table" />
          </Button>
        )}
        <Button
          look="quiet"
          small
          className="gap-1"
          aria-label={isEnlarged ? `Back to three panes` : `Enlarge ${paneNames[pane]}`}
          title={isEnlarged ? 'Back to three panes (Escape)' : `Enlarge (${paneKeys[pane]})`}
          onClick={() => dispatch({ type: 'paneEnlarged', pane: isEnlarged ? undefined : pane })}
        >
          <Icon name={isEnlarged ? 'shrink' : 'enlarge'} size={14} />
          {!embed && (
            <kbd className="hidden rounded-[3px] @min-[22rem]:inline border border-line px-1 text-[11px]/4 text-ink-3">
              {isEnlarged ? 'Esc' : paneKeys[pane]}
            </kbd>
          )}
        </Button>
      </span>
    </header>
  )
}

function HeapModes(): ReactElement {
  const mode = useViewField((view) => view.heapMode)
  return (
    <fieldset className="no-print ml-0.5 inline-flex rounded-control border border-line">
      <legend className="sr-only">What the heap pane shows</legend>
      {heapModes.map((one) => (
        <label
          key={one}
          className={`type-small relative flex h-[22px] cursor-pointer items-center rounded-[4px] px-2 font-medium before:absolute before:-inset-y-1 before:inset-x-0 has-focus-visible:shadow-(--focus-ring) ${one === mode ? 'bg-surface-3 text-ink-1' : 'text-ink-3 hover:text-ink-1'}`}
        >
          <input
            type="radio"
            name="heap-mode"
            className="sr-only"
            checked={one === mode}
            onChange={() => dispatch({ type: 'heapModeChanged', mode: one })}
          />
          {one}
        </label>
      ))}
    </fieldset>
  )
}

/** Said in words, not by colour alone. When the evidence is in the other heap mode, the tag leads there. */
export function PaneTag(props: {
  readonly pane: PaneId
  readonly views: readonly ViewKind[]
  readonly story: Story | undefined
}): ReactElement | undefined {
  const { pane, views, story } = props
  if (!story) return undefined
  const { view } = story.lookAt
  if (view !== 'none' && lookAtPane(view) === pane) {
    const look = `rounded-[4px] border px-[7px] text-[11px]/[18px] font-semibold text-surface-0 ${paneFill[pane]}`
    if (views.includes(view)) return <span className={look}>look here</span>
    const mode: HeapMode = view === 'heap_alloc' ? 'alloc' : 'live'
    return (
      <button
        type="button"
        className={`relative before:absolute before:-inset-1 ${look}`}
        onClick={() => dispatch({ type: 'heapModeChanged', mode })}
      >
        look at {mode}
      </button>
    )
  }
  const misleads = story.misleading.some((one) => lookAtPane(one.view) === pane)
  if (!misleads) return undefined
  return (
    <span className="rounded-[4px] border border-line px-[7px] text-[11px]/[18px] font-semibold text-ink-3">
      do not start here
    </span>
  )
}
