/** What the pointer, the focus of the keyboard and the menu key are at, as frames. */

export interface FlameEvents {
  /** `undefined` when the pointer left the frames. */
  readonly onPoint: (frame: number | undefined, at: PointedAt) => void
  readonly onPress: (frame: number) => void
  readonly onFocus: (frame: number, byKeyboard: boolean) => void
  readonly onBlur: () => void
  /** Right click, a long press, or the menu key. */
  readonly onMenu: (frame: number, at: { readonly x: number; readonly y: number }) => void
}

/** Window coordinates. */
interface PointedAt {
  readonly x: number
  readonly y: number
  readonly kind: string
}

type FrameAt = (target: EventTarget | null) => number | undefined

/** As long as the canvas is there. @param events the latest */
export function listenToFrames(
  canvas: HTMLElement,
  events: () => FlameEvents,
  { frameAt, outlineFocus }: { readonly frameAt: FrameAt; readonly outlineFocus: (frames: readonly number[]) => void },
): void {
  const where = (event: PointerEvent): PointedAt => ({ x: event.clientX, y: event.clientY, kind: event.pointerType })
  // Capturing, so that the library's own click-zoom (it hides siblings in the data and draws again) never runs.
  canvas.addEventListener(
    'click',
    (event) => {
      event.stopPropagation()
      const frame = frameAt(event.target)
      if (frame !== undefined) events().onPress(frame)
    },
    true,
  )
  canvas.addEventListener('pointerover', (event) => events().onPoint(frameAt(event.target), where(event)))
  canvas.addEventListener('pointerleave', (event) => events().onPoint(undefined, where(event)))
  canvas.addEventListener('focusin', ({ target }) => {
    const frame = frameAt(target)
    if (frame === undefined) return
    const byKeyboard = target instanceof Element && target.matches(':focus-visible')
    if (byKeyboard) outlineFocus([frame])
    events().onFocus(frame, byKeyboard)
  })
  canvas.addEventListener('focusout', ({ relatedTarget }) => {
    outlineFocus([])
    if (!(relatedTarget instanceof Element && canvas.contains(relatedTarget))) events().onBlur()
  })
  canvas.addEventListener('contextmenu', (event) => {
    const frame = frameAt(event.target)
    if (frame === undefined) return
    event.preventDefault()
    events().onMenu(frame, { x: event.clientX, y: event.clientY })
  })
}
