import { expect, open, recording, test } from './page.ts'

const changes = 'section[aria-labelledby="changes"] tbody tr'

test('healthy against incident: both diagnoses, the transition, a ranked list, and a link that restores it', async ({
  page,
  browser,
}) => {
  await open(page, recording('orderbook'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('button', { name: /healthy, as/ }).click()
  await expect(page.locator('[data-diagnosis="contention-bound"][data-base-diagnosis="no-clear-pattern"]')).toBeVisible(
    { timeout: 30_000 },
  )
  await expect(page.locator(changes).first()).toBeVisible()
  for (const pane of ['cpu', 'heap', 'lock'])
    await expect(page.locator(`[data-pane="${pane}"] g.frame`).first()).toBeVisible()
  await page.keyboard.press('m')
  await expect.poll(() => page.url()).toContain('diff=share')
  const first = await page.locator(changes).first().textContent()
  const context = await browser.newContext({
    baseURL: new URL(page.url()).origin,
    viewport: { width: 1440, height: 900 },
  })
  const fresh = await context.newPage()
  await fresh.goto(page.url())
  await expect(fresh.locator(changes).first()).toHaveText(first ?? '', { timeout: 30_000 })
  await context.close()
})

test('two builds: the path that is no longer taken is the first line', async ({ page }) => {
  await open(page, recording('fast-path-b'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByLabel(/Another recording/).selectOption('recordings/fast-path-a/')
  await expect(page.locator(changes).first()).toContainText('LookupCached', { timeout: 30_000 })
  await expect(page.locator(changes).first()).toContainText('no longer reached')
})

test('two runs of one build list nothing', async ({ page }) => {
  await open(page, recording('fast-path-a2'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByLabel(/Another recording/).selectOption('recordings/fast-path-a/')
  await expect(page.getByText('No evidence of change. What looks different is within what varies anyway.')).toBeVisible(
    { timeout: 30_000 },
  )
})

test('A and B can be seen beside each other, and swapping needs a press and says so', async ({ page }) => {
  await open(page, recording('orderbook'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('button', { name: /healthy, as/ }).click()
  await page.getByLabel('Layout').selectOption('side')
  await expect(page.locator('[data-pane="lock"] .flame')).toHaveCount(2)
  await page.getByRole('button', { name: 'Swap' }).click()
  await expect(page.getByText('swapped: A is the later window')).toBeVisible({ timeout: 30_000 })
})
