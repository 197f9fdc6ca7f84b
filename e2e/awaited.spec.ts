import { expect, test } from './page.ts'

test.beforeEach(({ page }) => page.setContent('<p id="hidden" hidden>here</p><b>one</b><b>two</b><i>late</i>'))

test('an assertion that waits for its place passes as soon as it is there', async ({ page }) => {
  await page.evaluate(() =>
    setTimeout(() => {
      document.querySelector('p')!.hidden = false
      document.body.append(Object.assign(document.createElement('u'), { textContent: 'now' }))
    }, 300),
  )
  await expect(page.locator('p')).toBeVisible()
  await expect(page.locator('u')).toHaveText('now')
  await expect(page.locator('b')).toHaveText(['one', 'two'])
  await expect(page.locator('s')).not.toBeVisible()
  await expect(page.locator('i')).not.toContainText('early')
})

test('and fails with what Playwright says where it never comes, is not one, is hidden or says something else', async ({
  page,
}) => {
  const soon = { timeout: 200 }
  const failure = (assertion: Promise<unknown>): Promise<string> =>
    assertion.then(
      () => 'passed',
      (error: Error) => error.message,
    )
  expect(await failure(expect(page.locator('p')).toBeVisible(soon))).toMatch(/toBeVisible[^]*hidden/)
  expect(await failure(expect(page.locator('u')).toBeVisible(soon))).toContain('element(s) not found')
  expect(await failure(expect(page.locator('u')).toContainText('now', soon))).toContain('element(s) not found')
  expect(await failure(expect(page.locator('b')).toBeVisible(soon))).toContain('strict mode violation')
  expect(await failure(expect(page.locator('i')).toHaveText('early', soon))).toMatch(/early[^]*late/)
  expect(await failure(expect(page.locator('i')).not.toContainText('late', soon))).toContain('late')
  expect(await failure(expect(page.locator('b').first()).not.toBeVisible(soon))).toContain('visible')
  expect(await failure(expect(page.locator('b')).toHaveText(['one'], soon))).toContain('two')
})
