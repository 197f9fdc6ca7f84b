/** A note beside the pointer or a frame, kept inside the window, never in the way of the pointer. */
import { type ReactElement, type ReactNode, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'

export interface TipAnchor {
  /** Window coordinates. */
  readonly left: number
  readonly top: number
  /** Distance kept from the anchor. */
  readonly gap: number
}

const edgePx = 8

export function FloatingTip(props: { readonly anchor: TipAnchor; readonly children: ReactNode }): ReactElement {
  const { anchor } = props
  const box = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const { width, height } = element.getBoundingClientRect()
    const left = Math.min(anchor.left + anchor.gap, window.innerWidth - width - edgePx)
    const below = anchor.top + anchor.gap
    const fits = below + height + edgePx <= window.innerHeight
    const top = fits ? below : Math.max(edgePx, anchor.top - anchor.gap - height)
    element.style.transform = `translate(${Math.max(edgePx, Math.round(left))}px, ${Math.round(top)}px)`
  })

  return createPortal(
    <div
      ref={box}
      role="tooltip"
      className="type-small pointer-events-none fixed left-0 top-0 z-40 max-w-[min(30rem,calc(100vw-1rem))] rounded-panel border border-line-strong bg-surface-1 px-3 py-2 text-ink-2 shadow-xl"
    >
      {props.children}
    </div>,
    document.body,
  )
}
