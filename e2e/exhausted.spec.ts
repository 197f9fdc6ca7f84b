/**
 * Memory that runs out. A browser ends the whole page when a worker's heap is full (seen with `--js-flags=--max-old-space-size=40` and a
 * million different functions: the renderer is gone, and no code of the page runs any more). So what can be held here is what comes after:
 * the page that is opened again does not read the same file into the same end, says so, and tries once more when it is asked to.
 */
import { expect, open, recording, test } from './page.ts'

test.describe.configure({ timeout: 180_000 })

const place = 'trifold.reading'

test('a page that was ended over a large file does not read it again by itself, and reads it when asked', async ({
  page,
}) => {
  await open(page)
  // Made in the page: some 11 MB take long to hand over.
  await page.evaluate(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['main;handler;parse;inner 3\n'.repeat(400_000)], 'big.folded'))
    for (const type of ['dragenter', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true }))
  })
  await expect(page).toHaveURL(/src=files/, { timeout: 60_000 })
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible({ timeout: 90_000 })
  const link = page.url()
  // Read to its end: nothing is noted.
  expect(await page.evaluate((key) => sessionStorage.getItem(key), place)).toBeNull()

  // Loading it again: what is noted while it is read is what a page that is ended there leaves behind.
  await page.addInitScript((key) => {
    // Called below on whichever storage it is of.
    // oxlint-disable-next-line typescript/unbound-method
    const plain = Storage.prototype.setItem
    Storage.prototype.setItem = function (name, value) {
      if (name === key) Object.assign(globalThis, { noted: value })
      plain.call(this, name, value)
    }
    // The blank page between has no storage.
    const left = location.protocol === 'about:' ? null : localStorage.getItem('left by the test')
    if (left !== null) {
      plain.call(sessionStorage, key, left)
      localStorage.removeItem('left by the test')
    }
  }, place)
  await page.reload()
  await page.waitForFunction(() => 'noted' in globalThis, undefined, { timeout: 90_000 })
  await page.evaluate(() => localStorage.setItem('left by the test', String(Reflect.get(globalThis, 'noted'))))
  await page.goto('about:blank')
  await page.goto(link)
  await expect(
    page.getByText(/big\.folded: the browser ended this page while the file was being read/).first(),
  ).toBeVisible({ timeout: 90_000 })
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await expect(page.locator('[data-pane] g.frame')).toHaveCount(0)

  await page.reload()
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible({ timeout: 90_000 })
  // Another link of this tab has nothing to do with it.
  await open(page, recording('orderbook'))
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 60_000 })
})
