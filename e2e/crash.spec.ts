/**
 * An analysis worker that dies, at each step of its work and in each way: with an error, or without a word, as one that was ended from
 * outside or ran out of memory. The page says so and loads again once; it never turns what is gone into a verdict.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Page } from '@playwright/test'
import { drop, dropBeside, expect, open, recording, test } from './page.ts'
import { protobuf, writePprof } from '../src/core/testing/pprofWriter.ts'
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

interface Dying {
  death: Death
  /** The page tries once again what ended after a quiet minute; here that is not waited for. */
  laterMs: number
  endWorker(): void
}

/** Lets the page's analysis workers die when they are asked something, as they are told from now on. */
async function dyingWorkers(page: Page): Promise<(death: Death) => Promise<void>> {
  await page.addInitScript(() => {
    const dying = globalThis as unknown as Dying
    Object.assign(dying, { death: { at: 'nothing', times: 0 }, laterMs: 0 })
    const clock = performance.now.bind(performance)
    performance.now = () => clock() + dying.laterMs
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
        const { at, about = '', times, withError = false } = dying.death
        if (question?.ask === at && times > 0 && JSON.stringify(question).includes(about)) {
          dying.death = { ...dying.death, times: times - 1 }
          void this.#begun.then(() => {
            if (withError) this.dispatchEvent(new ErrorEvent('error', { message: 'out of memory' }))
            else this.terminate()
          })
          return
        }
        super.postMessage(message, more as StructuredSerializeOptions)
      }
    }
    dying.endWorker = () => kept.at(-1)?.terminate()
  })
  await page.goto('/')
  return (death) =>
    page.evaluate((next) => {
      const dying = globalThis as unknown as Dying
      dying.death = next
      dying.laterMs += 120_000
    }, death)
}

/** How often it still may die of what it was told last. */
const left = (page: Page): Promise<number> => page.evaluate(() => (globalThis as unknown as Dying).death.times)

const contended = '[data-diagnosis="contention-bound"]'
const never = 1000

const steps = ['load', 'analyse', 'boxes'] as const

test('that dies once, at whatever step and with an error or without a word: everything is loaded again, and the verdict is there', async ({
  page,
}) => {
  const die = await dyingWorkers(page)
  for (let at = 0; at < 2 * steps.length; at++) {
    const death = { at: steps[at % steps.length]!, times: 1, withError: at < steps.length }
    const which = JSON.stringify(death)
    await die(death)
    // Files of its own for each: what was read once is not asked for again.
    await page.goto(`/#${recording(`small-${at}`)}`)
    await expect.poll(() => left(page), which).toBe(0)
    await expect(page.locator(contended), which).toBeVisible({ timeout: 60_000 })
    await expect(page.locator('[data-pane="lock"] g.frame').first(), which).toBeVisible({ timeout: 30_000 })
    await expect(page.locator(`${contended}[aria-busy="true"], [data-pane] [aria-busy="true"]`), which).toHaveCount(0)
    await expect(page.getByText('No CPU profile was recorded'), which).toHaveCount(0)
  }
  // And one that is ended when all is answered.
  await die({ at: 'nothing', times: 0 })
  await page.evaluate(() => (globalThis as unknown as Dying).endWorker())
  await page.getByRole('button', { name: /Enlarge Lock/i }).click()
  await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible({ timeout: 30_000 })
  await expect(page.locator(contended)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('No CPU profile was recorded')).toHaveCount(0)
})

test('that dies every time, with an error or without a word: a sentence, and no verdict about nothing', async ({
  page,
}) => {
  const die = await dyingWorkers(page)
  for (const withError of [true, false])
    for (const [at, step] of steps.slice(0, 2).entries()) {
      const name = `small-${withError ? at : 2 + at}`
      const death = { at: step, times: never, withError }
      const which = JSON.stringify(death)
      const said = page.getByText(/it stopped unexpectedly/)
      await page.goto('/#')
      await expect(said, which).toHaveCount(0)
      await die(death)
      await page.goto(`/#${recording(name)}`)
      await expect.poll(() => left(page), which).toBeLessThan(never)
      await expect(said.first(), which).toBeVisible({ timeout: 60_000 })
      await expect(page.locator('[data-diagnosis]'), which).toHaveCount(0)
    }
  // The counter-example: what does not end it is shown in the same page.
  await die({ at: 'nothing', times: 0 })
  await page.goto(`/#${recording('small-4')}`)
  await expect(page.locator(contended)).toBeVisible({ timeout: 60_000 })
})

test('that dies while two windows are compared: once, the comparison comes back; always, a sentence; over the base, that alone is lost', async ({
  page,
}) => {
  const whole = '2026-11-22T12:46:00Z..2026-11-22T12:47:00Z'
  const compared = (base: string): string =>
    recording('small-0', `&w=${whole}&base=${whole}&base.src=recording:recordings/${base}/`)
  const die = await dyingWorkers(page)
  await die({ at: 'compare', times: 1 })
  await page.goto(`/#${compared('small-1')}`)
  await expect.poll(() => left(page)).toBe(0)
  await expect(page.locator('[data-base-diagnosis]')).toBeVisible({ timeout: 60_000 })
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible({ timeout: 60_000 })

  await die({ at: 'compare', times: never })
  await page.goto(`/#${compared('small-2')}`)
  await expect(page.getByText(/The comparison failed: .*it stopped unexpectedly/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Stop comparing' }).first().click()
  await expect(page.locator('[data-diagnosis]').first()).toBeVisible({ timeout: 60_000 })
  await expect(page.getByText('No CPU profile was recorded')).toHaveCount(0)

  await die({ at: 'load', about: 'before.folded', times: never })
  await open(page, recording('small-0'))
  await expect(page.locator(contended)).toBeVisible()
  await dropBeside(page, [{ name: 'before.folded', content: 'main;work;encode 90\nmain;work;parse 10\n' }])
  await expect(page.getByText(/it stopped unexpectedly/).first()).toBeVisible({ timeout: 60_000 })
  await expect(page.locator(contended)).toBeVisible({ timeout: 60_000 })
  await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('No CPU profile was recorded')).toHaveCount(0)
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
    const counted = writePprof({
      types: [['cpu', 'nanoseconds']],
      durationNanos: 10_000_000_000,
      samples: Array.from({ length: 20_000 }, (_, at) => ({
        stack: ['main', `serve${at % 9}`, `parse${at % 7}`, ...below],
        values: [60_000_000],
        labels: { request: at % 7 },
      })),
    })
    // Only its size makes it one for two cores: the rest is a text that no sample uses.
    const bytes = Buffer.concat([counted, protobuf([[6, 'unused '.repeat(500_000)]])])
    expect(bytes.length).toBeGreaterThan(4_000_000)
    await open(page, server.url)
    await drop(page, [{ name: 'cpu.pb', content: bytes }])
    const pane = page.locator('[data-pane="cpu"]')
    await expect(pane.locator('g.frame').first()).toBeVisible({ timeout: 60_000 })
    await expect(pane).toContainText('of 1,200 s')
    // The link names the file by the hash that a worker of its own made.
    expect(page.url()).toContain(createHash('sha256').update(bytes).digest('hex'))
    expect(died()).toBe((await page.evaluate(() => navigator.hardwareConcurrency)) > 1 ? 1 : 0)
    await server.close()
  })
})
