/** The boxes of one view of one pane, and whether "n smaller" is opened in it. */
import type { PaneId, ViewKind } from '../../core/base/vocabulary.ts'
import { useState } from 'react'
import type { FramePath } from '../../core/profile/callTree.ts'
import type { TreeLook } from '../../core/profile/look.ts'
import type { Boxes, SmallerOf } from '../../core/draw/boxes.ts'
import { useBoxes } from '../../state/queries/queries.ts'
import { dispatch, useViewField } from '../../state/view/store.ts'

/** Width is asked for in steps: boxes are in shares, so a few pixels more need no new answer. */
const stepPx = 16
const noFocus: FramePath = []

export interface PaneBoxes {
  readonly boxes: Boxes | undefined
  readonly waiting: boolean
  readonly failure: string | undefined
}

export function usePaneBoxes(view: ViewKind | undefined, zoom: Zoom, widthPx: number, look?: TreeLook): PaneBoxes {
  const answer = useBoxes({
    view: view ?? 'cpu',
    widthPx: view === undefined ? 0 : Math.floor(widthPx / stepPx) * stepPx,
    focus: zoom.path,
    onlySmaller: zoom.onlySmaller,
    look,
  })
  return {
    // The answer kept while the next is on its way may belong to the other heap mode.
    boxes: answer.data?.view === view ? answer.data : undefined,
    waiting: answer.isPending || answer.isPlaceholderData,
    failure: answer.error?.message,
  }
}

export interface Zoom {
  readonly path: FramePath
  /** An opened "n smaller" box. */
  readonly onlySmaller: SmallerOf | undefined
  /** @param name the function pressed on the way: it is selected with the same step */
  readonly to: (path: FramePath, name?: string) => void
  readonly openSmaller: (path: FramePath, smaller: SmallerOf) => void
}

/** The path is in the link; what was too small to draw depends on the reader's width, so opening it is not. */
export function useZoom(pane: PaneId): Zoom {
  const path = useViewField((view) => view.focus[pane]) ?? noFocus
  const [opened, setOpened] = useState<{ readonly path: FramePath; readonly smaller: SmallerOf }>()
  const onlySmaller = opened !== undefined && samePath(opened.path, path) ? opened.smaller : undefined
  return {
    path,
    onlySmaller,
    to: (next, name) => {
      setOpened(undefined)
      if (!samePath(next, path) || name !== undefined)
        dispatch({ type: 'zoomed', pane, path: next, ...(name === undefined ? {} : { name }) })
    },
    openSmaller: (next, smaller) => {
      setOpened({ path: next, smaller })
      if (!samePath(next, path)) dispatch({ type: 'zoomed', pane, path: next })
    },
  }
}

/** Of a half whose paths are no paths of the whole, and no part of a link. Pressing in it selects the function. */
export function useHalfZoom(): Zoom {
  const [at, setAt] = useState<{ readonly path: FramePath; readonly smaller?: SmallerOf }>({ path: noFocus })
  return {
    path: at.path,
    onlySmaller: at.smaller,
    to: (path, name) => {
      setAt({ path })
      if (name !== undefined) dispatch({ type: 'selected', name })
    },
    openSmaller: (path, smaller) => setAt({ path, smaller }),
  }
}

function samePath(a: FramePath, b: FramePath): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index])
}
