/**
 * Pictures take turns: each is drawn in a task of its own, in the order in which they were asked for, so that the page answers keys
 * and pointers between two of them. Three and the answers that brought them were one block of 120 ms, a large one was one of 70.
 * Paper does not wait: what is asked for while the browser prepares to print is drawn at once.
 */
const waiting = new Set<() => void>()
let printing = false
let channel: MessageChannel | undefined

/** What was drawn has to be laid out and painted too, which takes as long again. */
const turnMs = 8

/** When a turn that begins now has done enough. */
export const turnEnd = (): number => performance.now() + (printing ? Number.POSITIVE_INFINITY : turnMs)

/**
 * Returns what gives the turn up.
 *
 * @param afterFrame once what was drawn before is on the screen: painting is part of the same block else
 */
export function inTurn(draw: () => void, { afterFrame = false }: { readonly afterFrame?: boolean } = {}): () => void {
  if (printing) {
    draw()
    return () => undefined
  }
  waiting.add(draw)
  // Nothing is painted in a page that nobody sees.
  if (afterFrame && !document.hidden) requestAnimationFrame(askForTurn)
  else askForTurn()
  return () => waiting.delete(draw)
}

/** A message, because a timer of a page in the background is held back. */
function askForTurn(): void {
  if (!channel) {
    channel = new MessageChannel()
    channel.port1.addEventListener('message', next)
    channel.port1.start()
    listenForPaper()
  }
  channel.port2.postMessage(undefined)
}

/** One message was sent for each that waits. */
function next(): void {
  const [draw] = waiting
  if (!draw) return
  waiting.delete(draw)
  draw()
}

/** Capturing: before whoever hears of the sheet's width and asks for other pictures. */
function listenForPaper(): void {
  addEventListener(
    'beforeprint',
    () => {
      printing = true
      while (waiting.size > 0) next()
    },
    { capture: true },
  )
  addEventListener('afterprint', () => (printing = false), { capture: true })
}
