/**
 * Part of npm run bench -- --browser: a page that is left open and used. Heap of the page and of its workers, each after a garbage
 * collection, before and after five hundred times pointing, zooming and moving the window: what grows with use would be what it keeps.
 */
import type { CDPSession, Page } from '@playwright/test'
import { against } from './pageMarks.ts'

const times = 500
/** First come code that is compiled once and answers kept for a while. */
const warmUpTimes = 60
export const mostMore = 1.1

interface Heaps {
  readonly pageBytes: number
  readonly workerBytes: number
  readonly workers: number
}

/** Talks to the workers of one page, whose heaps are their own. */
export class Workers {
  readonly #session: CDPSession
  readonly #ids = new Map<string, string>()
  readonly #waiting = new Map<number, (answer: unknown) => void>()
  #sent = 0

  constructor(session: CDPSession) {
    this.#session = session
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') this.#ids.set(sessionId, targetInfo.targetId)
    })
    session.on('Target.detachedFromTarget', ({ sessionId }) => this.#ids.delete(sessionId))
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message) as { readonly id?: number; readonly result?: unknown }
      if (id !== undefined) this.#waiting.get(id)?.(result)
    })
  }

  async attach(): Promise<void> {
    const how = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false }
    await this.#session.send('Target.setAutoAttach', how)
  }

  get count(): number {
    return this.#ids.size
  }

  async usedBytes(): Promise<number> {
    let sum = 0
    for (const sessionId of this.#ids.keys()) {
      await this.#ask(sessionId, 'HeapProfiler.collectGarbage')
      const usage = (await this.#ask(sessionId, 'Runtime.getHeapUsage')) as HeapUsage
      sum += bytesOf(usage)
    }
    return sum
  }

  async #ask(sessionId: string, method: string): Promise<unknown> {
    const id = ++this.#sent
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve))
    await this.#session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) })
    return answer
  }
}

interface HeapUsage {
  readonly usedSize: number
  /** Of columns: they lie outside of the heap. Older browsers do not say. */
  readonly backingStorageSize?: number
}

const bytesOf = ({ usedSize, backingStorageSize = 0 }: HeapUsage): number => usedSize + backingStorageSize

export async function heapsOf(session: CDPSession, workers: Workers): Promise<Heaps> {
  await session.send('HeapProfiler.collectGarbage')
  const usage: HeapUsage = await session.send('Runtime.getHeapUsage')
  return { pageBytes: bytesOf(usage), workerBytes: await workers.usedBytes(), workers: workers.count }
}

/**
 * The page shows a recording. Points at a frame, goes into it and back, and every fifth time to another window and back. Events are
 * dispatched within the page, each when the answer to the one before is drawn: by way of the browser's protocol a round took a second
 * of a busy machine, and questions piled up.
 */
async function workWith(page: Page, turns: number): Promise<void> {
  // The loader of TypeScript wraps inner functions in a helper of its own, which is not in the page.
  await page.evaluate('globalThis.__name = (named) => named')
  for (let from = 0; from < turns; from += turnsAtOnce)
    await page.evaluate(roundsInPage, { from, until: Math.min(turns, from + turnsAtOnce), moveEvery })
}

/** One call takes at most some ten seconds. */
const turnsAtOnce = 25
const moveEvery = 5

/** Runs in the page. */
async function roundsInPage(rounds: {
  readonly from: number
  readonly until: number
  readonly moveEvery: number
}): Promise<void> {
  const longestMs = 5000
  const isDrawn = (): boolean =>
    document.documentElement.dataset['state'] === 'ready' && !document.querySelector('[data-pane] [aria-busy="true"]')
  const drawn = async (): Promise<void> => {
    const startedAt = performance.now()
    do await new Promise((resolve) => requestAnimationFrame(resolve))
    while (!isDrawn() && performance.now() - startedAt < longestMs)
  }
  const press = async (key: string, at: Element): Promise<void> => {
    at.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    await drawn()
  }
  for (let turn = rounds.from; turn < rounds.until; turn++) {
    const frames = [...document.querySelectorAll('[data-pane] g.frame')]
    const frame = frames[turn % frames.length]
    if (!frame) throw new Error('no frame can be pointed at')
    const pane = frame.closest('[data-pane]')
    const { left, top } = frame.getBoundingClientRect()
    const at = { clientX: left + 1, clientY: top + 1, bubbles: true, cancelable: true }
    frame.dispatchEvent(new PointerEvent('pointerover', { ...at, pointerType: 'mouse' }))
    frame.dispatchEvent(new MouseEvent('click', at))
    await drawn()
    const stop = pane?.querySelector('g.frame[tabindex="0"]')
    if (stop) await press('Backspace', stop)
    if (turn % rounds.moveEvery !== 0) continue
    await press('[', document.body)
    await press(']', document.body)
  }
  await press('Escape', document.body)
}

/** Until what was asked has been answered, and what is kept only briefly is let go. */
export async function rest(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset['state'] === 'ready', undefined, {
    polling: 200,
    timeout: 120_000,
  })
  await page.waitForTimeout(briefly)
}

/** Longer than the page keeps what is asked again at every zoom (`state/queries/answers.ts`). */
const briefly = 15_000

export async function benchStaying(page: Page, address: string): Promise<void> {
  console.log(
    `\npointing at a frame, zooming and back ${times} times, the window moved ${(2 * times) / moveEvery} times`,
  )
  await page.goto(address)
  await page.waitForFunction(() => document.querySelectorAll('[data-pane=cpu] g.frame').length > 5)
  const session = await page.context().newCDPSession(page)
  const workers = new Workers(session)
  await workers.attach()
  await workWith(page, warmUpTimes)
  await rest(page)
  const before = await heapsOf(session, workers)
  const startedAt = performance.now()
  await workWith(page, times)
  const seconds = (performance.now() - startedAt) / 1000
  await rest(page)
  const after = await heapsOf(session, workers)
  const megabytes = (bytes: number): number => bytes / 1e6
  const limitOf = (bytes: number): number => Math.round(mostMore * megabytes(bytes) * 10) / 10
  against(megabytes(after.pageBytes), limitOf(before.pageBytes), 'heap of the page afterwards', 'MB')
  against(megabytes(after.workerBytes), limitOf(before.workerBytes), '… of its workers', 'MB')
  against(after.workers, before.workers, '… how many workers', '')
  against((1000 * seconds) / times, 300, 'one time', 'ms')
}
