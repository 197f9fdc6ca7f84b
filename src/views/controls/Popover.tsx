/** A button and a panel below it. Escape and a press outside close it; focus goes in and comes back. */
import { type ReactElement, type ReactNode, useCallback, useEffect, useId, useRef, useState } from 'react'
import { Icon } from '../theme/Icon.tsx'
import { Button, type ButtonLook } from './Button.tsx'

export interface PopoverProps {
  readonly label: ReactNode
  /** Name for people who do not see the label; the visible label must be part of it. */
  readonly name?: string
  readonly look?: ButtonLook
  readonly align?: 'start' | 'end'
  /** Tailwind width of the panel. */
  readonly width?: string
  readonly arrow?: boolean
  readonly className?: string
  readonly onOpen?: () => void
  readonly children: (close: () => void) => ReactNode
}

/** Between a panel and the edge of the screen. */
const edgePx = 8

export function Popover(props: PopoverProps): ReactElement {
  const { label, name, look = 'plain', align = 'start', width = 'w-80', arrow = true, className = '', onOpen } = props
  const [open, setOpen] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDialogElement>(null)
  const id = useId()

  const close = useCallback(() => setOpen(false), [])

  useEffect(() => {
    if (!open) return
    const opener = button.current
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) setOpen(false)
    }
    // In the capture phase, so that Escape closes this and nothing behind it.
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    document.addEventListener('keydown', escape, true)
    const focusFirst = (): void => {
      const first = panel.current?.querySelector<HTMLElement>('[data-autofocus], input, button, select, a[href]')
      if (!first) return
      waiting.disconnect()
      first.focus()
    }
    // What is inside may still be on its way.
    const waiting = new MutationObserver(focusFirst)
    if (panel.current) {
      waiting.observe(panel.current, { childList: true, subtree: true })
      // Its edge is the button's, and the button may stand anywhere: what would leave the screen moves back.
      const beyondPx = panel.current.getBoundingClientRect().right + edgePx - innerWidth
      if (beyondPx > 0) panel.current.style.translate = `${-beyondPx}px`
    }
    focusFirst()
    return () => {
      waiting.disconnect()
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
      document.removeEventListener('keydown', escape, true)
      // The panel took the focus with it; whoever moved it elsewhere keeps it there.
      if (document.activeElement === document.body) opener?.focus()
    }
  }, [open])

  return (
    <div ref={frame} className={`relative ${className}`}>
      <Button
        ref={button}
        look={open ? 'on' : look}
        className="max-w-full"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={name}
        onClick={() => {
          if (!open) onOpen?.()
          setOpen(!open)
        }}
      >
        {label}
        {arrow && <Icon name={open ? 'up' : 'down'} />}
      </Button>
      {open && (
        <dialog
          ref={panel}
          open
          id={id}
          aria-label={name}
          className={`absolute top-full z-30 m-0 mt-1.5 max-h-[80dvh] max-w-[calc(100vw-2rem)] overflow-y-auto max-mid:fixed max-mid:inset-x-4! max-mid:top-auto max-mid:w-auto rounded-panel border border-line-strong bg-surface-1 p-2 text-ink-2 shadow-xl ${width} ${align === 'end' ? 'left-auto right-0' : 'left-0 right-auto'}`}
        >
          {props.children(close)}
        </dialog>
      )}
    </div>
  )
}
