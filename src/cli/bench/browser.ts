/**
 * npm run bench -- --browser [--size small|medium|large]
 * With --part one of its parts alone (--first is the first of them), and with --waterfall the requests of the first visit.
 * The built page in a real Chromium: first visit, a file chosen, then clicks, keys and pointing, each from the event to the change
 * on the screen, by the page's own clock. Needs `npm run build` and a Chromium.
 */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium, type Browser, type Page } from '@playwright/test'
import { preview } from 'vite'
import { findChromium } from '../../../e2e/tools/chromium.ts'
import { benchComparison } from './browserCompare.ts'
import { openedInSpeedscope } from './browserSpeedscope.ts'
import { benchColdVisits } from './coldVisit.ts'
import { benchCores, handOutDivided } from './browserCores.ts'
import { benchBigFiles } from './browserFiles.ts'
import { longestBlockMs, watchTasks } from './longestTask.ts'
import { handOutInputs, inputPath } from './handOutInputs.ts'
import { against, findFrame, type Marks, readMarks, untilChange, watchPage } from './pageMarks.ts'
import { benchStaying } from './staying.ts'
import { benchStoreWindows } from './stayingStore.ts'
import { sizes, type BenchSize } from './seededProfile.ts'

/** What a first visit downloads, packed as a web server would. */
function printSizes(requested: readonly string[]): void {
  const assets = new URL('../../../dist/assets/', import.meta.url)
  const gzipped = (matches: (name: string) => boolean): number =>
    [...new Set(requested)]
      .filter(matches)
      .reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, assets)), { level: 9 }).length, 0) / 1000
  // How much is too much, .size-limit.mjs says, of what has to be there before the first verdict.
  const kilobytes = (what: string, extension: string): void =>
    console.log(`${`${Math.round(gzipped((name) => name.endsWith(extension)))} kB`.padStart(14)}  first visit: ${what}`)
  kilobytes('JavaScript of page and workers', '.js')
  kilobytes('style sheets', '.css')
}

const openLimitMs = { small: 1000, medium: 5000, large: 7000 } as const

/** Where that page is done within minutes. */
async function benchSpeedscope(browser: Browser, size: BenchSize, openMs: number): Promise<void> {
  const theirs = await openedInSpeedscope(browser, size, 'pprof.pb.gz')
  if (theirs === undefined)
    console.log(`${'–'.padStart(14)}  the same file in speedscope (not there, or not opened in 2 minutes)`)
  else against(openMs, Math.round(theirs), '… of what the same file takes in speedscope', 'ms')
}

/** @returns how long the file took until its panes could be used */
async function benchPage(page: Page, address: string, size: BenchSize): Promise<number> {
  console.log(`\n${size.samples.toLocaleString('en')} samples, ${size.nodes.toLocaleString('en')} nodes, in the page`)
  const requested: string[] = []
  page.on('request', (request) => {
    const name = /\/assets\/([^/]+)$/.exec(new URL(request.url()).pathname)
    if (name) requested.push(name[1]!)
  })
  await page.goto(address)
  await page.waitForFunction(() => document.documentElement.dataset['state'] === 'ready')
  printSizes(requested)

  const tasks = await watchTasks(page)
  // Fetched first, so that reading the disk of this machine is not in the figure; then dropped, as a person would.
  const chosenAt = await page.evaluate(async (from) => {
    const answer = await fetch(from)
    const transfer = new DataTransfer()
    transfer.items.add(new File([await answer.blob()], 'cpu.pb.gz'))
    const now = performance.now()
    document.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
    return now
  }, `${inputPath}?${size.id}`)
  await page.waitForFunction(
    (since) => {
      const { states } = (globalThis as unknown as { benchMarks: Marks }).benchMarks
      const later = states.filter(({ at }) => at > since)
      const frames = document.querySelectorAll('[data-pane=cpu] g.frame').length
      return later.some(({ state }) => state === 'loading') && later.at(-1)?.state === 'ready' && frames > 10
    },
    chosenAt,
    { timeout: 600_000, polling: 20 },
  )
  const opened = await readMarks(page)
  const openMs = opened.states.at(-1)!.at - chosenAt
  against(openMs, openLimitMs[size.id], 'file chosen → panes interactive', 'ms')

  const frames = page.locator('[data-pane=cpu] g.frame')
  const wide = frames.nth(8)
  await wide.click()
  against(await untilChange(page, 'pointerdown', '[data-pane]', () => wide.click()), 50, 'zoom', 'ms')
  await page.keyboard.press('Escape')
  await page.mouse.move(2, 2)
  const target = await findFrame(page)
  against(
    await untilChange(page, 'pointerover', 'body', () => page.mouse.move(target.x, target.y)),
    50,
    'hover: link across panes',
    'ms',
  )
  await page.keyboard.press('/')
  for (const key of 'js') {
    against(
      await untilChange(page, 'keydown', '[data-pane]', () => page.keyboard.press(key)),
      50,
      `search keystroke "${key}"`,
      'ms',
    )
  }
  await tasks.print('longest block of the page since the file was chosen', longestBlockMs[size.id], chosenAt)
  return openMs
}

export const browserParts = ['first', 'page', 'compare', 'staying', 'windows', 'cores', 'files'] as const
export type BrowserPart = (typeof browserParts)[number]

/** Says why and returns when there is no browser or no built page. */
export async function benchBrowser(
  chosen: readonly BenchSize[],
  { parts, waterfall }: { readonly parts: readonly BrowserPart[]; readonly waterfall: boolean },
): Promise<void> {
  const executablePath = findChromium()
  if (executablePath === undefined) {
    console.log('\nno Chromium here: the page was not measured')
    return
  }
  const server = await preview({
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    preview: { port: 4199 },
    logLevel: 'silent',
    plugins: [handOutInputs, handOutDivided],
  })
  const address = server.resolvedUrls?.local[0]
  if (address === undefined || !existsSync(new URL('../../../dist/index.html', import.meta.url))) {
    await server.close()
    console.log('\nnothing is built: run `npm run build` first')
    return
  }
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    if (parts.includes('first')) {
      console.log('\nfirst visit')
      await benchColdVisits(browser, address, { visits: 7, waterfall })
    }
    const inPage = async (measure: (page: Page) => Promise<void>): Promise<void> => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      const page = await context.newPage()
      await page.addInitScript(watchPage)
      try {
        await measure(page)
      } catch (problem) {
        console.log(
          `            –  stopped: ${String(problem instanceof Error ? problem.message : problem).split('\n')[0]}`,
        )
      }
      await context.close()
    }
    for (const size of chosen) {
      if (parts.includes('page')) {
        let openMs = Number.NaN
        await inPage(async (page) => {
          openMs = await benchPage(page, address, size)
        })
        if (size.id === 'small') await benchSpeedscope(browser, size, openMs)
      }
      if (parts.includes('compare')) await inPage((page) => benchComparison(page, address, size))
    }
    if (parts.includes('staying')) await inPage((page) => benchStaying(page, address))
    if (parts.includes('windows')) await inPage(benchStoreWindows)
    if (parts.includes('cores')) await benchCores(browser, address)
    if (parts.includes('files')) await benchBigFiles(executablePath, address)
  } finally {
    await browser.close()
    await server.close()
  }
}

export const defaultBrowserSizes: readonly BenchSize[] = sizes.filter((size) => size.id !== 'large')
