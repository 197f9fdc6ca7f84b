/** What can be done with one frame, at the place where it was asked for. Arrows walk it, Escape and a press elsewhere close it. */
import { type KeyboardEvent, type ReactElement, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'

export interface FrameAction {
  readonly label: string
  /** Small, beside the label: a place in a file. */
  readonly detail?: string
  readonly run: () => void
  /** What the label becomes once it was done, where the menu stays to say so. */
  readonly done?: string
}

export interface FrameMenuProps {
  readonly title: string
  readonly left: number
  readonly top: number
  readonly actions: readonly FrameAction[]
  readonly onClose: () => void
}

const marginPx = 8

export function FrameMenu({ title, left, top, actions, onClose }: FrameMenuProps): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState({ left, top })
  const [done, setDone] = useState<string>()

  useLayoutEffect(() => {
    const size = box.current?.getBoundingClientRect()
    if (!size) return
    setAt({
      left: Math.max(marginPx, Math.min(left, innerWidth - size.width - marginPx)),
      top: Math.max(marginPx, Math.min(top, innerHeight - size.height - marginPx)),
    })
  }, [left, top])

  useEffect(() => {
    const before = document.activeElement
    box.current?.querySelector('button')?.focus()
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onClose()
    }
    document.addEventListener('pointerdown', outside)
    return () => {
      document.removeEventListener('pointerdown', outside)
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus()
    }
  }, [onClose])

  const onKeyDown = (event: KeyboardEvent): void => {
    const items = [...(box.current?.querySelectorAll('button') ?? [])]
    const here = items.findIndex((item) => item === document.activeElement)
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key]
    if (to !== undefined) items.at(to % items.length)?.focus()
    else if (event.key === 'Escape' || event.key === 'Tab') onClose()
    else if (event.key !== 'Enter' && event.key !== ' ') return
    if (event.key === 'Enter' || event.key === ' ') return event.stopPropagation()
    event.preventDefault()
    event.stopPropagation()
  }

  // Outside the pane, which cuts off what reaches beyond it.
  return createPortal(
    <div
      ref={box}
      role="menu"
      tabIndex={-1}
      aria-label={title}
      className="fixed z-30 max-w-[min(26rem,calc(100vw-16px))] min-w-56 rounded-panel border border-line-strong bg-surface-1 p-1 shadow-xl"
      style={at}
      onKeyDown={onKeyDown}
    >
      <p className="type-small truncate px-2 py-1 text-ink-3" title={title}>
        <bdi dir="ltr">{title}</bdi>
      </p>
      {actions.map(({ label, detail, run, done: after }) => (
        <button
          key={label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className="type-small block min-h-7 w-full rounded-control px-2 py-1 text-left break-words text-ink-1 hover:bg-surface-2 focus-visible:bg-surface-2 pointer-coarse:min-h-11"
          onClick={() => {
            run()
            if (after === undefined) onClose()
            else setDone(label)
          }}
        >
          <span aria-live="polite">{done === label ? after : label}</span>
          {detail !== undefined && <code className="block text-ink-3">{detail}</code>}
        </button>
      ))}
    </div>,
    document.body,
  )
}
