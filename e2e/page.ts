/**
 * The page as a person at 02:14 uses it. Any uncaught error in it fails the test that ran, unless the test causes one on
 * purpose and says so: `test.use({ uncaught: 'expected' })`.
 */
import { type BrowserContext, type JSHandle, type Page, type Route, test as base } from '@playwright/test'
import { expect } from './awaited.ts'
import type { StandingStores } from './servers/standingStores.ts'
import { SharedTab } from './sharedTab.ts'

export interface OfATest {
  readonly uncaught: 'none' | 'expected'
  readonly everyPage: void
}

export interface OfAWorker {
  readonly sharedTab: SharedTab
  readonly standing: readonly [StandingStores, SharedTab]
}

export const test = base.extend<OfATest, OfAWorker>({
  uncaught: ['none', { option: true }],
  sharedTab: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, run) => {
      const tab = new SharedTab()
      await run(tab)
      await tab.close()
    },
    { scope: 'worker' },
  ],
  // For `storesTab.ts` alone, and known to every test: one that knows it and one that does not are given a process and a browser each.
  standing: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, run) => {
      const { startStandingStores } = await import('./servers/standingStores.ts')
      const tab = new SharedTab(true)
      const stores = await startStandingStores()
      await run([stores, tab])
      await tab.close()
      await stores.page.close()
    },
    { scope: 'worker' },
  ],
  // Every page of the test: its own, a second tab, a browser of somebody else who opens a link or a snapshot.
  everyPage: [
    async ({ browser, sharedTab, uncaught }, run) => {
      const errors: string[] = []
      const watch = (context: BrowserContext): void => {
        context.on('weberror', (error) => errors.push(error.error().message))
      }
      browser.on('context', watch)
      await run()
      browser.off('context', watch)
      // Of a shared page also what it did between two tests.
      errors.push(...sharedTab.takeErrors())
      if (uncaught === 'none') expect(errors, 'uncaught errors in the page').toEqual([])
    },
    { auto: true },
  ],
})

/**
 * A test that makes no demands on how the page was loaded: it gets one that stands open, with its program warm and recordings of the tests
 * before in memory, but with nothing on screen and nothing stored (`sharedTab.ts`). `open` brings it to a link as a pasted one does. A visit
 * from nothing costs four seconds of a processor, this one a half.
 */
export const shared = test.extend({
  page: async ({ sharedTab, browser, viewport, hasTouch, isMobile }, run, info) => {
    const page = await sharedTab.take(browser, { viewport, hasTouch, isMobile })
    await run(page)
    await sharedTab.giveBack(info.status === info.expectedStatus)
  },
  context: async ({ page }, run) => run(page.context()),
})

export { expect }

/** A look at every frame keeps the browser drawing frames, which costs a tenth of a visit. */
const looks = { polling: 50 }

/** Opens an address (what stands behind the #, or a whole one) and waits until the page has an answer or says why not. */
export async function open(page: Page, link = ''): Promise<void> {
  await page.goto(link.startsWith('http') || link.startsWith('file') ? link : `/${link === '' ? '' : `#${link}`}`)
  await settled(page)
}

export async function settled(page: Page): Promise<void> {
  const hasState = (): boolean => ['ready', 'failed'].includes(document.documentElement.dataset['state'] ?? '')
  await page.waitForFunction(hasState, undefined, looks)
}

/** Something is on screen, whatever happened. Reading that takes long is one line at first, and soon shows where everything will be. */
export async function notBlank(page: Page): Promise<void> {
  const length = (): Promise<number> =>
    page.evaluate(() => document.querySelector('main')?.textContent?.trim().length ?? 0)
  expect(await length()).toBeGreaterThan(20)
  await expect.poll(length).toBeGreaterThan(50)
}

/** Answers a request of the page with what another address says; a request that the page or the test's end gave up is no failure. */
export async function answerFrom(route: Route, url: string): Promise<void> {
  try {
    await route.fulfill({ response: await route.fetch({ url }) })
  } catch {
    await route.abort().catch(() => undefined)
  }
}

export interface Dropped {
  readonly name: string
  readonly content: string | Buffer
}

/** Drops files on the page as a person does. */
export async function drop(page: Page, files: readonly Dropped[]): Promise<void> {
  const dataTransfer = await carried(page, files)
  await page.dispatchEvent('body', 'dragenter', { dataTransfer })
  await page.dispatchEvent('body', 'drop', { dataTransfer })
}

/** Drops files on the right half of a page of 1440, where they are held against what is on screen, and the page says so first. */
export async function dropBeside(page: Page, files: readonly Dropped[]): Promise<void> {
  const at = { dataTransfer: await carried(page, files), clientX: 1300, clientY: 400 }
  await page.dispatchEvent('body', 'dragenter', at)
  await expect(page.getByText('Held against what is on screen.', { exact: false })).toBeVisible()
  await page.dispatchEvent('body', 'drop', at)
}

/** As text of 64 signs: a list of numbers costs the test more than a page takes to read a megabyte of them. */
function carried(page: Page, files: readonly Dropped[]): Promise<JSHandle<DataTransfer>> {
  return page.evaluateHandle(
    (list) => {
      const transfer = new DataTransfer()
      for (const { name, packed } of list) {
        const text = atob(packed)
        const bytes = new Uint8Array(text.length)
        for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
        transfer.items.add(new File([bytes], name))
      }
      return transfer
    },
    files.map(({ name, content }) => ({ name, packed: Buffer.from(content).toString('base64') })),
  )
}

export const recording = (name: string, rest = ''): string => `v=2&src=recording:recordings/${name}/${rest}`

/** What opens without a link, for tests that need something on screen before they begin. */
export const firstRecording = recording('payments-api')

/** Shows what the address says, by itself: the page was elsewhere meanwhile. What a reload alone can show is whether it is kept. */
export async function openAgain(page: Page): Promise<void> {
  const link = page.url()
  await open(page, recording('none'))
  await expect(page.locator('[data-pane], [data-diagnosis]')).toHaveCount(0)
  await page.goto(link)
  await settled(page)
}

/** The figures that must not differ between two ways of seeing the same window. */
export async function figures(page: Page): Promise<unknown> {
  // Panes draw one after the other; one that has nothing to draw says why.
  const areDrawn = (): boolean => {
    const panes = [...document.querySelectorAll('[data-pane]')]
    return (
      panes.length > 0 &&
      // What is still that of the step before is no figure of this one.
      document.querySelector('[data-pane] [aria-busy="true"]') === null &&
      panes.every((pane) => pane.querySelector('g.frame') !== null || /not recorded/.test(pane.textContent ?? ''))
    )
  }
  await page.waitForFunction(areDrawn, undefined, looks)
  return page.evaluate(() => ({
    diagnosis: document.querySelector<HTMLElement>('[data-diagnosis]')?.dataset['diagnosis'],
    signals: [...document.querySelectorAll<HTMLElement>('[data-signal]')].map((one) => [
      one.dataset['signal'],
      one.dataset['value'],
    ]),
    panes: [...document.querySelectorAll<HTMLElement>('[data-pane]')].map((pane) => [
      pane.dataset['pane'],
      pane.querySelectorAll('g.frame').length,
      pane.querySelector('b')?.textContent,
    ]),
  }))
}
