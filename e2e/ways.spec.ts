/** Finding one's way in the panes, by pointer and by keyboard: focus on a function, holders of a lock, fewer frames, search. */
import { readFileSync } from 'node:fs'
import type { Locator, Page } from '@playwright/test'
import { axeFinds } from './axe.ts'
import { expect, open, openAgain, recording, shared as test } from './page.ts'

// One worker for all of them, so that its page reads each recording once: those of one recording stand together.
test.describe.configure({ mode: 'default' })

const pane = (page: Page, id: 'cpu' | 'heap' | 'lock'): Locator => page.locator(`[data-pane=${id}]`)
const frames = (page: Page, id: 'cpu' | 'heap' | 'lock'): Locator => pane(page, id).locator('g.frame')

test('the function that the verdict names is in sight in the pane to look at, and rows out of sight are counted', async ({
  page,
}) => {
  await open(page, recording('verify'))
  await expect(page.locator('[data-diagnosis="cpu-bound"]')).toBeVisible()
  // Not so already when the recording began, as another is.
  await expect(page.locator('[data-since]')).toContainText('Since 19:19:35 IST')
  const named = pane(page, 'cpu').getByRole('treeitem', { name: 'crypto/rsa.VerifyPKCS1v15', exact: true })
  await expect(named.first()).toBeInViewport()
  const more = pane(page, 'cpu').getByRole('button', { name: /\d+ more rows? below/ })
  await expect(more).toBeVisible()
  const before = await more.textContent()
  await more.press('Enter')
  await expect(pane(page, 'cpu').getByRole('button', { name: /\d+ more rows? above/ })).toBeVisible()
  await expect(page.getByText(before ?? '', { exact: true })).toHaveCount(0)
})

test('libraries are hidden and frames put together by package in all panes, and the address keeps it', async ({
  page,
}) => {
  await open(page, recording('verify'))
  const choice = pane(page, 'cpu').getByRole('combobox', { name: 'Frames shown' })
  await choice.focus()
  await choice.selectOption('own')
  await expect(frames(page, 'cpu').filter({ has: page.locator('title') })).toHaveCount(0)
  await expect(pane(page, 'cpu').getByRole('treeitem', { name: /VerifyPKCS1v15/ })).toHaveCount(0)
  await expect(
    pane(page, 'cpu')
      .getByRole('treeitem', { name: /VerifyWebhook/ })
      .first(),
  ).toBeVisible()
  await expect(page).toHaveURL(/frames=own/)
  await choice.selectOption('packages')
  await expect(
    pane(page, 'cpu')
      .getByRole('treeitem', { name: /^crypto\/rsa$|crypto\/rsa/ })
      .first(),
  ).toBeVisible()
  await choice.selectOption('all')
  await expect(page).not.toHaveURL(/frames=/)
})

test('matches of a search are gone through by Enter, each comes into sight', async ({ page }) => {
  await open(page, recording('verify'))
  await page.keyboard.press('/')
  await page.keyboard.type('montgomery')
  await expect(page.getByText(/^–\/\d+$/)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^1\/\d+$/)).toBeVisible()
  await expect(page).toHaveURL(/fn=.*ontgomery/)
  await expect(pane(page, 'cpu').locator('.marks.selected i').first()).toBeInViewport()
  await page.keyboard.press('Shift+Enter')
  await expect(page).toHaveURL(/fn=.*ontgomery/)
  await page.getByRole('button', { name: 'Next match' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText(/^1\/\d+$/)).toBeVisible()
})

test('"n smaller" opens to what is in it', async ({ page }) => {
  await open(page, recording('verify'))
  const smaller = pane(page, 'cpu').locator('g.frame.smaller').first()
  const label = (await smaller.getAttribute('aria-label')) ?? ''
  await smaller.focus()
  await page.keyboard.press('Enter')
  await expect(pane(page, 'cpu').getByText('› smaller frames')).toBeVisible()
  const count = Number(/\d+/.exec(label)?.[0] ?? 0)
  expect(count).toBeGreaterThan(0)
  await expect(frames(page, 'cpu').nth(1)).toBeAttached()
})

test('the menu of a frame opens by key, is walked by arrows and puts one function in the middle of all panes', async ({
  page,
}) => {
  await open(page, recording('orderbook'))
  const place = pane(page, 'cpu')
    .getByRole('treeitem', { name: /book\.\(\*Book\)\.Place$/ })
    .first()
  await place.focus()
  await page.keyboard.press('.')
  const menu = page.getByRole('menu')
  await expect(menu).toBeVisible()
  await expect(menu.getByRole('menuitem').first()).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await expect(menu.getByRole('menuitem').nth(1)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(menu).toHaveCount(0)
  await page.keyboard.press('.')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/around=/)
  for (const id of ['cpu', 'lock'] as const) {
    await expect(pane(page, id).getByText(/what calls .*Place/)).toBeVisible()
    await expect(pane(page, id).getByText(/what .*Place calls/)).toBeVisible()
  }
  await expect(pane(page, 'heap').getByText(/is not on any stack/)).toBeVisible()
  await pane(page, 'cpu').getByRole('button', { name: 'back to the whole profile' }).focus()
  await page.keyboard.press('Enter')
  await expect(page).not.toHaveURL(/around=/)
})

