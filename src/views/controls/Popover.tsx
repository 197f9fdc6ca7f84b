/** A button and a panel below it. Escape and a press outside close it; focus goes in and comes back. */
import { type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from 'react'
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

export function Popover(props: PopoverProps): ReactElement {
  const { label, name, look = 'plain', align = 'start', width = 'w-80', arrow = true, className = '', onOpen } = props
  const [open, setOpen] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const id = useId()

  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }

  useEffect(() => {
    if (!open) return
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !frame.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    const first = panel.current?.querySelector<HTMLElement>('[data-autofocus], input, button, select, a[href]')
    first?.focus()
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
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
        <div
          ref={panel}
          id={id}
          role="group"
          aria-label={name}
          className={`absolute top-full z-30 mt-1.5 max-w-[calc(100vw-2rem)] rounded-panel border border-line-strong bg-surface-1 p-2 shadow-xl ${width} ${align === 'end' ? 'right-0' : 'left-0'}`}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            event.stopPropagation()
            close()
          }}
        >
          {props.children(close)}
        </div>
      )}
    </div>
  )
}
