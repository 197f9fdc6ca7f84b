/** A recording so large that it is read on two cores. The worker of the second is not in reach of the page's own routes: a server says what it is. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { preview } from 'vite'
import { largeChunk } from '../src/core/testing/dividedJfr.ts'
import { drop, expect, test } from './page.ts'

const recorded = new URL('../public/recordings/jvm-contention-async/order-gateway-async-0002.jfr.gz', import.meta.url)
const large = (): Buffer => Buffer.from(largeChunk(new Uint8Array(gunzipSync(readFileSync(recorded))), 20_000_000))

for (const [how, script] of [
  ['works', undefined],
  ['dies at what it is given', "addEventListener('message', () => { throw new Error('out of memory') })"],
  ['cannot be started', 'this is no script'],
] as const) {
  test(`is there with its verdict where the second reader ${how}`, async ({ page }) => {
    let asked = 0
    const server = await preview({
      preview: { port: 0, host: '127.0.0.1' },
      logLevel: 'silent',
      plugins: [
        {
          name: 'second reader',
          configurePreviewServer: ({ middlewares }) => {
            middlewares.use((request, response, next) => {
              if (request.url?.includes('part.worker') !== true) return next()
              asked += 1
              if (script === undefined) return next()
              response.setHeader('content-type', 'text/javascript')
              response.end(script)
            })
          },
        },
      ],
    })
    try {
      const address = server.resolvedUrls?.local[0] ?? ''
      await page.goto(address)
      await expect(page.locator('[data-diagnosis]').first()).toBeVisible({ timeout: 60_000 })
      await drop(page, [{ name: 'gateway.jfr', content: large() }])
      await expect.poll(() => page.url(), { timeout: 60_000 }).toContain('src=files')
      await expect(page.getByText('gateway.jfr').filter({ visible: true }).first()).toBeVisible({ timeout: 60_000 })
      await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 30_000 })
      await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible({ timeout: 30_000 })
      expect(asked).toBeGreaterThan(0)
    } finally {
      await server.close()
    }
  })
}
