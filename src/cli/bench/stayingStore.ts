/**
 * Part of npm run bench -- --browser: a store whose window is moved a hundred times. Each window is another set of profiles, and a store has no
 * end: what the workers hold afterwards is held against what they held when the windows that one may go back to had been seen.
 */
import type { Page } from '@playwright/test'
import { formatWindow } from '../../core/link/values.ts'
import { bigService, startManyServices } from '../../../e2e/servers/manyServices.ts'
import { distFolder } from '../../../e2e/servers/nginxServer.ts'
import { proxyTable } from '../../sources/proxy/proxyTable.ts'
import { startPageServer } from '../serve/pageServer.ts'
import { against } from './pageMarks.ts'
import { Workers, heapsOf, mostMore, rest } from './staying.ts'

const windows = 100
/** As `state/sources/keptWindows.ts` has it. */
const mostKeptWindows = 8
/** By then each that is kept has been seen, and the code is compiled. */
const before = mostKeptWindows + 4
const windowMs = 600_000
const pods = 20

export async function benchStoreWindows(page: Page): Promise<void> {
  console.log(`\na store of ${pods} pods, its window moved ${windows} times`)
  const store = await startManyServices({ services: 1, pods })
  const env = { TRIFOLD_PYROSCOPE_URL: store.url }
  const served = { page: distFolder, proxies: proxyTable(env), files: [], host: '127.0.0.1', port: 0, base: '', env }
  const server = await startPageServer(served)
  try {
    const untilMs = Math.floor(Date.now() / 60_000) * 60_000
    const link = (back: number): string => {
      const end = untilMs - back * windowMs
      return `v=2&src=store:pyroscope&service=${bigService}&w=${formatWindow({ fromMs: end - windowMs, untilMs: end })}`
    }
    await page.goto(`${server.url}#${link(0)}`)
    await drawn(page)
    const session = await page.context().newCDPSession(page)
    const workers = new Workers(session)
    await workers.attach()
    const move = async (from: number, until: number): Promise<number> => {
      const startedAt = performance.now()
      for (let back = from; back < until; back++) {
        await page.evaluate((hash) => {
          location.hash = hash
        }, link(back))
        await drawn(page)
      }
      return (performance.now() - startedAt) / (until - from)
    }
    await move(1, before)
    await rest(page)
    const first = await heapsOf(session, workers)
    const each = await move(before, before + windows)
    await rest(page)
    const last = await heapsOf(session, workers)
    const limitOf = (bytes: number): number => Math.round(mostMore * (bytes / 1e5)) / 10
    against(
      last.workerBytes / 1e6,
      limitOf(first.workerBytes),
      `heap of the workers, of ${mostKeptWindows} windows`,
      'MB',
    )
    against(last.pageBytes / 1e6, limitOf(first.pageBytes), '… of the page', 'MB')
    against(last.workers, first.workers, '… how many workers', '')
    against(each, 1000, 'one move, until it is drawn', 'ms')
  } finally {
    await server.close()
    await store.close()
  }
}

/** Loading begins with the change of the address, but not within it. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  await page.waitForFunction(
    () =>
      document.documentElement.dataset['state'] === 'ready' &&
      !document.querySelector('[data-pane] [aria-busy="true"]'),
    undefined,
    { polling: 20, timeout: 60_000 },
  )
}
