/** Live stores in the page: servers that speak the stores' API from a recorded incident, and a real Go service. */
import type { Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { justNow } from './servers/drawnIncident.ts'
import { buildGoService, hasGo } from './servers/goService.ts'
import { goService, type PyroscopeOptions, startPyroscope } from './servers/pyroscope.ts'
import { scraped, startParca } from './servers/parca.ts'
import type { Answer, TestServer } from './servers/serve.ts'
import type { StandingStores } from './servers/standingStores.ts'
import { type RecordedService, recordedService } from './servers/storedProfiles.ts'
import { type PutStore, startPageWithStores } from './servers/pageWithStores.ts'
import { expect, open, recording, settled, test } from './page.ts'
import { test as beside } from './storesTab.ts'

let recorded: RecordedService
let incident = { fromMs: 0, untilMs: 0 }
test.beforeAll(async () => {
  recorded = await recordedService('orderbook')
  incident = recorded.incident
})

const servers: { close(): void | Promise<void> }[] = []
test.afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')
const windowKey = (): string => `w=${iso(incident.fromMs)}..${iso(incident.untilMs)}`
const storeLink = (name: string, service = 'orderbook'): string =>
  `v=2&src=store:${name}&service=${service}&${windowKey()}`

async function started(options: Partial<PyroscopeOptions> = {}): Promise<TestServer> {
  const services = [goService(recorded, { service_name: 'orderbook', pod: 'a' })]
  const server = await startPyroscope({ services, nowMs: incident.untilMs + 3_600_000, ...options })
  servers.push(server)
  return server
}

/** The address of a page of its own, whose only store this is. */
async function deployed(store: PutStore): Promise<string> {
  const page = await startPageWithStores([store])
  servers.push(page)
  return page.url
}

/** In the page that tests share: its name there. */
async function besidePyroscope({ put }: StandingStores, options: Partial<PyroscopeOptions> = {}): Promise<string> {
  const [name = ''] = put('pyroscope', await started(options))
  return name
}

async function openStores(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Source:/ }).click()
  await page.getByRole('button', { name: 'Stores', exact: true }).click()
}

test('a service chosen in Pyroscope shows its verdict, keeps an absolute window, and is where the next visit begins; against the same minutes of a recording nothing has changed', async ({
  page,
}) => {
  const { services: drawn, nowMs, recent } = justNow()
  // A recorded one as well, in other minutes, however long ago that is.
  const services = [...drawn, goService(recorded, { service_name: 'orderbook', pod: 'a' })]
  const { url: target } = await started({ services, nowMs, lookbackMs: nowMs })
  const url = await deployed({ kind: 'pyroscope', name: 'prod', target })
  await open(page, url)
  await openStores(page)
  await page.getByRole('combobox', { name: 'Search services' }).fill('orderb')
  await page.getByRole('option', { name: /orderbook/ }).click()
  await expect.poll(() => page.url()).toMatch(/src=store:prod&service=orderbook&w=\d{4}-\d\d-\d\dT[\d:]+Z\.\./)
  await settled(page)
  // The last ten minutes are mostly quiet; the incident is asked for by its times.
  const [from, until] = [recent.fromMs, recent.untilMs].map(iso)
  await page.getByRole('button', { name: /^Window:/ }).click()
  await page.getByLabel(/^from/).fill(from ?? '')
  await page.getByLabel(/^until/).fill(until ?? '')
  await page.getByRole('button', { name: 'Show this window' }).click()
  await expect.poll(() => page.url()).toContain(`w=${from}..${until}`)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  for (const pane of ['cpu', 'heap', 'lock'])
    await expect(page.locator(`[data-pane="${pane}"] g.frame`).first()).toBeVisible()

  await page.goto('about:blank')
  await page.goto(url)
  await expect.poll(() => page.url()).toContain('src=store:prod&service=orderbook')
  // The link decides.
  await page.goto('about:blank')
  await open(page, `${url}/#v=2&src=recording:recordings/orderbook/&${windowKey()}`)
  expect(page.url()).toContain('src=recording:recordings/orderbook/')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByText('A service of a store').click()
  await page.getByRole('combobox', { name: 'Search services for A' }).fill('orderb')
  await expect(page.getByRole('option', { name: /orderbook/ })).toBeVisible()
  await page.getByRole('combobox', { name: 'Search services for A' }).press('Enter')
  await page.getByRole('button', { name: 'Compare with this' }).click()
  await expect(page.locator('[data-side="A"]')).toContainText('orderbook in Production', { timeout: 30_000 })
  await expect(
    page.locator('[data-diagnosis="contention-bound"][data-base-diagnosis="contention-bound"]'),
  ).toBeVisible()
  await expect(
    page.getByText('No evidence of change. What looks different is within what varies anyway.'),
  ).toBeVisible()
})

