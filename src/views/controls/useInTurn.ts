import { startTransition, useEffect, useState } from 'react'

/** A hidden page paints no frame, and is drawn all the same. */
const longestFrameMs = 250

/**
 * How many parts may be drawn: none until `begun`, then one more after each frame that is on the screen, so that what stands first is
 * seen first and no single piece of work draws everything. Never fewer again.
 */
export function useInTurn(begun: boolean, parts: number): number {
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (!begun || turn >= parts) return undefined
    // In a transition one part is rendered in pieces, too.
    return afterPaint(() => startTransition(() => setTurn(turn + 1)))
  }, [begun, turn, parts])
  return turn
}

/** Returns what gives it up. */
function afterPaint(act: () => void): () => void {
  let timer = setTimeout(act, longestFrameMs)
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer)
    timer = setTimeout(act, 0)
  })
  return () => {
    clearTimeout(timer)
    cancelAnimationFrame(frame)
  }
}
