/** Links that people and templates write, driven through the page against a store. */
import { incident, inPyroscope } from './servers/drawnIncident.ts'
import { startPageWithStores } from './servers/pageWithStores.ts'
import { startPyroscope } from './servers/pyroscope.ts'
import type { TestServer } from './servers/serve.ts'
import { expect, open, recording, settled, shared, test } from './page.ts'

const servers: { close(): Promise<void> }[] = []
test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')

/** A page with stores of these names, all with the same incident, and nothing but the configuration to tell them apart. */
async function withStores(...names: readonly string[]): Promise<{ readonly url: string; readonly store: TestServer }> {
  const store = await startPyroscope({ services: inPyroscope('orderbook-2'), nowMs: incident.untilMs + 3_600_000 })
  const page = await startPageWithStores(
    names.map((name) => ({ kind: 'pyroscope', name, title: name, target: store.url })),
  )
  servers.push(store, page)
  return { url: page.url, store }
}

test('a service and an alert behind the question mark become the versioned link at once, and the verdict is that of the link', async ({
  page,
}) => {
  const { url } = await withStores('prod')
  const { fromMs, untilMs } = incident
  const window = `w=${iso(fromMs)}..${iso(untilMs)}`
  await page.goto(
    `${url}/?service=orderbook&label.pod=orderbook%2D2&from=${fromMs / 1000}&to=${untilMs}&utm_source=mail`,
  )
  await expect.poll(() => page.url()).toContain(`#v=2&src=store:prod&service=orderbook&l.pod=orderbook-2&${window}`)
  // What is not the link's own stays where it was; what was read from the query does not stand there twice.
  expect(new URL(page.url()).search).toBe('?utm_source=mail')
  await settled(page)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
})

test('the encoded link of a form opens what it says, and a relative window is absolute in the address', async ({
  page,
}) => {
  const { url, store } = await withStores('prod')
  await page.goto(`${url}/#src=store%3Aprod&service=orderbook&w=now-15m..now`)
  await expect
    .poll(() => page.url())
    .toMatch(/#v=2&src=store:prod&service=orderbook&w=\d{4}-[\dT:-]+Z\.\.\d{4}-[\dT:-]+Z$/)
  const [from = '', until = ''] = (/w=(.*)/.exec(page.url())?.[1] ?? '').split('..')
  expect(Date.parse(until) - Date.parse(from)).toBe(15 * 60_000)
  await expect.poll(() => store.asked.length).toBeGreaterThan(0)
})

test('what a link asks for and this page cannot know is named, and nothing else is opened in its place', async ({
  page,
}) => {
  const { url, store } = await withStores('prod', 'eu')
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
    await page.goto(`${url}/${link}`)
    await settled(page)
    await expect(page.getByRole('alert')).toContainText(sentence)
    await expect(page.locator('html')).toHaveAttribute('data-state', 'failed')
    await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  }
  expect(opened.filter((path) => /recordings\/\w+\//.test(path))).toEqual([])
  // Of a store without a service its services are offered, at the time that the link names; nothing else was asked of it.
  const { fromMs, untilMs } = incident
  await page.goto('about:blank')
  await page.goto(`${url}/#src=store:eu&w=${iso(fromMs)}..${iso(untilMs)}`)
  const offered = page.getByRole('region', { name: 'What there is' })
  await expect(offered.getByRole('button', { name: 'eu', pressed: true })).toBeVisible()
  await expect(offered.getByRole('option', { name: 'orderbook' })).toBeVisible()
  expect([...new Set(store.asked.map(({ url: { pathname } }) => pathname.split('/').at(-1)))]).toEqual(['Series'])
  await offered.getByRole('option', { name: 'orderbook' }).click()
  await expect.poll(() => page.url()).toContain(`src=store:eu&service=orderbook&w=${iso(fromMs)}..${iso(untilMs)}`)
})

test('a refused link opens as far as it was understood when a person says so, and a broken one pasted over it takes that away', async ({
  page,
}) => {
  const { url } = await withStores('prod', 'eu')
  const { fromMs, untilMs } = incident
  await page.goto(`${url}/?service=orderbook&from=${fromMs}&to=${untilMs}`)
  await page.getByRole('button', { name: 'Open orderbook in eu' }).click()
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  expect(page.url()).toContain(`src=store:eu&service=orderbook&w=${iso(fromMs)}..${iso(untilMs)}`)
  await page.evaluate(() => {
    location.hash = '#src=prod&service=orderbook&last=15'
  })
  await expect(page.getByRole('alert')).toContainText('“last” is “15”')
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Open orderbook in prod, last 10 minutes' }).click()
  await expect.poll(() => page.url()).toContain('src=store:prod&service=orderbook&w=')
})

shared('without a store the service is named and no demo stands in for it', async ({ page }) => {
  await open(page, 'service=payments-api&last=15m')
  await expect(page.getByRole('alert')).toContainText('asks for the service “payments-api”')
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Open the first recording' }).click()
  await expect(page.locator('[data-diagnosis]').first()).toBeVisible()
})

test('an alert opens the minutes around it, which its template alone knows', async ({ page }) => {
  const { url, store } = await withStores('prod')
  // As every template of LINKS.md is understood (src/cli/links.test.ts).
  await page.goto(`${url}/?service=orderbook&label.pod=orderbook-2&at=${incident.untilMs / 1000}`)
  await settled(page)
  await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible()
  await expect(page.locator('[data-pane] [aria-busy="true"]')).toHaveCount(0)
  expect(store.asked.length).toBeGreaterThan(0)
  const around = `${iso(incident.untilMs - 600_000)}..${iso(incident.untilMs + 300_000)}`
  expect(page.url()).toBe(`${url}/#v=2&src=store:prod&service=orderbook&l.pod=orderbook-2&w=${around}`)
})

shared('a link to a time without a recording says when there is one, and one press leads there', async ({ page }) => {
  const day = '&w=2026-11-20T12:46:00Z..2026-11-20T12:47:00Z'
  await open(page, recording('small-0', day))
  const main = page.locator('main')
  await expect(main).toContainText('No data in this window')
  await expect(main).toContainText('Nothing was recorded in this window. What there is, is of 2026-11-22')
  // What a dashboard says of another day would decide nothing.
  await expect(page.getByRole('region', { name: 'Numbers from your dashboard' })).toHaveCount(0)
  // The other way there is to type it: what is no time says so, and another zone takes back what was typed in the one before.
  await page.getByRole('button', { name: /^Window: / }).click()
  const typed = page.getByRole('dialog')
  await typed.getByLabel(/^from/).fill('25:00')
  await typed.getByRole('button', { name: 'Show this window' }).click()
  await expect(typed).toContainText('The first time is not one')
  await typed.getByRole('button', { name: 'UTC', exact: true }).click()
  await expect(typed.getByLabel('from (UTC)')).toHaveValue('2026-11-20 12:46:00')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Show \d\d:\d\d:\d\d/ }).click()
  await settled(page)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  await expect(page.getByText('Nothing was recorded in this window')).toHaveCount(0)
})