beside(
  'a link to a window of Pyroscope gives the verdict that the recording gives, under a header that fits each width, and one of Parca the same',
  async ({ page, stores }) => {
    await open(page, `${stores.page.url}/#${storeLink(await besidePyroscope(stores))}`)
    await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
    expect(page.url()).toContain(windowKey())
    // Every control of the header is on screen, however wide the page.
    for (const width of [1920, 1440, 1280, 1100, 800]) {
      await page.setViewportSize({ width, height: 900 })
      const outside = (): Promise<unknown> =>
        page.locator('header button:visible').evaluateAll((buttons, most) => {
          if (buttons.length < 6) return `only ${buttons.length} of them`
          return buttons
            .map((button) => {
              const { x, width: wide } = button.getBoundingClientRect()
              return { says: button.textContent, x, wide }
            })
            .filter(({ x, wide }) => x < 0 || x + wide > most || wide < 24)
        }, width)
      // What does not fit goes into the menu, a rendering after the page has its new width.
      await expect.poll(outside, `at ${width}`).toEqual([])
      // The size that is looked at first has them in one row.
      if (width === 1440) expect((await page.locator('header').first().boundingBox())!.height).toBeLessThan(60)
    }

    const parca = await startParca({ services: [scraped(recorded, { job: 'orderbook', instance: 'a' })] })
    servers.push(parca)
    const [name = ''] = stores.put('parca', parca)
    await open(page, `${stores.page.url}/#${storeLink(name)}`)
    await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
    expect(parca.asked.length).toBeGreaterThan(0)
  },
)

beside('a profile that fails says so in its pane and leaves the others', async ({ page, stores }) => {
  const name = await besidePyroscope(stores, {
    fail: (method, { body }): Answer | undefined =>
      method === 'SelectMergeProfile' && body.includes('process_cpu:cpu:nanoseconds')
        ? { status: 500, body: 'the block is damaged' }
        : undefined,
  })
  await open(page, `${stores.page.url}/#${storeLink(name)}`)
  await expect(page.locator('[data-pane="cpu"]')).toContainText('the server failed (500)')
  await expect(page.locator('[data-pane="cpu"]')).toContainText('Look into the log of the server')
  // It may have been recorded: nowhere is it said that it was not.
  await expect(page.locator('[data-signal="cpu_user_pct"]')).toContainText('could not be read')
  const table = page.getByRole('region', { name: 'One function, all profiles' })
  await expect(table.getByText('not read').first()).toBeVisible()
  await expect(table.getByText('not recorded')).toHaveCount(0)
  for (const pane of ['heap', 'lock']) await expect(page.locator(`[data-pane="${pane}"] g.frame`).first()).toBeVisible()
})

beside(
  'a store that asks who is there says what to do, and a recording is one click away',
  async ({ page, stores }) => {
    const name = await besidePyroscope(stores, { fail: () => ({ status: 401, body: 'who are you' }) })
    await open(page, `${stores.page.url}/#${storeLink(name)}`)
    await expect(page.getByRole('alert')).toContainText('wants to know who is asking (401)')
    await expect(page.getByRole('alert')).toContainText('Let the proxy in front of it add the credentials')
    await page.getByRole('button', { name: 'Open the first recording' }).click()
    await expect(page.locator('[data-diagnosis]')).toBeVisible()
  },
)

/** Both builds of one service in one store, as if they had run at the same time. */
async function withTwoBuilds(
  stores: StandingStores,
  options: Partial<PyroscopeOptions> = {},
): Promise<{ readonly name: string; readonly link: string; readonly window: string }> {
  const [a, b] = await Promise.all([recordedService('fast-path-a'), recordedService('fast-path-b')])
  const [window, other] = [a, b].map(({ recording }) => recording.windows[0])
  if (!window || !other) throw new Error('the recordings have no window')
  const services = [
    goService(a, { service_name: 'fast-path', build: 'a' }),
    goService(b, { service_name: 'fast-path', build: 'b' }, window.fromMs - other.fromMs),
  ]
  const name = await besidePyroscope(stores, { services, nowMs: window.untilMs + 3_600_000, ...options })
  const times = `${iso(window.fromMs)}..${iso(window.untilMs)}`
  const link = `${stores.page.url}/#v=2&src=store:${name}&service=fast-path&l.build=b&w=${times}`
  return { name, link, window: times }
}

