/**
 * An analysis worker that dies, at each step of its work and in each way: with an error, or without a word, as one that was ended from
 * outside or ran out of memory. The page says so and loads again once; it never turns what is gone into a verdict.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { drop, dropBeside, expect, open, recording, test } from './page.ts'
import { writePprof } from '../src/core/testing/pprofWriter.ts'
import { distFolder } from './servers/nginxServer.ts'
import { serve, type TestServer } from './servers/serve.ts'

// Loading twice over on a busy machine takes its time.
test.describe.configure({ timeout: 120_000 })

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
}

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

  test('it dies whenever it compares: a sentence, and the window by itself is one press away', async ({ page }) => {
    await dyingWorkers(page, { at: 'compare', times: never })
    await page.goto(`/#${compared}`)
    await expect(page.getByText(/The comparison failed: .*it stopped unexpectedly/)).toBeVisible({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Stop comparing' }).first().click()
    await expect(page.locator('[data-diagnosis]').first()).toBeVisible({ timeout: 60_000 })
    await expect(page.getByText('No CPU profile was recorded')).toHaveCount(0)
  })

  test('a base that ends it costs the comparison and nothing else', async ({ page }) => {
    await dyingWorkers(page, { at: 'load', about: 'before.folded', times: never })
    await open(page, recording('orderbook'))
    await expect(page.locator(contended)).toBeVisible()
    await dropBeside(page, [{ name: 'before.folded', content: 'main;work;encode 90\nmain;work;parse 10\n' }])
    await expect(page.getByText(/it stopped unexpectedly/).first()).toBeVisible({ timeout: 60_000 })
    await expect(page.locator(contended)).toBeVisible({ timeout: 60_000 })
    await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible({ timeout: 30_000 })
    await expect(page.getByText('No CPU profile was recorded')).toHaveCount(0)
  })
})

test.describe('a reader of a large file', () => {
  const line = `${'main;serve;handle;'.repeat(8)}`
  const folded = Array.from({ length: 14_000 }, (_, at) => `${line}work${at % 50} ${(at % 7) + 1}`).join('\n')

  /** The page from a server whose reader ends `times` times before it has read anything. No test can reach a worker of a worker. */
  async function dyingReaders(
    times: number,
    which = /reader\.worker[^/]*\.js$/,
  ): Promise<{ readonly server: TestServer; readonly died: () => number }> {
    let died = 0
    const server = await serve(({ url }) => {
      const path = join(distFolder, url.pathname === '/' ? 'index.html' : url.pathname)
      const type = types[extname(path)]
      if (!path.startsWith(distFolder) || type === undefined || !existsSync(path)) return { status: 404 }
      const isDying = which.test(path) && died < times
      if (isDying) died++
      const body = isDying ? 'throw new Error("out of memory")' : readFileSync(path)
      return { headers: { 'content-type': type, 'cache-control': 'no-store' }, body }
    })
    return { server, died: () => died }
  }

  test('that dies once reads it at the second try', async ({ page }) => {
    const { server, died } = await dyingReaders(1)
    await open(page, server.url)
    await drop(page, [{ name: 'large.folded', content: folded }])
    await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible({ timeout: 60_000 })
    expect(died()).toBe(1)
    await server.close()
  })

  test('that dies every time is a sentence about that file, and no verdict without it', async ({ page }) => {
    const { server } = await dyingReaders(never)
    await open(page, server.url)
    await drop(page, [
      { name: 'large.folded', content: folded },
      { name: 'small.folded', content: 'main;work 3\nmain;rest 4\n' },
    ])
    await expect(page.getByText(/large\.folded: reading it stopped unexpectedly/).first()).toBeVisible({
      timeout: 60_000,
    })
    await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
    await server.close()
  })

  test('beside the one that dies reads the file alone, and all of it', async ({ page }) => {
    const { server, died } = await dyingReaders(never, /part\.worker[^/]*\.js$/)
    const below = Array.from({ length: 20 }, (_, at) => `step${at}`)
    const bytes = writePprof({
      types: [['cpu', 'nanoseconds']],
      durationNanos: 10_000_000_000,
      samples: Array.from({ length: 120_000 }, (_, at) => ({
        stack: ['main', `serve${at % 9}`, `parse${at % 7}`, ...below],
        values: [10_000_000],
        labels: { request: at % 7 },
      })),
    })
    expect(bytes.length).toBeGreaterThan(4_000_000)
    await open(page, server.url)
    await drop(page, [{ name: 'cpu.pb', content: Buffer.from(bytes) }])
    const pane = page.locator('[data-pane="cpu"]')
    await expect(pane.locator('g.frame').first()).toBeVisible({ timeout: 60_000 })
    await expect(pane).toContainText('of 1,200 s')
    // The link names the file by the hash that a worker of its own made.
    expect(page.url()).toContain(createHash('sha256').update(bytes).digest('hex'))
    expect(died()).toBe((await page.evaluate(() => navigator.hardwareConcurrency)) > 1 ? 1 : 0)
    await server.close()
  })
})
