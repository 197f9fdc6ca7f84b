/** 10,000 services, 500 pods in one, a day: through the real server of the page, at most five questions at once and none of them twice. */
import type { Page } from '@playwright/test'
import { type PageServer, startPageServer } from '../../src/cli/serve/pageServer.ts'
import { proxyTable } from '../../src/sources/proxy/proxyTable.ts'
import { expect, open, settled, test as ownPage } from '../page.ts'
import { bigService, sickPod, startManyServices } from '../servers/manyServices.ts'
import { distFolder } from '../servers/nginxServer.ts'
import type { Asked, TestServer } from '../servers/serve.ts'
import { test } from '../storesTab.ts'

// A busy machine takes its time over 60,000 points of six kinds.
test.describe.configure({ timeout: 180_000 })

/** What is looked at is how many services and pods there are. */
const functions = 60

const ends: (() => Promise<void>)[] = []
test.afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function deployed(): Promise<{ readonly page: PageServer; readonly store: TestServer }> {
  const store = await startManyServices({ services: 10_000, pods: 500, functions })
  ends.push(() => store.close())
  const env = { TRIFOLD_PYROSCOPE_URL: store.url }
  const served = { page: distFolder, proxies: proxyTable(env), files: [], host: '127.0.0.1', port: 0, base: '', env }
  const page = await startPageServer(served)
  ends.push(() => page.close())
  return { page, store }
}

const said = ({ url, body }: Asked): string => `${url.pathname} ${body.toString('latin1')}`

function expectNothingTwice(asked: readonly Asked[]): void {
  const all = asked.map(said)
  expect(all.filter((one, at) => all.indexOf(one) !== at)).toEqual([])
}

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')

function lately(name: string, hours: number): string {
  const untilMs = Math.floor(Date.now() / 60_000) * 60_000
  return `v=2&src=store:${name}&service=${bigService}&w=${iso(untilMs - hours * 3_600_000)}..${iso(untilMs)}`
}

async function waitsSomewhere(page: Page, pods: number): Promise<void> {
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toContainText(
    `1 of ${pods} pods contention-bound: ${sickPod}`,
    { timeout: 120_000 },
  )
}

ownPage('the list of 10,000 is two rounds of questions, and any of them is found by typing', async ({ page }) => {
  const { page: served, store } = await deployed()
  await open(page, served.url)
  const rows = page.locator('[data-triage-service]')
  await expect(rows.first()).toHaveAttribute('data-triage-service', bigService, { timeout: 120_000 })
  await expect(rows.first()).toContainText(`1 of 500 pods contention-bound: ${sickPod}`)
  expect(store.asked.length).toBeLessThan(24)
  expectNothingTwice(store.asked)
  expect(store.mostAtOnce()).toBeLessThanOrEqual(5)
  const before = store.asked.length
  // One of a single pod: the large one is opened in the next test.
  const next = (await rows.nth(1).getAttribute('data-triage-service')) ?? ''
  await rows.nth(1).getByRole('button').click()
  await settled(page)
  await page.getByRole('button', { name: `Service: ${next}` }).click()
  const search = page.getByRole('combobox', { name: 'Search services' })
  await expect(page.getByText('10000', { exact: true })).toBeVisible()
  // Only the rows in sight exist.
  expect(await page.getByRole('option').count()).toBeLessThan(60)
  await search.fill('service-97')
  await search.pressSequentially('31')
  await expect(page.getByText('1 of 10000')).toBeVisible()
  await expect(page.getByRole('option').first()).toContainText('team-31-service-9731')
  // What is typed is looked for in the page, not in the store.
  await expect.poll(() => store.asked.length - before).toBeGreaterThan(0)
  expectNothingTwice(store.asked)
  expect(store.mostAtOnce()).toBeLessThanOrEqual(5)
  await search.press('Enter')
  await expect.poll(() => page.url()).toContain('service=team-31-service-9731')
})

test('a day of 500 pods: the sick one is named, fifty are shown and the rest as one, and nothing is asked twice', async ({
  page,
  stores,
}) => {
  const store = await startManyServices({ services: 10, pods: 500, functions })
  ends.push(() => store.close())
  const [name = ''] = stores.put('pyroscope', store)
  await open(page, `${stores.page.url}/#${lately(name, 24)}`)
  await waitsSomewhere(page, 500)
  const strip = page.getByRole('region', { name: 'Who differs', exact: true })
  await expect(strip.locator('tr[data-member]').first()).toHaveAttribute('data-member', sickPod)
  await expect(strip.locator('tr[data-member]')).toHaveCount(50)
  await expect(strip).toContainText('450 others, mean')
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
  expect(store.mostAtOnce()).toBeLessThanOrEqual(5)
  expectNothingTwice(store.asked)
})

test('who moves on before the answers are there is not made to wait for them, and they are given up', async ({
  page,
  stores,
}) => {
  let answer = (): void => undefined
  const held = new Promise<void>((resolve) => (answer = resolve))
  let holds = true
  const store = await startManyServices({
    services: 10,
    pods: 150,
    functions,
    hold: (method) => (holds && method === 'SelectSeries' ? held : undefined),
  })
  ends.push(() => store.close())
  const [name = ''] = stores.put('pyroscope', store)
  await page.goto(`${stores.page.url}/#${lately(name, 1)}`)
  await expect
    .poll(() => store.asked.filter(({ url }) => url.pathname.endsWith('SelectSeries')).length)
    .toBeGreaterThan(3)
  holds = false
  const before = store.asked.length
  await page
    .getByRole('button', { name: /earlier|previous|before/i })
    .first()
    .click()
  await waitsSomewhere(page, 150)
  // They never answered: the page did not need them.
  await expect.poll(() => store.givenUp()).toBeGreaterThan(3)
  expect(store.mostAtOnce()).toBeLessThanOrEqual(5)
  expectNothingTwice(store.asked.slice(before))
  answer()
})
