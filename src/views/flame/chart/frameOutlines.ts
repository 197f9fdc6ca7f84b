/** Outlines over the frames, a layer for each reason to mark some. */

/** In pixels, from the left and the top of the chart. */
export interface FrameSpan {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Returns what outlines frames for this reason, and no others. */
export function outlineLayer(
  host: HTMLElement,
  reason: 'selected' | 'hovered' | 'focused',
  spanOf: (frame: number) => FrameSpan,
): (frames: readonly number[]) => void {
  const layer = host.appendChild(document.createElement('div'))
  layer.className = `marks ${reason}`
  layer.setAttribute('aria-hidden', 'true')
  return (frames) =>
    layer.replaceChildren(
      ...frames.map((frame) => {
        const { left, top, width, height } = spanOf(frame)
        const mark = document.createElement('i')
        mark.style.cssText = `left:${left}px;top:${top}px;width:${Math.max(1, width - 1)}px;height:${height - 1}px`
        return mark
      }),
    )
}
