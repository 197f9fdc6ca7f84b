/** A link restores what the sender saw, to the pixel: every part of the page is photographed on both sides. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Browser, Locator, Page } from '@playwright/test'
import { expect, open, recording, settled, test } from '../page.ts'
import { copied, openShare } from './steps.ts'

// Chromium repaints only what changed, and what it kept may differ from a whole painting by a shade at rounded corners.
test.use({
  launchOptions: async ({ launchOptions }, run) =>
    run({ ...launchOptions, args: [...(launchOptions.args ?? []), '--disable-partial-raster'] }),
})

const parts = {
  banner: '[data-diagnosis]',
  timeline: 'section[aria-label="Timeline"]',
  cpu: '[data-pane="cpu"]',
  heap: '[data-pane="heap"]',
  lock: '[data-pane="lock"]',
  functions: 'section[aria-label="One function, all profiles"]',
  changes: 'section[aria-labelledby="changes"]',
} as const
type Part = keyof typeof parts

/** Drawn to the end: two photographs in a row are the same. */
async function steady(part: Locator): Promise<Buffer> {
  let last: Buffer | undefined
  for (let tries = 0; tries < 50; tries++) {
    // What stood in for a part while it was loading goes away under the camera.
    const next = await part.screenshot({ timeout: 5000 }).catch(() => undefined)
    if (next && last?.equals(next)) return next
    last = next
    await part.page().waitForTimeout(100)
  }
  throw new Error('it never stops changing')
}

/** Every pane has its frames, or the table in their place, and the timeline, which comes last, is there. */
async function drawn(page: Page): Promise<void> {
  await settled(page)
  await page.waitForFunction(() => {
    const panes = [...document.querySelectorAll('[data-pane]')]
    const timeline = document.querySelector('section[aria-label="Timeline"]:not([aria-busy="true"]) svg')
    return (
      timeline && panes.length > 0 && panes.every((pane) => pane.querySelector('g.frame, [role="treegrid"] tbody tr'))
    )
  })
}

/** Neither pointer nor focus is part of a link. */
async function photographs(page: Page): Promise<ReadonlyMap<Part, Buffer>> {
  await drawn(page)
  await page.mouse.move(0, 0)
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    scrollTo(0, 0)
  })
  const seen = new Map<Part, Buffer>()
  for (const [part, selector] of Object.entries(parts) as [Part, string][]) {
    const place = page.locator(selector).first()
    if (await place.isVisible()) seen.set(part, await steady(place))
  }
  return seen
}

async function fresh(browser: Browser, link: string, light = false): Promise<ReadonlyMap<Part, Buffer>> {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const page = await context.newPage()
  await page.goto(link)
  await settled(page)
  if (light) await page.getByRole('button', { name: /light/i }).click()
  const seen = await photographs(page)
  await context.close()
  return seen
}

function expectSame(
  there: ReadonlyMap<Part, Buffer>,
  here: ReadonlyMap<Part, Buffer>,
  expected: readonly Part[],
): void {
  expect([...here.keys()], 'is on screen').toEqual(expect.arrayContaining([...expected]))
  expect([...there.keys()]).toEqual([...here.keys()])
  for (const [part, picture] of here) {
    const same = there.get(part)?.equals(picture) === true
    // To look at, when they differ.
    if (!same) {
      writeFileSync(test.info().outputPath(`${part}-sender.png`), picture)
      writeFileSync(test.info().outputPath(`${part}-reader.png`), there.get(part) ?? '')
    }
    expect.soft(same, `${part}: the same pixels in a fresh profile`).toBe(true)
  }
}

async function link(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await openShare(page)
  const text = await copied(page, 'Copy link')
  await page.keyboard.press('Escape')
  return text
}

test('as opened', async ({ page, browser }) => {
  await open(page, recording('orderbook'))
  const copy = await link(page)
  expectSame(await fresh(browser, copy), await photographs(page), [
    'banner',
    'timeline',
    'cpu',
    'heap',
    'lock',
    'functions',
  ])
})

test('zoomed, selected, searched, sorted, with the evidence open and other thresholds', async ({ page, browser }) => {
  await open(page, recording('payments-api', '&t.contention-bound.lock_wait_pct=50&heap=both&flip'))
  await drawn(page)
  const frame = page.locator('[data-pane="cpu"] g.frame').nth(3)
  await frame.click()
  await frame.click()
  await expect.poll(() => page.url()).toContain('zoom.cpu=')
  await page.keyboard.press('/')
  await page.keyboard.type('json')
  await expect.poll(() => page.url()).toContain('q=json')
  await page.getByRole('button', { name: /Why/ }).click()
  await expect.poll(() => page.url()).toMatch(/[&]why/)
  await page.getByRole('button', { name: /CPU self/ }).click()
  await expect.poll(() => page.url()).toContain('sort=')
  const copy = await link(page)
  expectSame(await fresh(browser, copy), await photographs(page), ['banner', 'cpu', 'heap', 'lock', 'functions'])
})

test('one pane enlarged, and its table', async ({ page, browser }) => {
  await open(page, recording('orderbook'))
  await drawn(page)
  await page.keyboard.press('3')
  await expect.poll(() => page.url()).toContain('big=lock')
  await page.locator('[data-pane="lock"]').getByRole('button', { name: /table/i }).first().click()
  await expect.poll(() => page.url()).toContain('table=lock')
  const copy = await link(page)
  expectSame(await fresh(browser, copy), await photographs(page), ['banner', 'lock'])
})

test('two windows compared, by share, in the light theme', async ({ page, browser }) => {
  await open(page, recording('orderbook'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('button', { name: /^Healthy window/ }).click()
  await expect(page.locator('section[aria-labelledby="changes"] tbody tr').first()).toBeVisible({ timeout: 30_000 })
  await page.keyboard.press('m')
  await expect.poll(() => page.url()).toContain('diff=share')
  await page.getByRole('button', { name: /light/i }).click()
  const copy = await link(page)
  expectSame(await fresh(browser, copy, true), await photographs(page), ['banner', 'cpu', 'heap', 'lock', 'changes'])
})

test('a link of version 1 and the link of version 2 to the same view', async ({ browser, baseURL }) => {
  const { windows } = JSON.parse(readFileSync('public/recordings/orderbook/recording.json', 'utf8')) as {
    windows: { name: string; from: string; until: string }[]
  }
  const incident = windows.find(({ name }) => name === 'incident')
  const at = (text: string | undefined): Date => new Date(text ?? '')
  const [from, until] = [at(incident?.from), at(incident?.until)]
  const source = 'src=recording:recordings/orderbook/'
  const first = await fresh(browser, `${baseURL}#v=1&${source}&from=${+from}&until=${+until}&select=main.main`)
  const second = await fresh(
    browser,
    `${baseURL}#v=2&${source}&w=${from.toISOString()}..${until.toISOString()}&fn=main.main`,
  )
  expectSame(first, second, ['banner', 'timeline', 'cpu', 'heap', 'lock', 'functions'])
})
