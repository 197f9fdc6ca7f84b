/** The page that tests share: handed on as if it had just been loaded, or not at all. */
import type { Page } from '@playwright/test'
import { drop, expect, open, recording, settled, test } from './page.ts'
import { serve } from './servers/serve.ts'
import { startStandingStores } from './servers/standingStores.ts'
import { SharedTab } from './sharedTab.ts'

const device = { viewport: { width: 1440, height: 900 }, hasTouch: false, isMobile: false }
let tab: SharedTab
test.beforeEach(() => {
  tab = new SharedTab()
})
test.afterEach(() => tab.close())

/** How many rows the page keeps in its database. */
const kept = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('trifold')
        opening.onsuccess = () => {
          const names = [...opening.result.objectStoreNames]
          if (names.length === 0) return resolve(0)
          const transaction = opening.result.transaction(names)
          const counts = names.map((name) => transaction.objectStore(name).count())
          transaction.oncomplete = () => resolve(counts.reduce((sum, { result }) => sum + result, 0))
        }
      }),
  )

test.describe('with an error of its own', () => {
  test.use({ uncaught: 'expected' })
  test('goes on with nothing on screen, nothing stored and no answers of the test before', async ({ browser }) => {
    const page = await tab.take(browser, device)
    await page.route('**/nothing', (route) => route.fulfill({ body: 'of a test' }))
    await open(page, recording('small-0'))
    await drop(page, [{ name: 'cpu.folded', content: 'main;work 3\n' }])
    await expect(page).toHaveURL(/src=files/)
    await settled(page)
    expect(await kept(page)).toBeGreaterThan(0)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ forcedColors: 'active' })
    await page.setViewportSize({ width: 1100, height: 844 })
    await page.getByRole('button', { name: /light/i }).click()
    await page.getByRole('button', { name: 'Share' }).click()
    await expect(page.locator('dialog[open]').first()).toBeVisible()

    await tab.giveBack(true)
    expect(await tab.take(browser, device)).toBe(page)
    expect(page.url()).toMatch(/\/#$/)
    await expect(page.locator('dialog[open], [data-pane], [data-diagnosis]')).toHaveCount(0)
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
    expect(page.viewportSize()).toEqual(device.viewport)
    expect(await kept(page)).toBe(0)
    const left = await page.evaluate(async () => ({
      stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
      isForced: matchMedia('(forced-colors: active)').matches,
      answer: await (await fetch('/nothing')).text(),
      focus: document.activeElement === document.body,
    }))
    expect(left).toMatchObject({ stored: [], isForced: false, focus: true })
    expect(left.answer).not.toBe('of a test')

    // What went wrong between two tests is told to the next.
    await page.evaluate(() => setTimeout(() => Promise.reject(new Error('late')), 0))
    await expect.poll(() => tab.takeErrors()).toEqual(['late'])
  })
})

test('is another one after a test that failed, that left the page, or that was made for another device', async ({
  browser,
}) => {
  const first = await tab.take(browser, device)
  await open(first, recording('none'))
  await tab.giveBack(false)
  const second = await tab.take(browser, device)
  expect(second).not.toBe(first)
  await second.goto('/recordings/index.json')
  await tab.giveBack(true)
  const third = await tab.take(browser, device)
  expect(third).not.toBe(second)
  expect(await tab.take(browser, { ...device, hasTouch: true })).not.toBe(third)
})

test('where there are stores, goes on with nothing of the one that the test before it had', async ({ browser }) => {
  const stores = await startStandingStores()
  const silent = await serve(() => ({ status: 500 }))
  const beside = new SharedTab(true)
  try {
    const [first = '', second = ''] = stores.put('pyroscope', silent, 2)
    const linkTo = (name: string): string =>
      `${stores.page.url}/#v=2&src=store:${name}&service=x&w=2026-01-01T00:00:00Z..2026-01-01T00:10:00Z`
    const page = await beside.take(browser, device)
    await open(page, linkTo(first))
    await expect(page.locator('main')).toContainText('the server failed (500)')
    await beside.giveBack(true)
    expect(await beside.take(browser, device)).toBe(page)
    await expect(page.locator('main')).not.toContainText('the server failed')
    await expect(page.locator('html')).toHaveAttribute('data-state', 'loading')
    // The next one is asked, whatever the first one said.
    const before = silent.asked.length
    expect(before).toBeGreaterThan(0)
    await open(page, linkTo(second))
    await expect(page.locator('main')).toContainText('the server failed (500)')
    expect(silent.asked.length).toBeGreaterThan(before)
  } finally {
    await beside.close()
    await stores.page.close()
    await silent.close()
  }
})
