/** Services of several pods in a store: who differs, the services worst first, and what failed. */
import type { Page } from '@playwright/test'
import { axeFinds, wcag } from '../axe.ts'
import { expect, open, settled, test as ownPage } from '../page.ts'
import { fleetsNow } from '../servers/fleetsNow.ts'
import { startPageWithStores } from '../servers/pageWithStores.ts'
import { type PyroscopeOptions, startPyroscope } from '../servers/pyroscope.ts'
import type { Answer, TestServer } from '../servers/serve.ts'
import type { StandingStores } from '../servers/standingStores.ts'
import { test } from '../storesTab.ts'

const servers: { close(): Promise<void> }[] = []
test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

let drawnNow = fleetsNow()

async function started(more: Partial<PyroscopeOptions> = {}): Promise<TestServer> {
  // Drawn once for the tests of one minute.
  if (Date.now() >= drawnNow.untilMs + 60_000) drawnNow = fleetsNow()
  const server = await startPyroscope({ services: drawnNow.services, nowMs: Date.now(), ...more })
  servers.push(server)
  return server
}

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')
const linkTo = (store: string, service: string): string =>
  `v=2&src=store:${store}&service=${service}&w=${iso(drawnNow.startMs)}..${iso(drawnNow.untilMs)}`

/** In the page that tests share. */
async function withStore(
  stores: StandingStores,
  more: Partial<PyroscopeOptions> = {},
): Promise<{ link: (service: string) => string; server: TestServer }> {
  const server = await started(more)
  const [name = ''] = stores.put('pyroscope', server)
  return { server, link: (service) => `${stores.page.url}/#${linkTo(name, service)}` }
}

async function expectNothingSerious(page: Page): Promise<void> {
  expect(await axeFinds(page, { tags: wcag })).toEqual([])
}

ownPage(
  'with a store and no link the services come first, the worst on top, and one press opens each in that window; on a phone as well',
  async ({ page }, info) => {
    const served = await startPageWithStores([{ kind: 'pyroscope', name: 'prod', target: (await started()).url }])
    servers.push(served)
    await open(page, served.url)
    const rows = page.locator('[data-triage-service]')
    await expect(rows).toHaveCount(6)
    await expect(rows.nth(0)).toContainText(/orders.*1 of 4 pods contention-bound: orders-2/)
    await expect(rows.nth(1)).toContainText(/sessions.*1 of 3 pods slow leak: sessions-1/)
    // Below how many cores a busy one is CPU-bound, and which setting tells.
    const web = page.locator('[data-triage-service="web"]')
    await expect(web).toContainText('Both pods CPU-bound on real work if each may use fewer than 1.5 cores')
    await expect(page.locator('main')).toContainText('"services": { "NAME": { "cores": 2 } }')
    await expectNothingSerious(page)
    await rows.nth(0).getByRole('button').click()
    await expect.poll(() => page.url()).toMatch(/src=store:prod&service=orders&w=/)
    await settled(page)
    await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()

    // One name in two namespaces is two services in the list and in the menu.
    await page.goBack()
    const billing = page.locator('[data-triage-service="billing"]')
    await expect(billing).toHaveCount(2)
    await billing.filter({ hasText: 'namespace canary' }).getByRole('button').click()
    await expect.poll(() => page.url()).toContain('l.namespace=canary')
    await settled(page)
    // The other namespace is not another part of this service.
    await expect(page.getByRole('region', { name: 'Who differs' })).toHaveCount(0)
    await page.getByRole('button', { name: 'Service: billing' }).click()
    await page.getByRole('option', { name: /billing.*namespace shop/ }).click()
    await expect.poll(() => page.url()).toContain('l.namespace=shop')

    await page.goBack()
    await page.goBack()
    await page.setViewportSize({ width: 390, height: 900 })
    await expect(rows).toHaveCount(6)
    await expectNothingSerious(page)
    await info.attach('list', {
      body: await page.screenshot({ path: info.outputPath('list.png') }),
      contentType: 'image/png',
    })
    await rows.nth(0).getByRole('button').click()
    await settled(page)
    await expect(page.getByRole('region', { name: 'Who differs' })).toBeVisible()
    await expectNothingSerious(page)
    await info.attach('strip', {
      body: await page.screenshot({ path: info.outputPath('strip.png') }),
      contentType: 'image/png',
    })
  },
)

