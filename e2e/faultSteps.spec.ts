/**
 * What breaks in the middle, at each step: a store through the real server of the page, storage, the network. Nothing blank, nothing of
 * one window under the header of another, nothing lost that was there.
 */
import type { BrowserContext, Page } from '@playwright/test'
import { incident } from './servers/drawnIncident.ts'
import type { Fault, FaultyServer } from './servers/faulty.ts'
import { type StoreKind, earlier, linkTo, startFaulty, storeKinds } from './servers/faultyStore.ts'
import { startStandingStores } from './servers/standingStores.ts'
import { drop, expect, figures, notBlank, open, recording, settled, test } from './page.ts'
import { test as beside } from './storesTab.ts'

// A busy machine takes its time, and each of these opens the page several times.
test.describe.configure({ timeout: 240_000 })

const contended = '[data-diagnosis="contention-bound"]'
const folded = { name: 'cpu.folded', content: 'main;handler;parse 90\nmain;idle 10\n' }

test.describe('a store', () => {
  const ends: { readonly close: () => Promise<void> }[] = []
  test.afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end.close()
  })

  async function started(kind: StoreKind): Promise<FaultyServer> {
    const store = await startFaulty(kind)
    ends.push(store)
    return store
  }

  const during = (name: string): string => linkTo(name, incident)
  /** Of the same service, an hour before anything was recorded. */
  const before = (name: string): string => linkTo(name, earlier(incident, 3_600_000))

  const faults: readonly Fault[] = ['dies', 'dies in the middle', 'too many', 'fails', 'shows a page']
  /**
   * Each step in one of the ways that it fails in, and each way at some step. Every way at every step costs no page:
   * `src/sources/faultySteps.slow.test.ts`.
   */
  const ways = { pyroscope: 0, parca: 3 } as const
  for (const kind of ['pyroscope', 'parca'] as const) {
    beside(
      `of ${kind} that fails at each step: a sentence or the whole answer, and all of it once it is well`,
      async ({ page, stores }) => {
        const store = await started(kind)
        const cases = storeKinds[kind].steps.map((step, at) => ({
          step,
          fault: faults[(at + ways[kind]) % faults.length]!,
        }))
        // The page knows nothing of a store it has no name for: each case is a first question.
        const [well = '', ...names] = stores.put(kind, store, cases.length + 1)
        for (const [at, { step, fault }] of cases.entries()) {
          const which = `${step} ${fault}`
          store.fail(fault, new RegExp(`/${step}$`))
          const failedBefore = store.failed()
          // The first as a visit.
          if (at === 0) await page.goto('about:blank')
          await open(page, `${stores.page.url}/#${during(names[at]!)}`)
          await notBlank(page)
          const isSpare = storeKinds[kind].spare.some((one: string) => one === step)
          const said = page
            .locator('main')
            .getByText(
              /could not be reached|ended|broke off|cut|too many|slow down|429|server failed|500|502|504|HTML page|no answer/i,
            )
            .filter({ visible: true })
          const state = await page.locator('html').getAttribute('data-state')
          if (isSpare) await expect(page.locator(contended).or(said.first()).first(), which).toBeVisible()
          else if (store.failed() > failedBefore) await expect(said.first(), which).toBeVisible()
          // Without the profiles there is no verdict of them, and whatever is ready has one.
          if (!isSpare && (step === storeKinds[kind].steps.at(-1) || state === 'failed'))
            await expect(page.locator(contended), which).toHaveCount(0)
          else if (state === 'ready') await expect(page.locator('[data-diagnosis]').first(), which).toBeVisible()
          // Where nothing is on its way any more, nothing says that it is.
          if (state === 'failed') await expect(page.getByText('is being read'), which).toHaveCount(0)
          store.heal()
        }
        await open(page, `${stores.page.url}/#${during(well)}`)
        await expect(page.locator(contended)).toBeVisible()
        await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible()
      },
    )

    beside(
      `of ${kind} that fails when another window is asked for: nothing of the first stands under it, and back it is whole`,
      async ({ page, stores }) => {
        const store = await started(kind)
        const [name = ''] = stores.put(kind, store)
        await open(page, `${stores.page.url}/#${during(name)}`)
        await expect(page.locator(contended)).toBeVisible()
        const seen = await figures(page)
        store.fail('fails', /./)
        await page.evaluate((hash) => (location.hash = hash), before(name))
        await expect(page.getByText(/the server failed \(500\)/).first()).toBeVisible()
        await expect(page.locator(contended)).toHaveCount(0)
        await expect(page.locator('[data-pane] g.frame')).toHaveCount(0)
        await notBlank(page)
        // What was there needs no store.
        await page.evaluate(() => history.back())
        await expect(page.locator(contended)).toBeVisible()
        expect(await figures(page)).toEqual(seen)
      },
    )
  }

  test('that says nothing through a night of sleep: waited for, then a sentence, then asked again', async ({
    page,
  }) => {
    const { page: served, put } = await startStandingStores()
    ends.push(served)
    await page.clock.install()
    const stores = []
    for (const kind of ['pyroscope', 'parca'] as const) {
      const store = await started(kind)
      stores.push(store)
      const [name = ''] = put(kind, store)
      store.fail('hangs', storeKinds[kind].profiles)
      await page.goto(`${served.url}/#${during(name)}`)
      await expect.poll(() => store.failed()).toBeGreaterThan(0)
      await expect(page.locator(contended)).toHaveCount(0)
      await notBlank(page)
      const said = page.getByText(/nothing came for 60 s/)
      await expect(said).toHaveCount(0)
      // Each call that waits is given up, and what is asked after it too.
      await expect(async () => {
        await page.clock.fastForward('08:00:00')
        await expect(said.first()).toBeVisible({ timeout: 300 })
      }).toPass({ timeout: 120_000, intervals: [0] })
      await expect(page.locator(contended)).toHaveCount(0)
    }
    // What still hangs keeps no reload waiting.
    await page.reload({ timeout: 20_000 })
    for (const store of stores) store.heal()
    await page.reload()
    await expect(page.locator(contended)).toBeVisible({ timeout: 30_000 })
  })

  beside('behind a network that goes away in the middle, and comes back', async ({ page, stores, context }) => {
    const store = await started('pyroscope')
    const [name = ''] = stores.put('pyroscope', store)
    store.fail('hangs', /SelectMergeProfile/)
    await page.goto(`${stores.page.url}/#${during(name)}`)
    await expect.poll(() => store.failed()).toBeGreaterThan(0)
    await context.setOffline(true)
    // What hangs is ended as a network that goes away ends it.
    store.fail('dies', /./)
    await page.evaluate((hash) => (location.hash = hash), before(name))
    await expect(page.getByText(/could not be reached|offline|no answer/i).first()).toBeVisible({ timeout: 60_000 })
    await expect(page.locator(contended)).toHaveCount(0)
    await notBlank(page)
    await context.setOffline(false)
    store.heal()
    await page.evaluate((hash) => (location.hash = hash), during(name))
    await page.reload()
    await expect(page.locator(contended)).toBeVisible({ timeout: 60_000 })
  })
})

