/** A store that hangs when another window is asked for: nothing of the one before stands under the header of the next. */
import type { Page } from '@playwright/test'
import { incident } from './servers/drawnIncident.ts'
import { earlier, linkTo, startFaulty } from './servers/faultyStore.ts'
import { startStandingStores } from './servers/standingStores.ts'
import { expect, figures, open, settled, test } from './page.ts'
import { test as beside } from './storesTab.ts'

test.describe.configure({ timeout: 120_000 })

const contended = '[data-diagnosis="contention-bound"]'
const minuteMs = 60_000

const ends: { readonly close: () => Promise<void> }[] = []
test.afterEach(async () => {
  for (const end of ends.splice(0)) await end.close()
})

const go = (page: Page, hash: string): Promise<string> => page.evaluate((next) => (location.hash = next), hash)

/** Where the eye is: no figure, no frame, no row of a table. */
async function expectNothing(page: Page): Promise<void> {
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await expect(page.locator('[data-pane] g.frame')).toHaveCount(0)
  await expect(page.locator('main table')).toHaveCount(0)
  await expect(page.getByText('goroutines’ wall time')).toHaveCount(0)
}

test('of either kind: dimmed for a moment, then gone; given up by the person or after a minute, and whole when it is well', async ({
  page,
}) => {
  const { page: served, put } = await startStandingStores()
  ends.push(served)
  await page.clock.install()
  for (const kind of ['pyroscope', 'parca'] as const) {
    const store = await startFaulty(kind)
    ends.push(store)
    const [name = ''] = put(kind, store)
    const before = linkTo(name, earlier(incident, minuteMs))
    await open(page, `${served.url}/#${linkTo(name, incident)}`)
    await expect(page.locator(contended)).toBeVisible()
    const seen = await figures(page)

    // The counter-example: what is quick does not flicker. The clock stands still, so the moment does not end.
    await page.clock.pauseAt((await page.evaluate(() => Date.now())) + minuteMs)
    store.fail('hangs', /./)
    await go(page, before)
    await expect.poll(() => store.failed()).toBeGreaterThan(0)
    await page.clock.runFor(500)
    await expect(page.locator(contended)).toHaveAttribute('aria-busy', 'true')
    await expect(page.locator('[data-pane] g.frame').first()).toBeVisible()

    await page.clock.runFor(1000)
    await expectNothing(page)
    await expect(page.locator('html')).toHaveAttribute('data-state', 'loading')
    await page.clock.runFor(3000)
    await expect(page.getByText(/no answer yet\. What is silent for 60 s is given up/)).toBeVisible()
    // By the person.
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.clock.runFor(100)
    await expect(page.getByText(/reading was cancelled/)).toBeVisible()
    await expectNothing(page)
    // By the page.
    await page.getByRole('button', { name: 'Try again' }).first().click()
    await expect(async () => {
      await page.clock.runFor(61_000)
      await expect(page.getByRole('alert')).toContainText('nothing came for 60 s', { timeout: 1000 })
    }).toPass()
    // Once.
    await expect(page.getByText(/nothing came for 60 s/)).toHaveCount(1)
    await expectNothing(page)
    await expect(page.locator('html')).toHaveAttribute('data-state', 'failed')
    // What will not come is not promised.
    await expect(page.locator('[data-ghost]')).toHaveCount(0)
    await expect(page.getByText('Reading the profile')).toHaveCount(0)

    await page.clock.resume()
    // What was there needs no store; and the other window is whole once it is well.
    await page.evaluate(() => history.back())
    await expect(page.locator(contended)).toBeVisible()
    await expect.poll(() => figures(page)).toEqual(seen)
    store.heal()
    await page.evaluate(() => history.forward())
    await settled(page)
    await expect(page.locator(contended)).toBeVisible()
    expect(await figures(page)).not.toEqual(seen)
  }
})

beside('of a comparison: the changes of one A do not stand under another', async ({ page, stores }) => {
  const store = await startFaulty('pyroscope')
  ends.push(store)
  const [name = ''] = stores.put('pyroscope', store)
  const healthy = { fromMs: incident.fromMs - 80_000, untilMs: incident.fromMs }
  await open(page, `${stores.page.url}/#${linkTo(name, incident, healthy)}`)
  const compared = page.locator('[data-base-diagnosis]')
  await expect(compared).toBeVisible()
  await expect(page.locator('[data-pane] g.frame').first()).toBeVisible()
  store.fail('hangs', /./)
  await go(page, linkTo(name, incident, earlier(healthy, 10_000)))
  await expect(compared).toHaveCount(0)
  await expect(page.locator('[data-pane]')).toHaveCount(0)
  await expect(page.getByText(/being compared: no answer yet\. What is silent for 60 s is given up/)).toBeVisible()
  // What is on screen without a base is there at once.
  await page.getByRole('button', { name: 'Stop comparing' }).click()
  await expect(page.locator(contended)).toBeVisible()
  await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible()
})

beside(
  'of a comparison whose A fails: one sentence says so, and none asks for another window',
  async ({ page, stores }) => {
    const store = await startFaulty('pyroscope')
    ends.push(store)
    const [name = ''] = stores.put('pyroscope', store)
    const early = { fromMs: incident.fromMs - 80_000, untilMs: incident.fromMs }
    await open(page, `${stores.page.url}/#${linkTo(name, incident)}`)
    await expect(page.locator(contended)).toBeVisible()
    store.fail('fails', /SelectMergeProfile/)
    await go(page, linkTo(name, incident, early))
    const said = page.getByText(/of A could not be read, so they are not compared/)
    await expect(said).toHaveCount(1)
    await expect(page.getByText('choose a window in which both have it')).toHaveCount(0)
    const cpu = page.locator('[data-pane="cpu"]')
    await expect(cpu).toContainText('the server failed (500)')
    await expect(cpu).not.toContainText('Only one of the two windows')
    const heap = (await page.locator('[data-pane="heap"]').textContent()) ?? ''
    expect(heap.match(/the server failed/g)).toHaveLength(1)
    // Well again, both are compared and nothing of it is said.
    store.heal()
    await page.reload()
    await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
    await expect(said).toHaveCount(0)
  },
)
