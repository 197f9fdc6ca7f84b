/** "Store it" with a real nginx: the page, its configuration and the place for snapshots as the README has them. */
import type { Page } from '@playwright/test'
import { distFolder, hasNginx, startNginx, type Nginx } from '../servers/nginxServer.ts'
import { expect, figures, open, recording, test } from '../page.ts'
import { openShare } from './steps.ts'

const config = { sources: [], snapshotStore: '/snapshots' }
const storeButton = 'Store it and get a link'

async function prepare(page: Page, name: string, base = ''): Promise<void> {
  await page.route('**/trifold.config.json', (route) => route.fulfill({ json: config }))
  await open(page, base === '' ? recording(name) : `${base}/#${recording(name)}`)
  await openShare(page)
  await page.getByRole('button', { name: 'Prepare snapshot' }).click()
  await expect(page.getByRole('button', { name: storeButton })).toBeVisible({ timeout: 30_000 })
}

test.describe('behind nginx', () => {
  test.skip(!hasNginx, 'there is no nginx on this machine (apt install nginx)')
  let nginx: Nginx
  test.beforeAll(async () => {
    nginx = await startNginx({ dist: distFolder })
  })
  test.afterAll(() => nginx.close())

  test('a stored snapshot opens from the copied link in a fresh profile, with the same figures', async ({
    page,
    browser,
    context,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: nginx.url })
    await prepare(page, 'orderbook', nginx.url)
    const live = await figures(page)
    await page.getByRole('button', { name: storeButton }).click()
    await page.getByRole('button', { name: 'Copy link to the stored snapshot' }).click()
    await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    expect(link).toMatch(new RegExp(`^${nginx.url}/snapshots/[0-9a-f]{64}\\.html$`))

    const fresh = await (await browser.newContext()).newPage()
    const complaints: string[] = []
    fresh.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    fresh.on('pageerror', (error) => complaints.push(error.message))
    await open(fresh, link)
    expect(await figures(fresh)).toEqual(live)
    expect(complaints).toEqual([])
    // Written once: nobody changes it afterwards, not even the one who put it.
    expect((await page.request.put(link, { data: 'something else' })).status()).toBe(409)
    // As a source of the page.
    const address = new URL(link).pathname
    await open(page, `${nginx.url}/#v=2&src=snapshot:${address}`)
    await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
    await fresh.context().close()
  })

  test('what was stored while the answer got lost is found there at the second try', async ({ page }) => {
    await prepare(page, 'orderbook', nginx.url)
    let lost = 0
    await page.route('**/snapshots/*', async (route) => {
      if (route.request().method() !== 'PUT' || lost++ > 0) return route.fallback()
      await route.fetch()
      await route.abort('connectionreset')
    })
    await page.getByRole('button', { name: storeButton }).click()
    await expect(page.getByRole('alert')).toContainText('the server could not be reached')
    await page.getByRole('button', { name: storeButton }).click()
    await expect(page.getByRole('button', { name: 'Copy link to the stored snapshot' })).toBeVisible()
    expect(lost).toBe(2)
  })
})

test.describe('a store that fails', () => {
  const failures = [
    ['forbids it', 403, 'The snapshot store: it does not let this page store anything (403)'],
    ['is full', 507, 'The snapshot store: it has no room for the snapshot (507)'],
    ['says yes and keeps nothing', 200, 'The snapshot store: something else than the snapshot is at its address'],
    ['has no folder for it', 409, 'The snapshot store: it took the snapshot and does not give it back'],
    ['cannot be reached', 0, 'The snapshot store: the server could not be reached'],
  ] as const

  test('each failure is one sentence, the store can be tried again, and the download is still there', async ({
    page,
  }) => {
    await prepare(page, 'nightly-monday')
    let status: number
    // Not sent on to a server: what it would answer is all that is asked, and a snapshot is a megabyte.
    await page.route('**/snapshots/*', (route) => {
      if (status === 0) return route.abort('connectionrefused')
      const isTaken = route.request().method() === 'PUT' || status === 200
      return route.fulfill(isTaken ? { status, body: 'Hello' } : { status: 404, body: 'not here' })
    })
    for (const [what, answered, sentence] of failures)
      await test.step(what, async () => {
        status = answered
        await page.getByRole('button', { name: storeButton }).click()
        await expect(page.getByRole('alert')).toContainText(sentence)
        await expect(page.getByRole('alert')).toContainText('The download above works all the same.')
        await expect(page.getByRole('button', { name: storeButton })).toBeEnabled()
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Download snapshot' }).click(),
        ])
        expect(download.suggestedFilename()).toMatch(/^trifold-nightly-.*\.html$/)
      })
  })
})