test('one sick pod of four is in the verdict and in the strip, and is one press away', async ({ page, stores }) => {
  const { link } = await withStore(stores)
  await open(page, link('orders'))
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toContainText(
    /1 of 4 pods contention-bound: orders-2, if each has half a core or more, lock wait at least \d+ %.*the other three quiet/,
  )
  const strip = page.getByRole('region', { name: 'Who differs' })
  await expect(strip.locator('tr[data-member]')).toHaveCount(4)
  await expect(strip.locator('tr[data-member]').first()).toHaveAttribute('data-member', 'orders-2')
  await expect(strip.locator('[data-member-verdict="contention-bound"]')).toHaveCount(1)
  // What each pane's figure is a mean of has no room beside it in some: nothing is cut there, and it is whole under its button.
  const figures = page.locator('[data-pane] p[title*="mean of 4 processes"] span.truncate')
  await expect(figures.first()).toBeVisible()
  const cut = await figures.evaluateAll((all) =>
    all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent),
  )
  expect(cut).toEqual([])
  const lock = page.locator('[data-pane="lock"]')
  await lock.getByTitle('How this was measured, and what it cost').click()
  await expect(lock.getByRole('region', { name: 'How this was measured' })).toContainText('mean of 4 processes')
  await page.keyboard.press('Escape')
  await expectNothingSerious(page)
  await strip.getByRole('button', { name: 'orders-2', exact: true }).click()
  await expect.poll(() => page.url()).toContain('l.pod=orders-2')
  await settled(page)
  // The others stay in sight, and the way back.
  await expect(strip.locator('tr[data-member]')).toHaveCount(4)
  await strip.getByRole('button', { name: 'All pods' }).click()
  await expect.poll(() => page.url()).not.toContain('l.pod')
})

test('a pod is held against the rest, and the one that waits is the change', async ({ page, stores }) => {
  const { link } = await withStore(stores)
  await open(page, link('orders'))
  const strip = page.getByRole('region', { name: 'Who differs' })
  await strip.getByRole('button', { name: 'Compare orders-2 with the rest' }).click()
  await expect.poll(() => decodeURIComponent(page.url())).toContain('base.l.pod!=orders-2')
  await expect(page.locator('[data-base-diagnosis]')).toBeVisible({ timeout: 30_000 })
  await expect(page.locator('[data-whole="lockWaitPct"]')).toHaveAttribute('data-result', 'grew')
  // And which function it is in, though the store counts no events: of one pod on either side, never one against the sum of three.
  await expect(page.getByRole('heading', { level: 1, name: /^app\.\(\*Book\)\.Add waits more/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /app\.cache/ })).toHaveCount(0)
})

test('a canary is told apart by its version first, and several pods can be left out', async ({ page, stores }) => {
  const { link } = await withStore(stores)
  await open(page, link('pricing'))
  const strip = page.getByRole('region', { name: 'Who differs' })
  await expect(strip.getByRole('button', { name: /^version/ })).toHaveAttribute('aria-pressed', 'true')
  await expect(strip.locator('tr[data-member]')).toHaveCount(2)
  await strip.getByRole('button', { name: /^pod/ }).click()
  await strip.getByRole('checkbox', { name: 'Choose pricing-2' }).check()
  await strip.getByRole('checkbox', { name: 'Choose pricing-3' }).check()
  await strip.getByRole('button', { name: 'Without them' }).click()
  await expect.poll(() => decodeURIComponent(page.url())).toMatch(/l\.pod!~=pricing-[23]\|pricing-[23]/)
  await settled(page)
  await expect(strip.locator('tr[data-member="pricing-0"]')).toBeVisible()
})

test('what failed is failed in pane, verdict and strip, and asking again brings it', async ({ page, stores }) => {
  let broken = true
  const { link } = await withStore(stores, {
    fail: (method, { body }): Answer | undefined =>
      broken && method === 'SelectMergeProfile' && body.includes('process_cpu:cpu')
        ? { status: 504, body: 'too slow' }
        : undefined,
  })
  await open(page, link('orders'))
  const failed = page.getByRole('region', { name: 'Profiles that failed' })
  await expect(failed).toContainText('CPU could not be read')
  await expect(page.locator('[data-pane="cpu"]')).toContainText('took too long')
  await expect(page.locator('body')).not.toContainText('No CPU profile was recorded')
  broken = false
  await failed.getByRole('button', { name: 'Try again' }).click()
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
  await expect(failed).toHaveCount(0)
})

