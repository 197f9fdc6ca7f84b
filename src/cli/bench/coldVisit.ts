/**
 * First verdict of somebody who was never here: cold cache, the median of several visits, on a desktop and on a phone (CPU ÷ 4,
 * 6 Mbit/s, 60 ms each way there and back together). With `--waterfall` each request of the median visit, and what held it up.
 */
import type { Browser, Page } from '@playwright/test'
import { zippedPath } from './handOutInputs.ts'
import { against, type LongestBlock, longestBlock, readMarks, watchPage } from './pageMarks.ts'
import { median } from './timed.ts'

interface Device {
  readonly what: string
  readonly limitMs: number
  readonly width: number
  readonly height: number
  readonly throttled: boolean
  /** What the address says; without it the first recording offered opens. */
  readonly link?: string
}

const devices: readonly Device[] = [
  { what: 'desktop', limitMs: 1000, width: 1440, height: 900, throttled: false },
  {
    what: 'desktop, the same recording as one file',
    limitMs: 1000,
    width: 1440,
    height: 900,
    throttled: false,
    link: `#v=2&src=recording:${zippedPath}`,
  },
  { what: 'phone, CPU ÷ 4, 6 Mbit/s, 60 ms', limitMs: 2500, width: 390, height: 844, throttled: true },
]

interface Request {
  readonly name: string
  readonly askedMs: number
  readonly doneMs: number
  readonly bytes: number
}

interface Visit {
  /** From the navigation to the verdict on screen. */
  readonly verdictMs: number
  readonly block: LongestBlock
  readonly requests: readonly Request[]
}

export async function benchColdVisits(
  browser: Browser,
  address: string,
  { visits, waterfall }: { readonly visits: number; readonly waterfall: boolean },
): Promise<void> {
  for (const device of devices) {
    const seen: Visit[] = []
    for (let visit = 0; visit < visits; visit++) seen.push(await coldVisit(browser, address, device))
    const middle = [...seen].sort((a, b) => a.verdictMs - b.verdictMs)[Math.floor(seen.length / 2)]!
    const before = middle.requests.filter(({ askedMs }) => askedMs < middle.verdictMs)
    const code = before.filter(({ name }) => /\.(?:js|css)$/.test(name)).length
    against(median(seen.map(({ verdictMs }) => verdictMs)), device.limitMs, `first verdict, ${device.what}`, 'ms')
    const block = [...seen].sort((a, b) => a.block.ms - b.block.ms)[Math.floor(seen.length / 2)]!.block
    console.log(`${block.said.padStart(14)}    longest block of the page (50 ms asked)`)
    const kilobytes = Math.round(before.reduce((sum, { bytes }) => sum + bytes, 0) / 1000)
    console.log(
      `${' '.repeat(16)}${seen.length} visits, ${before.length} requests until then (${code} of code), ${kilobytes} kB; slowest ${Math.round(Math.max(...seen.map(({ verdictMs }) => verdictMs)))} ms`,
    )
    if (waterfall) printWaterfall(middle)
  }
}

async function coldVisit(browser: Browser, address: string, device: Device): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: device.width, height: device.height } })
  try {
    const page = await context.newPage()
    await page.addInitScript(watchPage)
    if (device.throttled) await throttle(page)
    await page.goto(`${address}${device.link ?? ''}`)
    // On a phone the verdict has a part of its own, which comes after the page says that it is ready. Looked for now and then: asked at
    // every frame, the page would make frames for the question.
    await page.waitForFunction(
      () =>
        document.querySelector('[data-diagnosis]') !== null && document.documentElement.dataset['state'] === 'ready',
      undefined,
      { polling: 100 },
    )
    const marks = await readMarks(page)
    const requests = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter((entry) => entry instanceof PerformanceResourceTiming)
        .map(({ name, startTime, responseEnd, encodedBodySize }) => ({
          name: new URL(name).pathname,
          askedMs: startTime,
          doneMs: responseEnd,
          bytes: encodedBodySize,
        })),
    )
    return {
      verdictMs: marks.bannerAt ?? Number.NaN,
      block: longestBlock(marks),
      requests,
    }
  } finally {
    await context.close()
  }
}

async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const bytesPerSecond = 6e6 / 8
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 60,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
}

const barWidth = 60

function printWaterfall({ verdictMs, requests }: Visit): void {
  const lastMs = Math.max(verdictMs, ...requests.map(({ doneMs }) => doneMs))
  const column = (ms: number): number => Math.floor((ms / lastMs) * barWidth)
  for (const { name, askedMs, doneMs, bytes } of requests) {
    const bar = ' '.repeat(column(askedMs)) + '█'.repeat(Math.max(1, column(doneMs) - column(askedMs)))
    const file = name.split('/').slice(-2).join('/').slice(-44)
    console.log(
      `${String(Math.round(askedMs)).padStart(6)} ${String(Math.round(doneMs)).padStart(6)} ${(bytes / 1000).toFixed(1).padStart(7)} kB  ${file.padEnd(44)}  ${bar}`,
    )
  }
  console.log(`${' '.repeat(7)}${String(Math.round(verdictMs)).padStart(6)} ms: the verdict is on screen`)
}
