/** Links that people and templates write, driven through the page against a store. */
import type { Page } from '@playwright/test'
import { goService, startPyroscope } from './servers/pyroscope.ts'
import type { TestServer } from './servers/serve.ts'
import { type RecordedService, recordedService } from './servers/storedProfiles.ts'
import { expect, forward, settled, test } from './page.ts'

let recorded: RecordedService
test.beforeAll(async () => {
  recorded = await recordedService('orderbook')
})

const servers: TestServer[] = []
test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')

/** Stores of these names, all with the recorded incident, and nothing but the configuration to tell them apart. */
async function withStores(page: Page, names: readonly string[]): Promise<TestServer> {
  const services = [goService(recorded, { service_name: 'orderbook', pod: 'orderbook-2' })]
  const server = await startPyroscope({ services, nowMs: recorded.incident.untilMs + 3_600_000 })
  servers.push(server)
  const sources = names.map((name) => ({ kind: 'pyroscope', name, title: name, url: '/pyroscope' }))
  await page.route('**/trifold.config.json', (route) =>
    route.fulfill({ json: { sources, services: { orderbook: { cores: 1 } } } }),
  )
  await forward(page, '/pyroscope', server.url)
  return server
}

test('a service and an alert behind the question mark become the versioned link at once, and the verdict is that of the link', async ({
  page,
}) => {
  await withStores(page, ['prod'])
  const { fromMs, untilMs } = recorded.incident
  const window = `w=${iso(fromMs)}..${iso(untilMs)}`
  await page.goto(`/?service=orderbook&label.pod=orderbook%2D2&from=${fromMs / 1000}&to=${untilMs}&utm_source=mail`)
  await expect.poll(() => page.url()).toContain(`#v=2&src=store:prod&service=orderbook&l.pod=orderbook-2&${window}`)
  // What is not the link's own stays where it was; what was read from the query does not stand there twice.
  expect(new URL(page.url()).search).toBe('?utm_source=mail')
  await settled(page)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
})

test('the encoded link of a form opens what it says, and a relative window is absolute in the address', async ({
  page,
}) => {
  const server = await withStores(page, ['prod'])
  await page.goto('/#src=store%3Aprod&service=orderbook&w=now-15m..now')
  await expect
    .poll(() => page.url())
    .toMatch(/#v=2&src=store:prod&service=orderbook&w=\d{4}-[\dT:-]+Z\.\.\d{4}-[\dT:-]+Z$/)
  const [from = '', until = ''] = (/w=(.*)/.exec(page.url())?.[1] ?? '').split('..')
  expect(Date.parse(until) - Date.parse(from)).toBe(15 * 60_000)
  await expect.poll(() => server.asked.length).toBeGreaterThan(0)
})

test('what a link asks for and this page cannot know is named, and nothing else is opened in its place', async ({
  page,
}) => {
  const server = await withStores(page, ['prod', 'eu'])
  const opened: string[] = []
  page.on('request', (request) => opened.push(new URL(request.url()).pathname))
  for (const [link, sentence] of [
    ['?service=orderbook&last=15m', 'names no store; this page has “prod”, “eu”'],
    ['#src=mars&service=orderbook', 'asks for the store “mars”'],
    ['#src=store:prod&service=orderbook&pod=orderbook-2', '“pod” is no key that this page knows; “label.pod” is one'],
    ['#src=store:prod&service=orderbook&w=yesterday', '“w” is “yesterday”'],
    ['#src=store:prod', 'has “src” and lacks “service”'],
    ['?servce=orderbook', '“servce” is no key'],
  ] as const) {
    await page.goto('about:blank')
    await page.goto(`/${link}`)
    await settled(page)
    await expect(page.getByRole('alert')).toContainText(sentence)
    await expect(page.locator('html')).toHaveAttribute('data-state', 'failed')
    await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  }
  expect(server.asked).toEqual([])
  expect(opened.filter((path) => /recordings\/\w+\//.test(path))).toEqual([])
})

test('a refused link opens as far as it was understood when a person says so', async ({ page }) => {
  await withStores(page, ['prod', 'eu'])
  const { fromMs, untilMs } = recorded.incident
  await page.goto(`/?service=orderbook&from=${fromMs}&to=${untilMs}`)
  await page.getByRole('button', { name: 'Open orderbook in eu' }).click()
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  expect(page.url()).toContain(`src=store:eu&service=orderbook&w=${iso(fromMs)}..${iso(untilMs)}`)
})

test('a broken link pasted over an open page takes the old data away', async ({ page }) => {
  await withStores(page, ['prod'])
  await page.goto('/#v=2&src=recording:recordings/orderbook/')
  await settled(page)
  await expect(page.locator('[data-diagnosis]').first()).toBeVisible()
  await page.evaluate(() => {
    location.hash = '#service=orderbook&last=15'
  })
  await expect(page.getByRole('alert')).toContainText('“last” is “15”')
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Open orderbook in prod, last 10 minutes' }).click()
  await expect.poll(() => page.url()).toContain('src=store:prod&service=orderbook&w=')
})

test('without a store the service is named and no demo stands in for it', async ({ page }) => {
  await page.goto('/#service=payments-api&last=15m')
  await settled(page)
  await expect(page.getByRole('alert')).toContainText('asks for the service “payments-api”')
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Open the first recording' }).click()
  await expect(page.locator('[data-diagnosis]').first()).toBeVisible()
})
