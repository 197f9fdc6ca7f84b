/**
 * npm run bench -- --services
 * The built page before a store with 10,000 services, one of them with 500 pods, a day of it: what it takes to see the list, to find a name,
 * to see the day, by the page's own clock; how long the page could not answer, and what the store was asked.
 */
import { chromium, type Page } from '@playwright/test'
import { bigService, startManyServices } from '../../../e2e/servers/manyServices.ts'
import type { TestServer } from '../../../e2e/servers/serve.ts'
import { findChromium } from '../../../e2e/tools/chromium.ts'
import { distFolder } from '../../../e2e/servers/nginxServer.ts'
import { proxyTable } from '../../sources/proxy/proxyTable.ts'
import { startPageServer } from '../serve/pageServer.ts'
import { longestBlock, readMarks, untilChange, watchPage } from './pageMarks.ts'

const services = 10_000
const pods = 500
const hours = 24

const line = (value: string, what: string): void => console.log(`${value.padStart(14)}  ${what}`)
const ms = (value: number): string => `${value.toFixed(0)} ms`

const blocked = async (page: Page, sinceMs: number): Promise<string> =>
  longestBlock(await readMarks(page), sinceMs).said

const now = (page: Page): Promise<number> => page.evaluate(() => performance.now())

function tellAsked(store: TestServer, from: number): void {
  const all = store.asked.map(({ url, body }) => `${url.pathname} ${body.toString('latin1')}`)
  const again = all.filter((one, at) => at >= from && all.indexOf(one) < at).length
  line(
    String(all.length - from),
    `questions to the store, ${store.mostAtOnce()} at once at most, ${again} of them again`,
  )
}

/** Says why and returns when there is no browser. */
export async function benchServices(): Promise<void> {
  const executablePath = findChromium()
  if (executablePath === undefined) {
    console.log('\nno Chromium here: the page was not measured')
    return
  }
  const store = await startManyServices({ services, pods })
  const env = { TRIFOLD_PYROSCOPE_URL: store.url }
  const served = { page: distFolder, proxies: proxyTable(env), files: [], host: '127.0.0.1', port: 0, base: '', env }
  const server = await startPageServer(served)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.addInitScript(watchPage)
    console.log(`\n${services.toLocaleString('en')} services, one of ${pods} pods, in the page`)
    await page.goto(server.url)
    await page.locator('[data-triage-service]').first().waitFor({ timeout: 120_000 })
    line(ms(await now(page)), 'first visit → the list, worst first')
    line(await blocked(page, 0), 'longest block of the page until then')
    tellAsked(store, 0)

    let before = store.asked.length
    let since = await now(page)
    const untilMs = Math.floor(Date.now() / 60_000) * 60_000
    const iso = (at: number): string => new Date(at).toISOString()
    const day = `w=${iso(untilMs - hours * 3_600_000)}..${iso(untilMs)}`
    await page.evaluate((link) => {
      location.hash = link
    }, `v=2&src=store:pyroscope&service=${bigService}&${day}`)
    await page.locator('[data-diagnosis]').waitFor({ timeout: 240_000 })
    await page.locator('[data-pane=cpu] g.frame').first().waitFor({ timeout: 240_000 })
    line(ms((await now(page)) - since), `${pods} pods, ${hours} h → verdict, strip and panes`)
    line(await blocked(page, since), 'longest block of the page until then')
    tellAsked(store, before)

    before = store.asked.length
    since = await now(page)
    await page.getByRole('button', { name: `Service: ${bigService}` }).click()
    await page.getByRole('option').first().waitFor({ timeout: 60_000 })
    line(ms((await now(page)) - since), 'menu of all services opened')
    for (const key of '97') {
      const search = page.getByRole('combobox', { name: /Search/ })
      line(
        ms(await untilChange(page, 'keydown', '[role=listbox]', () => search.press(key))),
        `keystroke "${key}" in it`,
      )
    }
    line(await blocked(page, since), 'longest block of the page meanwhile')
    tellAsked(store, before)
  } finally {
    await browser.close()
    await server.close()
    await store.close()
  }
}
