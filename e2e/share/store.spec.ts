/** "Store it" with a real nginx: the page, its configuration and the place for snapshots as the README has them. And what else a configuration names. */
import type { Page } from '@playwright/test'
import { distFolder, hasNginx, startNginx, type Nginx } from '../servers/nginxServer.ts'
import { expect, figures, open, recording, test } from '../page.ts'
import { openShare } from './steps.ts'

const config = { sources: [], snapshotStore: '/snapshots' }
const storeButton = 'Store it and get a link'

const configured = (page: Page, more = {}): Promise<unknown> =>
  page.route('**/trifold.config.json', (route) => route.fulfill({ json: { ...config, ...more } }))

async function prepare(page: Page): Promise<void> {
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
    await configured(page)
    await open(page, `${nginx.url}/#${recording('orderbook')}`)
    await prepare(page)
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
    await configured(page)
    await open(page, `${nginx.url}/#${recording('orderbook')}`)
    await prepare(page)
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

// What the store answers otherwise: src/state/sharing/snapshotStore.test.ts.
const failures = [
  ['forbids it', 403, 'The snapshot store: it does not let this page store anything (403)'],
  ['cannot be reached', 0, 'The snapshot store: the server could not be reached'],
] as const

test('what a server of events says happened is the onset of a change, and a note of the line; each failure of a snapshot store is one sentence, the store can be tried again, and the download is still there', async ({
  page,
}) => {
  const asked: string[] = []
  await page.route('**/events.json?*', (route) => {
    asked.push(new URL(route.request().url()).searchParams.get('service') ?? '')
    return route.fulfill({
      json: [{ at: '2026-11-22T18:17:26+05:30', text: 'deploy of v1.4.3', service: 'orderbook' }],
    })
  })
  await configured(page, { events: '/events.json' })
  // Before and after its market opens, as the page itself compares them.
  await open(
    page,
    recording(
      'orderbook',
      '&w=2026-11-22T12:47:39Z..2026-11-22T12:51:09Z&base=2026-11-22T12:46:09Z..2026-11-22T12:47:24Z',
    ),
  )
  await expect(page.locator('[data-changes] tbody tr').first()).toContainText('with “deploy of v1.4.3”', {
    timeout: 30_000,
  })
  await expect(page.getByText('deploy of v1.4.3').first()).toBeVisible()
  expect(asked).toContain('orderbook')

  await prepare(page)
  let status: number
  // Not sent on to a server: what it would answer is all that is asked, and a snapshot is a megabyte.
  await page.route('**/snapshots/*', (route) => {
    if (status === 0) return route.abort('connectionrefused')
    return route.fulfill({ status, body: 'Hello' })
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
      expect(download.suggestedFilename()).toMatch(/^trifold-orderbook-.*\.html$/)
    })
})
