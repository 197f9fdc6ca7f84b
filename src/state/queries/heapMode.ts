/** Which side of the heap is shown: what the reader or the link chose; else where the verdict points, and never an empty side where the other has data. */
import type { HeapMode, ViewKind } from '../../core/base/vocabulary.ts'
import type { LookAt } from '../../core/diagnosis/diagnosis.ts'
import { useViewField } from '../view/store.ts'
import { usePaneSubject } from './current.tsx'

export interface HeapSides {
  readonly lookAt: LookAt
  readonly has: (kind: ViewKind) => boolean
  /** Native code’s memory was recorded beside the managed heap. */
  readonly native?: boolean
}

export function heapModeOf(chosen: HeapMode | undefined, sides: HeapSides | undefined): HeapMode {
  // Nobody sees an empty pane for a link to what this window does not have.
  if (chosen !== undefined && (chosen !== 'native' || sides === undefined || sides.native === true)) return chosen
  if (sides === undefined) return 'live'
  const { lookAt, has, native = false } = sides
  if (native && !has('heap_live') && !has('heap_alloc')) return 'native'
  const prefers = lookAt === 'heap_alloc' ? 'alloc' : 'live'
  const other = prefers === 'alloc' ? 'live' : 'alloc'
  return !has(`heap_${prefers}`) && has(`heap_${other}`) ? other : prefers
}

export function useHeapMode(): HeapMode {
  const chosen = useViewField((view) => view.heapMode)
  const { analysis, awaited } = usePaneSubject()
  return heapModeOf(
    chosen,
    analysis && {
      // Where to look is known when everything is there.
      lookAt: awaited.length === 0 ? analysis.story.lookAt.view : 'none',
      has: (kind) => {
        const view = analysis.views[kind]
        return awaited.includes(kind) || (view.state === 'measured' && view.total > 0)
      },
      native: analysis.native !== undefined,
    },
  )
}
