/**
 * Part of npm run bench -- --browser: large files chosen in the built page, whose worker is told that there is one core, and two; and the
 * floor in the same page: the file read, inflated, each byte looked at once. Wall time: what work that both cores do saves is in no other.
 */
import { readFileSync, statSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import type { Plugin } from 'vite'
import { type BigFile, dividedFiles } from './bigFiles.ts'
import { type Marks, watchPage } from './pageMarks.ts'

const rounds = 3
const filePath = '/bench-divided/'

/** How many cores the worker of the next page is told of. */
let cores = 2

/** The worker asks the browser, so the number is in its code. */
export const handOutDivided: Plugin = {
  name: 'bench of two cores',
  configurePreviewServer(server) {
    server.middlewares.use((request, response, next) => {
      const path = request.url ?? ''
      if (path.startsWith(filePath))
        response.end(readFileSync(dividedFiles()[Number(path.slice(filePath.length))]!.path))
      else if (cores === 1 && path.includes('analysis.worker')) {
        response.setHeader('content-type', 'text/javascript')
        const code = readFileSync(new URL(`../../../dist/${path.slice(1)}`, import.meta.url), 'utf8')
        response.end(code.replaceAll('navigator.hardwareConcurrency', '1'))
      } else next()
    })
  },
}

/** Milliseconds by the page's clock. */
interface Round {
  readonly floor: number
  readonly open: number
}

async function round(page: Page, address: string, at: number): Promise<Round> {
  await page.goto(address)
  await page.waitForFunction(() => document.documentElement.dataset['state'] === 'ready')
  await page.waitForTimeout(500)
  const chosen = await page.evaluate(async (from) => {
    const blob = await (await fetch(from)).blob()
    const floorFrom = performance.now()
    const start = new Uint8Array(await blob.slice(0, 2).arrayBuffer())
    const bytes = blob.stream()
    const plain = start[0] === 0x1f ? bytes.pipeThrough(new DecompressionStream('gzip')) : bytes
    const reader = plain.getReader()
    let sum = 0
    for (;;) {
      const piece = await reader.read()
      if (piece.done) break
      for (const byte of piece.value) sum = (sum + byte) | 0
    }
    Object.assign(globalThis, { benchSum: sum })
    const floor = performance.now() - floorFrom
    const transfer = new DataTransfer()
    transfer.items.add(new File([blob], 'large'))
    const now = performance.now()
    document.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))
    return { floor, now }
  }, `${filePath}${at}`)
  const ended = await page.waitForFunction(
    (since) => {
      const later = (globalThis as unknown as { benchMarks: Marks }).benchMarks.states.filter((one) => one.at > since)
      return later.some(({ state }) => state === 'loading') && later.at(-1)?.state === 'ready'
        ? later.at(-1)
        : undefined
    },
    chosen.now,
    { timeout: 300_000, polling: 20 },
  )
  return { floor: chosen.floor, open: (await ended.jsonValue())!.at - chosen.now }
}

const least = (values: readonly number[]): number => Math.min(...values)

async function measure(browser: Browser, address: string, file: BigFile, at: number): Promise<void> {
  const found: Record<1 | 2, Round[]> = { 1: [], 2: [] }
  // In turn, so that what else the machine does falls on both.
  for (let time = 0; time < rounds; time += 1) {
    for (const told of [1, 2] as const) {
      cores = told
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
      const page = await context.newPage()
      await page.addInitScript(watchPage)
      found[told].push(await round(page, address, at))
      await context.close()
    }
  }
  cores = 2
  const floor = least([...found[1], ...found[2]].map((one) => one.floor))
  const [one, two] = [least(found[1].map(({ open }) => open)), least(found[2].map(({ open }) => open))]
  const what = `${file.what}, ${Math.round(statSync(file.path).size / 1e6)} MB`
  const ms = (value: number): string => `${Math.round(value)} ms`.padStart(9)
  console.log(
    `${`${(two / floor).toFixed(1)} × floor`.padStart(14)}  ${what.padEnd(36)}  ${ms(two)}  one core ${ms(one)}  floor ${ms(floor)}  ${(two / one).toFixed(2)} of one core`,
  )
}

export async function benchCores(browser: Browser, address: string): Promise<void> {
  console.log(`\nlarge files on two cores, chosen → panes, wall time; the least of ${rounds}`)
  for (const [at, file] of dividedFiles().entries()) {
    try {
      await measure(browser, address, file, at)
    } catch (problem) {
      console.log(`${'–'.padStart(14)}  ${file.what}: ${String(problem).split('\n')[0]}`)
    }
  }
}
