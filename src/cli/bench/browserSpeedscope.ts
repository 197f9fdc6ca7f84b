/**
 * The peer that people know: speedscope's own page, opening the same bytes in the same browser. From when they are there until it says so
 * in its title; it draws after that, and nothing of the drawing is in the figure.
 */
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Browser } from '@playwright/test'
import sirv from 'sirv'
import { makeInput, type BenchSize, type InputFormat } from './seededProfile.ts'

/** Milliseconds; undefined where speedscope is not installed or cannot read it. */
export async function openedInSpeedscope(
  browser: Browser,
  size: BenchSize,
  format: InputFormat,
): Promise<number | undefined> {
  const files = sirv(fileURLToPath(new URL('../../../node_modules/speedscope/dist/release', import.meta.url)))
  const name = `/profile.${format}`
  const server = createServer((request, response) => {
    if (request.url === name) createReadStream(makeInput(size, format)).pipe(response)
    else
      files(request, response, () => {
        response.writeHead(404).end()
      })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    await page.addInitScript(() => {
      new MutationObserver(() => {
        if (document.title.endsWith(' - speedscope')) Object.assign(globalThis, { benchTitleAt: performance.now() })
      }).observe(document, { subtree: true, childList: true, characterData: true })
    })
    await page.goto(`http://127.0.0.1:${port}/index.html#profileURL=${encodeURIComponent(name)}`)
    const found = await page.waitForFunction(
      (path) => {
        const { benchTitleAt: shownAt } = globalThis as unknown as { benchTitleAt?: number }
        const file = performance.getEntriesByType('resource').find((entry) => entry.name.endsWith(path))
        return shownAt !== undefined && file instanceof PerformanceResourceTiming
          ? shownAt - file.responseEnd
          : undefined
      },
      name,
      { timeout: 120_000, polling: 100 },
    )
    return await found.jsonValue()
  } catch {
    return undefined
  } finally {
    await context.close()
    server.close()
  }
}
