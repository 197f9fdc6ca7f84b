/**
 * Part of npm run bench -- --browser: a page that is left open and used. Heap of the page and of its workers, each after a garbage
 * collection, before and after five hundred times pointing, zooming and moving the window: what grows with use would be what it keeps.
 */
import type { CDPSession, Page } from '@playwright/test'
import { against } from './pageMarks.ts'

const times = 500
/** First come code that is compiled once and answers kept for a while. */
const warmUpTimes = 60
const mostMore = 1.1

interface Heaps {
  readonly pageBytes: number
  readonly workerBytes: number
  readonly workers: number
}

/** Talks to the workers of one page, whose heaps are their own. */
class Workers {
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

async function heapsOf(session: CDPSession, workers: Workers): Promise<Heaps> {
  await session.send('HeapProfiler.collectGarbage')
  const usage: HeapUsage = await session.send('Runtime.getHeapUsage')
  return { pageBytes: bytesOf(usage), workerBytes: await workers.usedBytes(), workers: workers.count }
}

/** The page shows a recording. Points at a frame, goes into it and back, and every fifth time to another window and back. */
async function workWith(page: Page, turns: number): Promise<void> {
  const frames = await page.evaluate(() =>
    [...document.querySelectorAll('[data-pane] g.frame')]
      .map((frame) => frame.getBoundingClientRect())
      .filter(({ width, top, bottom }) => width > 24 && top > 0 && bottom < innerHeight)
      .map(({ left, top, width, height }) => ({ x: left + width / 2, y: top + height / 2 })),
  )
  if (frames.length === 0) throw new Error('no frame can be pointed at')
  for (let turn = 0; turn < turns; turn++) {
    const { x, y } = frames[turn % frames.length]!
    await page.mouse.move(x, y)
    await page.mouse.click(x, y)
    await page.keyboard.press('Backspace')
    if (turn % 5 === 0) {
      await page.keyboard.press('[')
      await page.keyboard.press(']')
    }
  }
  await page.mouse.move(2, 2)
  await page.keyboard.press('Escape')
}

/** Until what was asked has been answered, and what is kept only briefly is let go. */
async function rest(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset['state'] === 'ready', undefined, { polling: 200 })
  await page.waitForTimeout(briefly)
}

/** Longer than the page keeps what is asked again at every zoom (`state/queries/answers.ts`). */
const briefly = 15_000

export async function benchStaying(page: Page, address: string): Promise<void> {
  console.log(`\npointing at a frame, zooming and back ${times} times, the window moved ${times / 5} times`)
  await page.goto(address)
  await page.waitForFunction(() => document.querySelectorAll('[data-pane=cpu] g.frame').length > 5)
  const session = await page.context().newCDPSession(page)
  const workers = new Workers(session)
  await workers.attach()
  await workWith(page, warmUpTimes)
  await rest(page)
  const before = await heapsOf(session, workers)
  await workWith(page, times)
  await rest(page)
  const after = await heapsOf(session, workers)
  const megabytes = (bytes: number): number => bytes / 1e6
  const limitOf = (bytes: number): number => Math.round(mostMore * megabytes(bytes) * 10) / 10
  against(megabytes(after.pageBytes), limitOf(before.pageBytes), 'heap of the page afterwards', 'MB')
  against(megabytes(after.workerBytes), limitOf(before.workerBytes), '… of its workers', 'MB')
  against(after.workers, before.workers, '… how many workers', '')
}
