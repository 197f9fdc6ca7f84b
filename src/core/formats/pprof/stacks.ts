/** Paths of locations → stacks of frames, each path once, a parent always before its children. */
import { PprofProblem } from './wire.ts'
import type { LocationFrames } from './frames.ts'
import type { ProfileBuilder } from '../../profile/profileBuilder.ts'

/** A location listing a hundred thousand inlined lines, used a hundred thousand times, must not become ten thousand million frames. */
export const maxStackRows = 16_000_000
/** The deepest real stacks, runaway recursion included, have some thousand frames. */
export const maxDepth = 100_000

/** Frame → drop it and everything nearer the leaf, once a frame that stays has been seen. */
export type DropFrame = (frame: number) => boolean

/** Per path its stack. A key is a row of `frames`. Throws `PprofProblem`. */
export function buildStacks(
  { parent, key }: { readonly parent: Int32Array; readonly key: Int32Array },
  inputs: {
    readonly builder: ProfileBuilder
    readonly frames: LocationFrames
    readonly dropFrame: DropFrame | undefined
  },
): Int32Array {
  const { builder, dropFrame } = inputs
  const { start, frame } = inputs.frames
  const paths = parent.length
  const stackOf = new Int32Array(paths)
  builder.expectStacks(paths)
  const depthOf = new Int32Array(paths)
  /** Only with `drop_frames`: 0 nothing kept yet, 1 something kept, 2 dropped from here on. */
  const stateOf = new Uint8Array(dropFrame ? paths : 0)
  const isOnly = onlyOfTheirFrame(inputs.frames)
  /** Paths of such locations alone: no other path becomes the same stack, and none of them is looked for. */
  const isAlone = new Uint8Array(paths)
  let steps = 0
  for (let path = 0; path < paths; path++) {
    const above = parent[path]!
    const location = key[path]!
    const end = start[location + 1]!
    const added = end - start[location]!
    const depth = (above < 0 ? 0 : depthOf[above]!) + added
    if (depth > maxDepth) {
      throw new PprofProblem('too-large', `it has a stack of more than ${maxDepth.toLocaleString('en')} frames`)
    }
    steps += added
    if (steps > maxStackRows) {
      const most = maxStackRows.toLocaleString('en')
      throw new PprofProblem('too-large', `its stacks hold more than ${most} different frames`)
    }
    depthOf[path] = depth
    let stack = above < 0 ? -1 : stackOf[above]!
    if (dropFrame) {
      let state = above < 0 ? 0 : stateOf[above]!
      for (let i = start[location]!; i < end && state < 2; i++) {
        if (!dropFrame(frame[i]!)) state = 1
        else if (state === 1) state = 2
        if (state < 2) stack = builder.stack(stack, frame[i]!)
      }
      stateOf[path] = state
    } else if (isOnly[location] === 1 && (above < 0 || isAlone[above] === 1)) {
      isAlone[path] = 1
      stack = builder.newStack(stack, frame[start[location]!]!)
    } else {
      for (let i = start[location]!; i < end; i++) stack = builder.stack(stack, frame[i]!)
    }
    stackOf[path] = stack
  }
  return stackOf
}

/** Per location 1 where it is one frame, and no other location is that frame. */
function onlyOfTheirFrame({ start, frame }: LocationFrames): Uint8Array {
  const locations = start.length - 1
  const uses = new Map<number, number>()
  for (const one of frame) uses.set(one, (uses.get(one) ?? 0) + 1)
  const isOnly = new Uint8Array(locations)
  for (let location = 0; location < locations; location++) {
    const from = start[location]!
    if (start[location + 1] === from + 1 && uses.get(frame[from]!) === 1) isOnly[location] = 1
  }
  return isOnly
}
