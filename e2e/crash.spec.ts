/**
 * An analysis worker that dies, at each step of its work and in each way: with an error, or without a word, as one that was ended from
 * outside or ran out of memory. The page says so and loads again once; it never turns what is gone into a verdict.
 */
import type { Page } from '@playwright/test'
import { expect, open, recording, test } from './page.ts'

// Loading twice over on a busy machine takes its time.
test.describe.configure({ timeout: 120_000 })

interface Death {
  /** What the worker is asked when it dies. */
  readonly at: string
  /** Part of the question, as text. */
  readonly about?: string
  readonly times: number
  /** Without: it is gone and nothing says so. */
  readonly withError?: boolean
}

/** Lets the page's analysis workers die when they are asked something. */
async function dyingWorkers(page: Page, death: Death): Promise<void> {
  await page.addInitScript(({ at, about = '', times, withError = false }: Death) => {
    let left = times
    const kept: Worker[] = []
    const Plain = globalThis.Worker
    globalThis.Worker = class extends Plain {
      /** It has begun, and said so. */
      readonly #begun: Promise<unknown>

      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options)
        if (options?.name === 'analysis') kept.push(this)
        this.#begun = new Promise((resolve) => this.addEventListener('message', resolve, { once: true }))
      }

      override postMessage(
        message: { question?: { ask: string } },
        more?: Transferable[] | StructuredSerializeOptions,
      ) {
        const { question } = message
        if (question?.ask === at && left > 0 && JSON.stringify(question).includes(about)) {
          left--
          void this.#begun.then(() => {
            if (withError) this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }))
            else this.terminate()
          })
          return
        }
        super.postMessage(message, more as StructuredSerializeOptions)
      }
    }
    Object.assign(globalThis, { endWorker: () => kept.at(-1)?.terminate() })
  }, death)
}

const contended = '[data-diagnosis="contention-bound"]'
const never = 1000

for (const withError of [true, false]) {
  const how = withError ? 'with an error' : 'without a word'

  for (const at of ['load', 'analyse', 'boxes']) {
    test(`that dies ${how} when it is asked to ${at}: everything is loaded again, and the verdict is there`, async ({
      page,
    }) => {
      await dyingWorkers(page, { at, times: 1, withError })
      await page.goto(`/#${recording('orderbook')}`)
      await expect(page.locator(contended)).toBeVisible({ timeout: 60_000 })
      await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible({ timeout: 30_000 })
      await expect(page.getByText('No CPU profile was recorded')).toHaveCount(0)
    })
  }

  for (const at of ['load', 'analyse']) {
    test(`that dies ${how} at every ${at}: a sentence, and no verdict about nothing`, async ({ page }) => {
      await dyingWorkers(page, { at, times: never, withError })
      await page.goto(`/#${recording('orderbook')}`)
      await expect(page.getByText(/it stopped unexpectedly/).first()).toBeVisible({ timeout: 60_000 })
      await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
    })
  }
}

test('that is ended when all is answered: the same verdict comes back', async ({ page }) => {
  await dyingWorkers(page, { at: 'nothing', times: 0 })
  await open(page, recording('orderbook'))
  await expect(page.locator(contended)).toBeVisible()
  await page.evaluate(() => (globalThis as unknown as { endWorker: () => void }).endWorker())
  await page.getByRole('button', { name: /Enlarge Lock/i }).click()
  await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible({ timeout: 30_000 })
  await expect(page.locator(contended)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('No CPU profile was recorded')).toHaveCount(0)
})

test.describe('while two windows are compared', () => {
  const compared = recording(
    'fast-path-b',
    '&w=2026-11-22T13:44:59Z..2026-11-22T13:47:59Z&base=2026-11-22T13:41:41Z..2026-11-22T13:44:41Z&base.src=recording:recordings/fast-path-a/',
  )

  test('it dies once: the comparison comes back', async ({ page }) => {
    await dyingWorkers(page, { at: 'compare', times: 1 })
    await page.goto(`/#${compared}`)
    await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible({ timeout: 60_000 })
  })
})
