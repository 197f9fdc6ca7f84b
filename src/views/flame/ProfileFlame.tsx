/** The boxes of one profile as a flame graph: what a press, a key and the pointer mean there. */
import { type ReactElement, type ReactNode, useMemo } from 'react'
import type { FramePath } from '../../core/profile/callTree.ts'
import type { Box, Boxes } from '../../core/workspace/questions.ts'
import { type FrameWords, boxAtPath, boxesOfFunction, drawFrames, pathOfBox } from './drawnFrames.ts'
import { FlameView, rowsOf } from './FlameView.tsx'
import { frameMeasure } from './measureText.ts'

export interface ProfileFlameProps {
  readonly boxes: Boxes
  readonly widthPx: number
  readonly rowPx: number
  readonly rootAtBottom: boolean
  readonly title: string
  readonly words: FrameWords
  /** The zoom this picture was made for. */
  readonly focus: FramePath
  readonly selected: string | undefined
  readonly hovered: string | undefined
  readonly tip: (box: Box) => ReactNode
  readonly onHover: (name: string | undefined) => void
  readonly onSelect: (name: string | undefined) => void
  readonly onZoom: (path: FramePath) => void
  /** The children of this path that were too small to draw. */
  readonly onOpenSmaller: (path: FramePath) => void
}

export function ProfileFlame(props: ProfileFlameProps): ReactElement {
  const { boxes, widthPx, rowPx, rootAtBottom, title, words, focus, selected, hovered } = props
  const list = boxes.boxes
  const picture = useMemo(() => {
    const frames = drawFrames(boxes, widthPx, words, frameMeasure())
    return { frames, widthPx, rowPx, rows: rowsOf(frames), rootAtBottom, title }
  }, [boxes, widthPx, rowPx, rootAtBottom, title, words])
  const selectedBoxes = useMemo(() => boxesOfFunction(list, selected), [list, selected])
  const hoveredBoxes = useMemo(() => boxesOfFunction(list, hovered), [list, hovered])
  const focusBox = useMemo(() => boxAtPath(list, focus), [list, focus])

  const nameOf = (box: Box | undefined): string | undefined =>
    // A folded chain stands for several functions; the selected one if it is among them.
    box && (selected !== undefined && box.names.includes(selected) ? selected : box.names[0])

  const open = (index: number): void => {
    const box = list[index]
    if (!box) return
    if (box.kind === 'smaller') props.onOpenSmaller(pathOfBox(list, box.parent))
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
    } else if (name === selected) open(index)
    else props.onSelect(name)
  }

  return (
    <FlameView
      picture={picture}
      selected={selectedBoxes}
      hovered={hoveredBoxes}
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
