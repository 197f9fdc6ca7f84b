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
import { visibleName } from '../names/visibleName.ts'
import type { FrameAction } from './chart/FrameMenu.tsx'
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
  /** It comes into sight when it is not: the reader chose it, or the verdict names it and sends the reader here. */
  readonly reveal: boolean
  readonly hovered: string | undefined
  readonly tip: (box: Box) => ReactNode
  /** What can be done with the function that a box stands for. */
  readonly actions?: (box: Box, name: string, path: FramePath) => readonly FrameAction[]
  readonly onHover: (name: string | undefined) => void
  readonly onSelect: (name: string | undefined) => void
  readonly onZoom: (path: FramePath, name?: string) => void
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
    reveal,
    hovered,
    actions,
    draw = drawFrames,
  } = props
  const list = boxes.boxes
  // Only a name folded into a chain changes a label, and with it the picture.
  const inChain = useMemo(
    () => (outlined !== undefined && isFolded(list, outlined) ? outlined : undefined),
    [list, outlined],
  )
  const picture = useMemo(() => {
    const drawn = draw(boxes, widthPx, { ...words, inChain }, frameMeasure())
    return { ...drawn, widthPx, rowPx, rows: rowsOf(drawn.frames), rootAtBottom, title }
  }, [boxes, widthPx, rowPx, rootAtBottom, title, words, inChain, draw])
  const selectedBoxes = useMemo(() => boxesOfFunction(list, outlined), [list, outlined])
  const hoveredBoxes = useMemo(() => boxesOfFunction(list, hovered), [list, hovered])
  const focusBox = useMemo(() => boxAtPath(list, focus), [list, focus])

  const nameOf = (box: Box | undefined): string | undefined => box && standsFor(box, outlined)

  /** A chain is gone into at the function that it shows. */
  const pathTo = (index: number): FramePath => {
    const path = pathOfBox(list, index)
    const name = nameOf(list[index])
    const names = list[index]?.names ?? []
    return name === undefined ? path : path.slice(0, path.length - (names.length - 1 - names.lastIndexOf(name)))
  }
  const open = (index: number, name?: string): void => {
    const box = list[index]
    if (!box) return
    if (box.kind === 'smaller') props.onOpenSmaller(pathOfBox(list, box.parent), smallerOf(list, box))
    else props.onZoom(pathTo(index), name)
  }
  const back = (): void => {
    const parent = list[focusBox]?.parent ?? -1
    if (parent >= 0) props.onZoom(pathOfBox(list, parent))
  }
  // One press goes in, as everywhere, and shows the function in the other panes.
  const press = (index: number): void => open(index, nameOf(list[index]))
  const select = (index: number): void => {
    const name = nameOf(list[index])
    if (name !== undefined) props.onSelect(name === outlined && reveal ? undefined : name)
  }

  return (
    <FlameView
      picture={picture}
      selected={selectedBoxes}
      hovered={hoveredBoxes}
      reveal={reveal}
      tabStop={focus.length > 0 ? focusBox : (selectedBoxes[0] ?? focusBox)}
      focusRow={list[focusBox]?.depth ?? 0}
      tip={(index) => (list[index] ? props.tip(list[index]) : undefined)}
      onPoint={(index) => props.onHover(index === undefined ? undefined : nameOf(list[index]))}
      menu={
        actions &&
        ((index) => {
          const box = list[index]
          const name = nameOf(box)
          return box && name !== undefined
            ? { title: visibleName(name, 120), actions: actions(box, name, pathTo(index)) }
            : undefined
        })
      }
      onPress={press}
      onSelect={select}
      onOpen={(index) => (index === focusBox ? back() : open(index))}
      onBack={back}
    />
  )
}

function smallerOf(list: readonly Box[], { smaller, parent }: Box): SmallerOf {
  return { count: smaller, folded: list[parent]?.names.length ?? 1 }
}