beside(
  'two builds in one store are compared by two presses and one field, in the same window',
  async ({ page, stores }) => {
    const { name, link: ofOne } = await withTwoBuilds(stores)
    await open(page, ofOne)
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    // What is on screen is where the choice starts, and no base for itself.
    await expect(page.getByRole('button', { name: 'Compare with this' })).toBeDisabled()
    await page.getByRole('dialog').getByLabel('build', { exact: true }).selectOption('a')
    await page.getByRole('button', { name: 'Compare with this' }).click()
    const first = page.locator('section[aria-labelledby="changes"] tbody tr').first()
    await expect(first).toContainText('LookupCached', { timeout: 30_000 })
    await expect(first).toContainText('no longer reached')
    expect(page.url()).toContain(`base.src=store:${name}&base.service=fast-path&base.l.build=a`)
    expect(page.url()).not.toContain('swapped')
    await expect(page.locator('[data-side="A"]')).toContainText('build=a')
    await expect(page.locator('[data-side="B"]')).toContainText('build=b')
    const timeline = page.getByRole('region', { name: 'Timeline' })
    await expect(timeline.locator('[data-window="A"]')).toBeVisible()
    await expect(timeline.locator('[data-window="B"]')).toBeVisible()
    await expect(timeline.locator('[data-timeline-value="cpu"]')).toHaveText(/0\.\d+ → 0\.\d+ cores/)

    const link = page.url()
    await page.goto(ofOne)
    await expect(page.locator('[data-side="A"]')).toHaveCount(0)
    await page.goto(link)
    await expect(page.locator('[data-side="A"]')).toContainText('build=a', { timeout: 30_000 })

    // Nothing is kept from before this window, and that is what is said.
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('dialog').getByLabel('build', { exact: true }).selectOption('a')
    await page.getByRole('dialog').getByLabel('when').selectOption({ label: 'the window before' })
    await page.getByRole('button', { name: 'Compare with this' }).click()
    await expect(page.getByRole('alert')).toContainText('A could not be read: Production: its oldest profile is from')
  },
)

beside('a base that the store refuses is named, with the way back', async ({ page, stores }) => {
  const { name, link, window } = await withTwoBuilds(stores, {
    fail: (method, { body }): Answer | undefined =>
      method !== 'Series' && method.startsWith('Select') && /build=\\?"a/.test(String(body))
        ? { status: 401, body: 'who are you' }
        : undefined,
  })
  await open(page, `${link}&base=${window}&base.src=store:${name}&base.service=fast-path&base.l.build=a`)
  await expect(page.getByRole('region', { name: 'Warnings' })).toContainText(
    /^A: .*wants to know who is asking \(401\)/,
    {
      timeout: 30_000,
    },
  )
  // Not "not recorded": it is there, and it was refused.
  await expect(page.locator('[data-pane="cpu"]')).toContainText(/A: .*wants to know who is asking \(401\)/)
  await page.getByRole('button', { name: 'Stop comparing' }).click()
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
})

test.describe('record now', () => {
  test.skip(!hasGo, 'there is no Go on this machine to build a service with')

  test('takes a recording of a Go service that is opened, kept, saved and a base for the next one', async ({
    page,
  }) => {
    const program = buildGoService()
    const service = await program.start('-block', '0', '-mutex', '0')
    servers.push(service)
    const target = `${service.url}/debug/pprof`
    const url = await deployed({ kind: 'go-pprof', name: 'checkout', title: 'Checkout', service: 'checkout', target })
    // A page with nothing to show: a sample would be read and drawn, and is not looked at.
    await open(page, `${url}/#${recording('none')}`)

    const record = async (length: string): Promise<void> => {
      await page.getByRole('button', { name: /^Source:/ }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Record now' }).click()
      await expect(page.getByText('runtime.SetMutexProfileFraction(100)', { exact: true })).toBeVisible()
      await page.getByLabel('length, seconds').fill(length)
      await page.getByLabel('step, seconds').fill('2')
      await page.getByRole('button', { name: 'Start recording' }).click()
    }
    const status = page.getByRole('complementary', { name: 'Recording' })
    await record('4')
    await expect(status.getByRole('progressbar', { name: 'Recorded' })).toBeVisible()
    await expect(status).toContainText('The recording of Checkout is open.')
    await expect.poll(() => page.url()).toMatch(/src=files&files=checkout-[\d-]+Z\.zip@[0-9a-f]{64}&w=/)
    await settled(page)
    await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
    await expect(page.locator('[data-pane="cpu"]')).toContainText('burn')
    // Its block profile is off; the goroutine dumps show who waits all the same.
    await expect(page.locator('[data-pane="lock"]')).toContainText(/goroutines wait, in \d+ looks/)

    const downloading = page.waitForEvent('download')
    await status.getByRole('button', { name: 'Download as .zip' }).click()
    const bytes = await readFile(await (await downloading).path())
    expect(bytes.subarray(0, 2).toString()).toBe('PK')
    // Two snapshots before each step and two at the end, four differences in each step.
    expect(bytes.toString('latin1').split('PK\u0001\u0002').length - 1).toBe(1 + 2 * 6 + 2)

    const first = page.url()
    await status.getByRole('button', { name: 'Put away' }).click()
    await record('60')
    await page.waitForTimeout(3000)
    await status.getByRole('button', { name: 'Cancel' }).click()
    await expect(status).toContainText('was ended early; what was finished is open')
    await expect.poll(() => page.url()).not.toBe(first)
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('button', { name: /^checkout, recorded/ }).click()
    await expect.poll(() => page.url()).toContain('base.src=files')
    await expect(page.locator('section[aria-labelledby="changes"]')).toBeVisible()

    await page.goto('about:blank')
    await page.goto(first)
    await settled(page)
    await expect(page.locator('[data-pane="cpu"]')).toContainText('burn')
  })
})