test('a right click offers the name, the stack and the place in the source', async ({ page }) => {
  await open(page, recording('payments-api'))
  await pane(page, 'cpu')
    .getByRole('treeitem', { name: /json\.dumps$/ })
    .first()
    .click({ button: 'right' })
  const menu = page.getByRole('menu')
  await expect(menu.getByRole('menuitem', { name: 'Copy stack' })).toBeVisible()
  await expect(menu.getByRole('menuitem', { name: /Copy place in the source/ })).toContainText('.py')
  await page.mouse.click(5, 5)
  await expect(menu).toHaveCount(0)
})

test('a pane leaves as a file that pprof and speedscope open', async ({ page }) => {
  await open(page, recording('payments-api'))
  await page.getByRole('button', { name: 'Share' }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save CPU for pprof' }).click()
  expect((await saved).suggestedFilename()).toBe('trifold-payments-api-cpu.pb')
  const text = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save Lock for speedscope' }).click()
  const path = await (await text).path()
  const file: unknown = JSON.parse(readFileSync(path, 'utf8'))
  expect(file).toMatchObject({ exporter: 'trifold', profiles: [{ type: 'sampled', unit: 'nanoseconds' }] })
})

test('the lock pane shows who waits, who holds, or both about one axis with the same lock outlined', async ({
  page,
}) => {
  await open(page, recording('jvm-contention'))
  const lock = pane(page, 'lock')
  await expect(lock.getByText(/held by .*place/i).first()).toBeVisible()
  await lock.getByRole('radio', { name: 'both' }).focus()
  await page.keyboard.press('Space')
  await expect(lock.getByText('what holders did meanwhile')).toBeVisible()
  await expect(lock.locator('.marks.selected i')).not.toHaveCount(0)
  await expect(lock.getByRole('tree')).toHaveCount(2)
  await expect(page).toHaveURL(/lock=both/)
  await openAgain(page)
  await expect(lock.getByText('what holders did meanwhile')).toBeVisible()
})

test('on a phone the lock pane shows waiters, holders or both as one picture in the page, and the CPU row says where the time off it went', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open(page, recording('jvm-leak'))
  await expect(page.getByRole('paragraph').filter({ hasText: /^threads off CPU .*idle/ })).toBeVisible()
  await open(page, recording('jvm-contention'))
  const lock = pane(page, 'lock')
  await expect(lock.getByText(/held by .*place/i).first()).toBeVisible()
  await lock.getByRole('radio', { name: 'holders' }).focus()
  await page.keyboard.press('Space')
  // Whoever chooses the holders sees them, without a second press.
  await expect(lock.getByRole('tree')).toHaveCount(1)
  await expect(lock.locator('g.frame').first()).toBeVisible()
  await expect(page).toHaveURL(/lock=holders/)
  await lock.getByRole('radio', { name: 'both' }).focus()
  await page.keyboard.press('Space')
  await expect(lock.getByText('what holders did meanwhile')).toBeVisible()
  await expect(lock.getByRole('tree')).toHaveCount(2)
  // The page scrolls, nothing in it does: a finger moves one thing.
  await expect(lock.locator('[data-flame-scroll]')).toHaveCount(0)
  const low = await lock.locator('fieldset label').evaluateAll((all) => all.map((one) => one.clientHeight < 42))
  expect(low).toEqual([false, false, false])
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false)
  expect(await axeFinds(page, { parts: ['[data-pane=lock]'] })).toEqual([])
  await openAgain(page)
  await expect(lock.getByText('what holders did meanwhile')).toBeVisible()
})

test('the samples of one thread are shown in all panes, and the address keeps it', async ({ page }) => {
  await open(page, recording('jvm-contention'))
  const choice = pane(page, 'cpu').getByRole('combobox', { name: 'Samples shown' })
  await expect(choice).toBeVisible()
  const whole = await frames(page, 'cpu').first().getAttribute('aria-description')
  await choice.focus()
  await choice.selectOption({ index: 1 })
  await expect(page).toHaveURL(/only=/)
  await expect(frames(page, 'cpu').first()).not.toHaveAttribute('aria-description', whole ?? '')
  await choice.selectOption('')
  await expect(frames(page, 'cpu').first()).toHaveAttribute('aria-description', whole ?? '')
})
