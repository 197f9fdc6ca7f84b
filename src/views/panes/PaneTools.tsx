/** First row, right of the title: what the diagnosis says about this pane; how it was measured, table, enlarge. */
import type { HeapMode, PaneId, ViewKind } from '../../core/base/vocabulary.ts'
import type { ReactElement } from 'react'
import type { Story } from '../../core/diagnosis/story.ts'
import { useHeapMode } from '../../state/queries/heapMode.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'
import { Button } from '../controls/Button.tsx'
import { lookAtPane, paneNames } from '../controls/PaneChip.tsx'
import { Icon } from '../theme/Icon.tsx'
import { EnlargeButton } from '../pane/EnlargeButton.tsx'
import { PaneModes } from '../pane/PaneModes.tsx'

const lockModes = ['waits', 'holders', 'both'] as const
const heapModes: readonly HeapMode[] = ['live', 'alloc', 'both']
const withNative: readonly HeapMode[] = [...heapModes, 'native']
const paneFill: Readonly<Record<PaneId, string>> = {
  cpu: 'bg-cpu border-cpu',
  heap: 'bg-heap border-heap',
  lock: 'bg-lock border-lock',
}

export interface PaneToolsProps {
  readonly pane: PaneId
  readonly views: readonly ViewKind[]
  readonly story: Story | undefined
  readonly infoOpen: boolean
  readonly onInfo: () => void
  /** False where the pane has nothing to show in another form. */
  readonly measured: boolean
  /** Native code’s memory was recorded beside the managed heap. */
  readonly hasNative: boolean
  readonly embed: boolean
}

export function PaneTools(props: PaneToolsProps): ReactElement {
  const { pane, views, story, infoOpen, onInfo, measured, hasNative, embed } = props
  const isTable = useViewField((view) => view.tables.includes(pane))
  return (
    <>
      <ModesOfPane pane={pane} measured={measured} hasNative={hasNative} />
      <span className="flex-1" />
      <span className={tagRoom(pane, story).above}>
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
        <EnlargeButton pane={pane} embed={embed} />
      </span>
    </>
  )
}

/** Which side of the heap, which side of a lock; nothing where a pane has one side. */
export function ModesOfPane(props: {
  readonly pane: PaneId
  readonly measured: boolean
  readonly hasNative: boolean
  readonly tall?: boolean
}): ReactElement | undefined {
  const { pane, measured, hasNative, tall = false } = props
  const heapMode = useHeapMode()
  const lockMode = useViewField((view) => view.lockMode) ?? 'waits'
  if (pane === 'heap')
    return (
      <PaneModes
        pane={pane}
        modes={hasNative ? withNative : heapModes}
        mode={heapMode}
        onMode={(mode) => dispatch({ type: 'heapModeChanged', mode })}
        tall={tall}
      />
    )
  if (pane === 'lock' && measured)
    return (
      <PaneModes
        pane={pane}
        modes={lockModes}
        mode={lockMode}
        onMode={(mode) => dispatch({ type: 'lockModeChanged', mode: mode === 'waits' ? undefined : mode })}
        tall={tall}
      />
    )
  return undefined
}

/** The first row has room for the tag beside the modes of its pane, or the second takes it: "look here" is shorter than the other. */
export function tagRoom(pane: PaneId, story: Story | undefined): { readonly above: string; readonly below: string } {
  if (pane === 'cpu') return { above: 'hidden @min-[19rem]:block', below: '@min-[19rem]:hidden' }
  const leads = story !== undefined && lookAtPane(story.lookAt.view) === pane
  return pane === 'lock' && leads
    ? { above: 'hidden @min-[28rem]:block', below: '@min-[28rem]:hidden' }
    : { above: 'hidden @min-[32rem]:block', below: '@min-[32rem]:hidden' }
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