test('panes come as their data comes: CPU is there while the store still works on the heap', async ({
  page,
  stores,
}) => {
  let answer = (): void => undefined
  const slow = new Promise<void>((resolve) => (answer = resolve))
  const { link } = await withStore(stores, {
    hold: (method, { body }) => (method === 'SelectSeries' && body.includes('inuse_space') ? slow : undefined),
  })
  await page.goto(link('orders'))
  const pane = (name: string) => page.locator(`[data-pane="${name}"]`)
  await expect(pane('cpu').locator('g.frame').first()).toBeVisible()
  await expect(pane('lock').locator('g.frame').first()).toBeVisible()
  await expect(pane('heap')).toContainText('Reading the profile.')
  // No verdict of a part, and nothing is called not recorded that is on its way.
  await expect(page.locator('html')).toHaveAttribute('data-state', 'loading')
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await expect(page.locator('body')).not.toContainText(/not recorded|do not start here|look here/i)
  answer()
  await settled(page)
  await expect(pane('heap').locator('g.frame').first()).toBeVisible()
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
})

test('closed menus ask nothing, and an opened one asks once', async ({ page, stores }) => {
  const { link, server } = await withStore(stores)
  await open(page, link('orders'))
  const menus = (): number =>
    server.asked.filter(({ url, body }) => url.pathname.endsWith('/Series') && body.includes('"matchers":[]')).length
  expect(menus()).toBe(0)
  const services = page.getByRole('button', { name: 'Service: orders' })
  await services.click()
  await expect(page.getByRole('option', { name: /sessions/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await services.click()
  await expect(page.getByRole('option', { name: /sessions/ })).toBeVisible()
  expect(menus()).toBe(1)
  await page.keyboard.press('Escape')
})

test('a line along time that failed says so with its reason, and asking again brings it', async ({ page, stores }) => {
  let broken = true
  const { link } = await withStore(stores, {
    // The window itself is of 15 minutes; the timeline asks for more.
    fail: (method, { body }): Answer | undefined => {
      if (!broken || method !== 'SelectSeries') return undefined
      const { profileTypeID, start, end } = JSON.parse(body.toString('utf8')) as Record<string, unknown>
      const isLong = Number(end) - Number(start) > 1_000_000
      return isLong && String(profileTypeID).includes('inuse_space') ? { status: 504, body: 'too slow' } : undefined
    },
  })
  await open(page, link('orders'))
  const failed = page.getByRole('region', { name: 'Lines that failed' })
  await expect(failed).toContainText(/Heap over time could not be read\. Production: .*504/)
  await expect(page.locator('[data-timeline-value="heap"]')).toContainText('could not be read')
  await expect(page.locator('[data-timeline-value="cpu"]')).toContainText('cores')
  broken = false
  await failed.getByRole('button', { name: 'Try again' }).click()
  await expect(page.locator('[data-timeline-value="heap"]')).toContainText('held')
  await expect(failed).toHaveCount(0)
})

test('functions have lines over time when somebody asks: one merge cannot be cut, and its parts cost requests', async ({
  page,
  stores,
}) => {
  let broken = false
  const { link, server } = await withStore(stores, {
    fail: (method, { body }): Answer | undefined =>
      broken && method === 'SelectMergeProfile' && body.includes('contention')
        ? { status: 504, body: 'too slow' }
        : undefined,
  })
  await open(page, link('orders'))
  const merges = (): number => server.asked.filter(({ url }) => url.pathname.endsWith('/SelectMergeProfile')).length
  const table = page.getByRole('region', { name: 'One function, all profiles' })
  const lines = table.getByRole('row').getByRole('img')
  await table.getByRole('button', { name: /^lock/i }).click()
  const before = merges()
  const asking = table.getByRole('button', { name: 'show lines' })
  await expect(asking).toHaveAttribute('title', /in 8 parts/)
  await expect(lines).toHaveCount(0)
  broken = true
  await asking.click()
  // One part that is missing would be a dip that never was.
  await expect(table.getByRole('alert')).toContainText(/^No lines over time\. Production: .*504/)
  await expect(lines).toHaveCount(0)
  await expect(page.locator('[data-diagnosis]')).toBeVisible()
  broken = false
  await table.getByRole('button', { name: 'ask again' }).click()
  // One of them began to wait after 380 of 900 s, inside the fourth of eight parts.
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'Asia/Kolkata' })
  const about = [3, 4].map((part) => clock.format(drawnNow.startMs + Math.floor((part * 900_000) / 8)))
  await expect(lines.first()).toHaveAccessibleName(new RegExp(`^since about (${about.join('|')})$`))
  await expect(table.getByRole('columnheader', { name: 'over time' })).toBeVisible()
  await expect(table.getByRole('alert')).toHaveCount(0)
  expect(merges() - before).toBeGreaterThanOrEqual(8)
})