test('a slow connection shows what it waits for, and who goes elsewhere meanwhile sees that and nothing of the first', async ({
  page,
  context,
}) => {
  const network = await context.newCDPSession(page)
  // The program is there; what is slow is what it shows.
  const small = recording('small-0')
  await open(page, small)
  const there = await figures(page)
  await network.send('Network.enable')
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
  })
  await page.evaluate((hash) => (location.hash = hash), recording('jvm-churn-async'))
  await expect(page.locator('html')).toHaveAttribute('data-state', 'loading')
  await notBlank(page)
  // Back before it is there.
  await page.evaluate((hash) => (location.hash = hash), small)
  await settled(page)
  expect(await figures(page)).toEqual(there)
  await page.evaluate((hash) => (location.hash = hash), recording('jvm-churn-async'))
  await expect(page.locator('[data-diagnosis="gc-pressure"]')).toBeVisible({ timeout: 120_000 })
  await expect(page.locator(contended)).toHaveCount(0)
})

test.describe('storage', () => {
  async function twoTabs(context: BrowserContext): Promise<readonly [Page, Page]> {
    const first = await context.newPage()
    await open(first, recording('none'))
    await drop(first, [folded])
    await expect.poll(() => first.url()).toContain('src=files')
    await settled(first)
    const second = await context.newPage()
    await open(second, first.url())
    await expect(second.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
    return [first, second]
  }

  test('that another tab throws away takes nothing from this one’s screen, and a reload says what is missing', async ({
    context,
  }) => {
    const [first, second] = await twoTabs(context)
    await second.evaluate(
      () =>
        new Promise<void>((done) => {
          const gone = indexedDB.deleteDatabase('trifold')
          gone.onsuccess = () => done()
          gone.onblocked = () => done()
          gone.onerror = () => done()
        }),
    )
    await expect(first.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
    await drop(first, [{ name: 'second.folded', content: 'main;second 5\n' }])
    await expect.poll(() => first.url()).toContain('second.folded')
    await settled(first)
    await expect(first.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
    await second.reload()
    await settled(second)
    await expect(second.getByText(/not kept in this browser/).first()).toBeVisible()
    await notBlank(second)
  })
})
