/** An analysis worker that dies: the page says so and loads again once; it never turns what is gone into a verdict. */
import type { Page } from '@playwright/test'
import { expect, open, recording, settled, test } from './page.ts'

/** Keeps every worker the page starts, so that a test can let one fail as it does when memory ends. */
async function holdWorkers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const kept: Worker[] = []
    const Plain = globalThis.Worker
    globalThis.Worker = class extends Plain {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options)
        if (options?.name === 'analysis') kept.push(this)
      }
    }
    Object.assign(globalThis, {
      failWorker: () => kept.at(-1)?.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })),
    })
  })
}

const fail = (page: Page): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as { failWorker: () => void }).failWorker())

test('that dies after the answer: the same verdict comes back', async ({ page }) => {
  await holdWorkers(page)
  await open(page, recording('orderbook'))
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  await fail(page)
  await page.getByRole('button', { name: /Enlarge Lock/i }).click()
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('No CPU profile was recorded')).toHaveCount(0)
})

test('that dies again and again: a sentence, and no verdict about nothing', async ({ page }) => {
  await holdWorkers(page)
  await page.addInitScript(() => {
    // As a file that is too large does: what loads one ends it, whenever it is started anew.
    const started = new WeakSet<Worker>()
    Object.defineProperty(Worker.prototype, 'postMessage', {
      value(this: Worker, message: { question?: { ask: string } }) {
        if (message.question?.ask !== 'load' || started.has(this)) return
        started.add(this)
        setTimeout(() => this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' })), 0)
      },
    })
  })
  await page.goto(`/#${recording('orderbook')}`)
  await settled(page)
  await expect(page.getByText(/it stopped unexpectedly/).first()).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
})
