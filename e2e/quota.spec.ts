/** A disk that is full, as a real browser has it: what is refused is said, what is shown stays, and what was kept before is not lost. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { drop, expect, figures, open, recording, settled, shared, test } from './page.ts'

test.describe.configure({ timeout: 120_000 })

const folded = { name: 'cpu.folded', content: 'main;handler;parse 90\nmain;idle 10\n' }
const noRoom = /no room left to keep a copy/

/** @param bytes undefined: as much as the disk has */
async function setQuota(page: Page, bytes?: number): Promise<void> {
  const browser = await page.context().newCDPSession(page)
  await browser.send('Storage.overrideQuotaForOrigin', {
    origin: new URL(page.url()).origin,
    ...(bytes === undefined ? {} : { quotaSize: bytes }),
  })
}

test('a snapshot is saved whole on a full disk; opened again it is shown, said not to be kept, and nothing else is lost', async ({
  page,
}) => {
  await open(page, recording('small-0'))
  // Before anything is kept: Chromium remembers for half a minute how much room there was.
  await setQuota(page, 200_000)
  await drop(page, [folded])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  await expect(page.getByText(noRoom)).toHaveCount(0)
  const kept = page.url()

  await open(page, recording('small-0'))
  const seen = await figures(page)
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Prepare snapshot' }).click()
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download snapshot' }).click()
  const saved = readFileSync(await (await waiting).path())
  expect(saved.subarray(-20).toString()).toContain('</html>')

  await drop(page, [{ name: 'incident.html', content: saved }])
  await expect(page.getByText(noRoom).first()).toBeVisible()
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  expect((await figures(page)) as object).toMatchObject({ diagnosis: (seen as { diagnosis: string }).diagnosis })
  // A file too, which is seen all the same.
  const large = { name: 'large.folded', content: `main;large 5\n${'main;filler 1\n'.repeat(40_000)}` }
  await drop(page, [large])
  await expect.poll(() => page.url()).toContain('large.folded')
  await settled(page)
  await expect(page.getByText(noRoom).first()).toBeVisible()
  await expect(page.locator('[data-pane="cpu"]')).toContainText('large')

  // What was kept while there was room is there.
  await page.goto('about:blank')
  await open(page, kept)
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
  await expect(page.getByText(/not kept in this browser/)).toHaveCount(0)

  // The counter-example: with room again the same file is kept, and nothing is said.
  await setQuota(page)
  await drop(page, [large])
  await expect.poll(() => page.url()).toContain('large.folded')
  await settled(page)
  await expect(page.getByText(noRoom)).toHaveCount(0)
  await page.reload()
  await settled(page)
  await expect(page.locator('[data-pane="cpu"]')).toContainText('large')
})

shared('Forget all says so where the disk refuses, and forgets where it does not', async ({ page }) => {
  await open(page, recording('small-0'))
  await drop(page, [folded])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  await page.evaluate(() => {
    const real = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'clear')!
    IDBObjectStore.prototype.clear = () => {
      throw new DOMException('a damaged disk', 'UnknownError')
    }
    Object.assign(globalThis, { repair: () => Object.defineProperty(IDBObjectStore.prototype, 'clear', real) })
  })
  await page.getByRole('button', { name: /^Source/ }).click()
  await page.getByRole('button', { name: 'Your files' }).click()
  const forget = page.getByRole('button', { name: 'Forget all' })
  await forget.click()
  await expect(page.getByText(/The files could not be forgotten/)).toBeVisible()
  await page.evaluate(() => (globalThis as unknown as { repair: () => void }).repair())
  await forget.click()
  await expect(page.getByText(/Nothing is kept in this browser yet/)).toBeVisible()
  await expect(page.getByText(/could not be forgotten/)).toHaveCount(0)
})
