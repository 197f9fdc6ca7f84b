import { type ReactElement, useRef } from 'react'
import { type BrushWish, useBrush } from './useBrush.ts'

/** Height of the series and the ribbon under them; the axis stands below. */
export const plotPx = 57

export interface BrushProps extends Omit<BrushWish, 'heightPx'> {
  /** A is drawn dashed, so that two windows differ without colour. */
  readonly dashed: boolean
}

export function Brush({ dashed, ...wish }: BrushProps): ReactElement {
  const group = useRef<SVGGElement>(null)
  useBrush(group, { ...wish, heightPx: plotPx })
  const look =
    '[&_.selection]:fill-[rgb(127_145_170)] [&_.selection]:[fill-opacity:.16] [&_.selection]:stroke-ink-1 forced-colors:[&_.selection]:stroke-[CanvasText] [&_.selection]:[shape-rendering:crispEdges]'
  return <g ref={group} className={dashed ? `${look} [&_.selection]:[stroke-dasharray:3_3]` : look} />
}
