/**
 * Memory that runs out. A browser ends the whole page when a worker's heap is full, and no code of the page runs any more. So what is held
 * here is what comes after: whoever opens the same link again is told what the page before did not survive, at whatever step that was; it
 * is not done again by itself, nothing stands for a verdict, and it is tried when it is asked for.
 */
import { type Page, chromium } from '@playwright/test'
import { expect, open, recording, settled, test } from './page.ts'
import { findChromium } from './tools/chromium.ts'

test.describe.configure({ timeout: 240_000 })

test('a worker whose heap is really full ends the page; the next one says over which file, and asks before it reads it', async ({
  baseURL,
}) => {
  const executablePath = findChromium()
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    // Small, and collected by one thread: several look for room at once, which is most of what this costs.
    args: ['--no-sandbox', '--disable-gpu', '--js-flags=--max-old-space-size=20 --single-threaded-gc'],
  })
  try {
    const context = await browser.newContext(baseURL === undefined ? {} : { baseURL })
    const page = await context.newPage()
    const ended = page.waitForEvent('crash', { timeout: 120_000 })
    await open(page, recording('none'))
    // Made in the page: some 20 MB take long to hand over, and pieces are kept outside of the heap.
    await page.evaluate(() => {
      const pieces: Blob[] = []
      for (let piece = 0; piece < 26; piece++) {
        // Many names and not long ones: what is read within a second leaves no note.
        const lines = Array.from({ length: 20_000 }, (_, at) => `main;handler;function_number_${piece}_${at} 3\n`)
        pieces.push(new Blob([lines.join('')]))
      }
      const transfer = new DataTransfer()
      transfer.items.add(new File(pieces, 'names.folded'))
      for (const type of ['dragenter', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true }))
    })
    await expect(page).toHaveURL(/src=files/, { timeout: 60_000 })
    const link = page.url()
    await ended

    const next = await context.newPage()
    await open(next, link)
    await expect(
      next.getByText(/names\.folded: the browser ended this page while the file was being read/).first(),
    ).toBeVisible()
    await hasNoAnswer(next)
    // Another link has nothing to do with it.
    await open(next, recording('small-0'))
    await expect(next.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 60_000 })
  } finally {
    await browser.close()
  }
})

/** What the page's workers are not asked from now on; a page that begins asks them everything. */
type Deaf = typeof globalThis & { unasked?: string }

/** Opens the link in a page that is never answered `at`, and ends it there as a full heap does, once `questions` of these are noted. */
async function endedAt(page: Page, at: string, questions: number, link: string): Promise<void> {
  await page.evaluate((what) => ((globalThis as Deaf).unasked = what), at)
  await page.goto(`/#${link}`)
  // Each file is a question of its own and is noted for itself: of a page that ends before the third the next one tells another story.
  await page.waitForFunction(
    ([what, least]) =>
      Object.keys(localStorage).some((key) => (localStorage.getItem(key) ?? '').split(`"${what} `).length > least),
    [at, questions] as const,
    { timeout: 90_000 },
  )
  const session = await page.context().newCDPSession(page)
  const ended = page.waitForEvent('crash')
  // It answers no more.
  session.send('Page.crash').catch(() => undefined)
  await ended
  await page.close()
}

async function hasNoAnswer(page: Page): Promise<void> {
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await expect(page.locator('[data-pane] g.frame')).toHaveCount(0)
}

const whole = '2026-11-22T12:46:00Z..2026-11-22T12:47:00Z'
const compared = recording('small-2', `&w=${whole}&base=${whole}&base.src=recording:recordings/small-3/`)
const ways = [
  {
    at: 'load',
    questions: 3,
    link: recording('small-0'),
    says: /the browser ended this page while the file and \d+ others were/,
  },
  {
    at: 'analyse',
    questions: 1,
    link: recording('small-1'),
    says: /The analysis: the browser ended this page while it worked on/,
  },
  {
    at: 'compare',
    questions: 1,
    link: compared,
    says: /The comparison: the browser ended this page while it was worked out/,
  },
] as const

test('a page that ended when it was asked to load, analyse or compare: the next one says so, in a tab of its own, and tries again when asked', async ({
  context,
}) => {
  await context.addInitScript(() => {
    const Plain = globalThis.Worker
    globalThis.Worker = class extends Plain {
      override postMessage(
        message: { question?: { ask: string } },
        more?: Transferable[] | StructuredSerializeOptions,
      ) {
        const { unasked } = globalThis as Deaf
        if (unasked === undefined || message.question?.ask !== unasked)
          super.postMessage(message, more as StructuredSerializeOptions)
      }
    }
  })
  // Each page that came after one that ended is well, and is the next to end.
  let page = await context.newPage()
  await open(page, recording('none'))
  for (const { at, questions, link, says } of ways) {
    await endedAt(page, at, questions, link)
    const next = await context.newPage()
    await next.goto(`/#${link}`)
    await expect(next.getByText(says).first(), at).toBeVisible({ timeout: 90_000 })
    // A comparison costs itself only: the window stands below by itself, with and without the sentence.
    if (at === 'compare') {
      await expect(next.locator('[data-diagnosis]')).toHaveCount(1)
      await next.getByRole('button', { name: 'Stop comparing' }).first().click()
      await expect(next.getByText(says)).toHaveCount(0)
      await expect(next.locator('[data-diagnosis]').first()).toBeVisible({ timeout: 60_000 })
      await next.goBack()
    } else {
      await settled(next)
      await hasNoAnswer(next)
    }
    if (at !== 'compare') await next.getByRole('button', { name: 'Try again' }).click()
    else await next.reload()
    await expect(next.locator('[data-pane="cpu"] g.frame').first(), at).toBeVisible({ timeout: 90_000 })
    await expect(next.getByText(says), at).toHaveCount(0)
    const unfinished = () => Object.keys(localStorage).filter((key) => key.includes('unfinished'))
    expect(await next.evaluate(unfinished), at).toEqual([])
    page = next
  }
})
