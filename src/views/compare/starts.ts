/** Where in a picture of differences a change starts, as in the headline: own code before plumbing, and what carries it before what holds it. */
import type { DiffBox } from '../../core/draw/boxes.ts'

/** Of what its caller changed by: then the change is this frame's, and the caller only holds it. */
const mostOf = 0.8

type Changed = Pick<DiffBox, 'change' | 'kind' | 'own' | 'parent'>

const isDecided = ({ change, kind }: Changed): boolean => kind !== 'root' && (change === 'grew' || change === 'shrank')

/** Indexes of boxes; each box stands after the one it is in. @param changes what each box changed by, in any one unit */
export function startsOf(boxes: readonly Changed[], changes: readonly number[]): ReadonlySet<number> {
  const starts = new Set<number>()
  const holdOthers = new Set<number>()
  const above = function* (index: number): Generator<number> {
    for (let at = boxes[index]!.parent; at > 0; at = boxes[at]!.parent) yield at
  }
  for (let index = boxes.length - 1; index > 0; index--) {
    const box = boxes[index]!
    if (!isDecided(box)) continue
    if (!holdOthers.has(index)) starts.add(index)
    // What a library does more of is its caller's doing.
    for (const at of above(index))
      if ((box.own || !boxes[at]!.own) && changes[index]! / changes[at]! >= mostOf) holdOthers.add(at)
  }
  // What the program calls from there goes along with it, however deep that can be followed into a library.
  const own = new Set([...starts].filter((index) => boxes[index]!.own))
  return new Set([...starts].filter((index) => own.has(index) || ![...above(index)].some((at) => own.has(at))))
}
