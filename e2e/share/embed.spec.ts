/** A frame in somebody's page, and a snapshot as what it is compared with. */
import { readFileSync } from 'node:fs'
import { axeFinds, wcag } from '../axe.ts'
import { serve, type TestServer } from '../servers/serve.ts'
import { expect, figures, open, recording, settled, shared, test } from '../page.ts'
import { snapshotOf } from './steps.ts'

interface NamedWindow {
  readonly name: string
  readonly from: string
  readonly until: string
}
const windowKey = (of: 'payments-api' | 'orderbook', name: string): string => {
  const { windows } = JSON.parse(readFileSync(`public/recordings/${of}/recording.json`, 'utf8')) as {
    windows: readonly NamedWindow[]
  }
  const found = windows.find((one) => one.name === name)
  return [found?.from, found?.until].map((text) => new Date(text ?? '').toISOString()).join('..')
}

const servers: TestServer[] = []
test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function host(pages: Readonly<Record<string, string>>): Promise<string> {
  const server = await serve(({ url }) => ({
    status: url.pathname in pages ? 200 : 404,
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
    body: pages[url.pathname] ?? '',
  }))
  servers.push(server)
  return server.url
}

test('an embedded comparison says how it was measured and what to do, and shows no controls; nobody but the page around it learns the height of its frame', async ({
  page,
}, info) => {
  const monday = 'base=2026-11-28T16:30:42Z..2026-11-28T16:33:42Z&base.src=recording:recordings/nightly-monday/'
  const windows = `&w=2026-11-28T16:13:07Z..2026-11-28T16:16:07Z&${monday}`
  const frame = `${info.project.use.baseURL}#${recording('nightly-slower', `${windows}&embed`)}`
  const listen = `addEventListener('message', ({ data }) => { if (data?.type === 'trifold:height') document.title = 'told ' + data.px })`
  const base = await host({
    '/': `<!doctype html><title>Host</title><iframe id="frame" src="${frame}" width="900" height="700"></iframe><iframe id="other" src="/other"></iframe><script>${listen}</script>`,
    // A frame beside it, which reaches it by name.
    '/other': `<!doctype html><title>Other</title><script>${listen}</script>`,
  })
  await page.goto(base)
  const embedded = page.frameLocator('#frame')
  const banner = embedded.locator('[data-base-diagnosis]')
  await expect(embedded.locator('[data-yardstick]')).toContainText('measured inside A and B', { timeout: 30_000 })
  await expect(embedded.locator('[data-side="A"]')).toContainText('Monday')
  await expect(banner).toContainText(/Next Read what changed between A and B in .*pricing\.discount/)
  await expect(banner).not.toContainText('healthy window')
  await expect(embedded.getByRole('button', { name: /Swap|Stop comparing/ })).toHaveCount(0)
  const other = page.frames().find((one) => one.url().endsWith('/other'))
  await other?.evaluate(() => parent.frames[0]?.postMessage({ type: 'trifold:ask-height' }, '*'))
  await page.evaluate(() => frames[0]?.postMessage({ type: 'something else' }, '*'))
  await page.evaluate(() => frames[0]?.postMessage('trifold:ask-height', '*'))
  await page.waitForTimeout(500)
  expect(await page.title()).toBe('Host')
  expect(await other?.title()).toBe('Other')
  await page.evaluate(() => frames[0]?.postMessage({ type: 'trifold:ask-height' }, '*'))
  await expect.poll(() => page.title()).toMatch(/^told \d{3,}$/)
  expect(await other?.title()).toBe('Other')
})

test('a small frame shows the verdict at once and needs no scrolling sideways; keys, drops and addresses from outside change nothing in it; axe finds nothing serious', async ({
  page,
}) => {
  await page.setViewportSize({ width: 320, height: 300 })
  await page.goto(`/?embed#${recording('payments-api', '&w=' + windowKey('payments-api', 'incident'))}`)
  await settled(page)
  await expect(page.getByRole('heading', { name: /contention-bound/i })).toBeInViewport()
  const frozen = page.getByText(/Frozen window, never refreshes/)
  await expect(frozen).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  // What comes after the first screen pushes it down.
  await expect(async () => {
    await frozen.scrollIntoViewIfNeeded()
    await expect(page.getByText(/Rule set \d+, default thresholds/)).toBeInViewport({ timeout: 500 })
  }).toPass()

  await page.setViewportSize({ width: 800, height: 900 })
  await page.evaluate(() => (document.documentElement.dataset['theme'] = 'light'))
  expect(await axeFinds(page, { tags: wcag, impacts: ['serious', 'critical'] })).toEqual([])

  await page.setViewportSize({ width: 1440, height: 900 })
  const before = await figures(page)
  for (const key of ['[', ']', 'ArrowLeft', 'ArrowRight', 'm']) await page.keyboard.press(key)
  await page.evaluate(
    (w) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File(['main;evil 99'], 'evil.txt'))
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }))
      location.hash = `v=2&src=recording:recordings/checkout/&w=${w}&t.contention-bound.lock_wait_pct=99`
    },
    windowKey('payments-api', 'healthy'),
  )
  await page.waitForTimeout(1000)
  expect(await figures(page)).toEqual(before)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()

  // One that cannot be read offers nothing that its reader may not do.
  await page.goto(`/?embed&gone#${recording('no-such-recording')}`)
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
  await expect(page.getByRole('button', { name: /first recording/ })).toHaveCount(0)
})

shared('a snapshot is the base of a comparison', async ({ page }, info) => {
  await open(page, recording('orderbook', `&w=${windowKey('orderbook', 'healthy')}`))
  const path = await snapshotOf(page, info)
  await page.route('**/kept/healthy.html', (route) => route.fulfill({ path, contentType: 'text/html' }))
  const base = `base=${windowKey('orderbook', 'healthy')}&base.src=snapshot:kept/healthy.html`
  await open(page, recording('orderbook', `&w=${windowKey('orderbook', 'incident')}&${base}`))
  await expect(page.locator('[data-diagnosis="contention-bound"][data-base-diagnosis="no-clear-pattern"]')).toBeVisible(
    {
      timeout: 30_000,
    },
  )
  // A file that is frozen has no parts to measure its locks by, and a hundred times the orders moved all of the CPU.
  const changes = page.locator('section[aria-labelledby="changes"]')
  await expect(changes).toContainText(/all functions alike: CPU ×[4-8]/)
  await expect(changes).toContainText('No function changed by more or less than all of them did. Of lock no function')
})
