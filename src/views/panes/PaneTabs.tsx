/** Tabs for panes that share one place; arrows walk them. */
import type { PaneId } from '../../core/base/vocabulary.ts'
import { type KeyboardEvent, type ReactElement, useRef } from 'react'
import { paneInk, paneNames } from '../controls/PaneChip.tsx'
import { Icon } from '../theme/Icon.tsx'

const underline: Readonly<Record<PaneId, string>> = {
  cpu: 'border-cpu',
  heap: 'border-heap',
  lock: 'border-lock',
}

export function PaneTabs(props: {
  readonly panes: readonly PaneId[]
  readonly current: PaneId
  readonly onChoose: (pane: PaneId) => void
  readonly label: string
  readonly tall?: boolean
}): ReactElement {
  const { panes, current, onChoose, label, tall = false } = props
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = panes[(panes.indexOf(current) + by + panes.length) % panes.length]
    if (by === 0 || next === undefined) return
    event.preventDefault()
    onChoose(next)
    list.current?.querySelector<HTMLElement>(`[data-tab=${next}]`)?.focus()
  }
  return (
    <div
      ref={list}
      role="tablist"
      aria-label={label}
      tabIndex={-1}
      className="grid auto-cols-fr grid-flow-col border-b border-line"
      onKeyDown={onKeyDown}
    >
      {panes.map((pane) => (
        <button
          key={pane}
          type="button"
          role="tab"
          data-tab={pane}
          aria-selected={pane === current}
          tabIndex={pane === current ? 0 : -1}
          className={`flex items-center justify-center gap-1.5 border-b-[3px] font-medium ${tall ? 'h-11 text-[14px]' : 'h-7'} ${pane === current ? `font-bold text-ink-1 ${underline[pane]}` : 'border-transparent text-ink-3 hover:text-ink-1'}`}
          onClick={() => onChoose(pane)}
        >
          <span className={paneInk[pane]}>
            <Icon name={pane} size={14} />
          </span>
          {paneNames[pane]}
        </button>
      ))}
    </div>
  )
}
