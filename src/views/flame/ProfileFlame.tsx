/** The boxes of one profile as a flame graph: what a press, a key and the pointer mean there. */
import { type ReactElement, type ReactNode, useMemo } from 'react'
import type { FramePath } from '../../core/profile/callTree.ts'
import type { Box, Boxes, SmallerOf } from '../../core/draw/boxes.ts'
import {
  type FrameWords,
  boxAtPath,
  boxesOfFunction,
  drawFrames,
  isFolded,
  pathOfBox,
  standsFor,
} from './drawnFrames.ts'
import { FlameView, rowsOf } from './chart/FlameView.tsx'
import { frameMeasure } from './measureText.ts'

export interface ProfileFlameProps {
  readonly boxes: Boxes
  readonly widthPx: number
  readonly rowPx: number
  readonly rootAtBottom: boolean
  readonly title: string
  readonly words: FrameWords
  /** Another way to turn boxes into frames: a difference has other colours and words. */
  readonly draw?: typeof drawFrames
  /** The zoom this picture was made for. */
  readonly focus: FramePath
  /** The function outlined in all panes. */
  readonly outlined: string | undefined
  /** The reader selected it: pressing it again goes into it. */
  readonly chosen: boolean
  readonly hovered: string | undefined
  readonly tip: (box: Box) => ReactNode
  readonly onHover: (name: string | undefined) => void
  readonly onSelect: (name: string | undefined) => void
  readonly onZoom: (path: FramePath) => void
  /** The children of this path that were too small to draw. */
  readonly onOpenSmaller: (path: FramePath, smaller: SmallerOf) => void
}

export function ProfileFlame(props: ProfileFlameProps): ReactElement {
  const {
    boxes,
    widthPx,
    rowPx,
    rootAtBottom,
    title,
    words,
    focus,
    outlined,
    chosen,
    hovered,
    draw = drawFrames,
  } = props
  const list = boxes.boxes
  // Only a name folded into a chain changes a label, and with it the picture.
  const inChain = useMemo(
    () => (outlined !== undefined && isFolded(list, outlined) ? outlined : undefined),
    [list, outlined],
  )
  const picture = useMemo(() => {
    const frames = draw(boxes, widthPx, { ...words, ...(inChain === undefined ? {} : { inChain }) }, frameMeasure())
    return { frames, widthPx, rowPx, rows: rowsOf(frames), rootAtBottom, title }
  }, [boxes, widthPx, rowPx, rootAtBottom, title, words, inChain, draw])
  const selectedBoxes = useMemo(() => boxesOfFunction(list, outlined), [list, outlined])
  const hoveredBoxes = useMemo(() => boxesOfFunction(list, hovered), [list, hovered])
  const focusBox = useMemo(() => boxAtPath(list, focus), [list, focus])

  const nameOf = (box: Box | undefined): string | undefined => box && standsFor(box, outlined)

  const open = (index: number): void => {
    const box = list[index]
    if (!box) return
    if (box.kind === 'smaller') props.onOpenSmaller(pathOfBox(list, box.parent), smallerOf(list, box))
    else if (index === focusBox) back()
    else props.onZoom(pathOfBox(list, index))
  }
  const back = (): void => {
    const parent = list[focusBox]?.parent ?? -1
    if (parent >= 0) props.onZoom(pathOfBox(list, parent))
  }
  const press = (index: number): void => {
    const box = list[index]
    if (!box) return
    const name = nameOf(box)
    // What is above the zoom, and what is folded away, can only be gone to. A second press on a function goes into it.
    const isPlace = box.kind === 'smaller' || box.kind === 'ancestor' || name === undefined
    if (isPlace) {
      if (index !== focusBox) open(index)
    } else if (chosen && name === outlined) open(index)
    else props.onSelect(name)
  }

  return (
    <FlameView
      picture={picture}
      selected={selectedBoxes}
      hovered={hoveredBoxes}
      reveal={chosen}
      tabStop={selectedBoxes[0] ?? focusBox}
      focusRow={list[focusBox]?.depth ?? 0}
      tip={(index) => (list[index] ? props.tip(list[index]) : undefined)}
      onPoint={(index) => props.onHover(index === undefined ? undefined : nameOf(list[index]))}
      onPress={press}
      onOpen={open}
      onBack={back}
    />
  )
}

function smallerOf(list: readonly Box[], { smaller, parent }: Box): SmallerOf {
  return { count: smaller, folded: list[parent]?.names.length ?? 1 }
}
