/** A link restores what the sender saw, to the pixel: every part of the page is photographed on both sides. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'
import { expect, firstRecording, open, recording, settled, shared as test } from '../page.ts'
import { SharedTab } from '../sharedTab.ts'
import { copied, openShare } from './steps.ts'

// One worker for all of them, so that there is one reader.
test.describe.configure({ mode: 'default' })

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

interface Seen {
  readonly parts: readonly Part[]
  /** From the verdict down, a screen each: all parts are in them, and what is between them. */
  readonly screens: readonly Buffer[]
}

async function screens(page: Page): Promise<readonly Buffer[]> {
  const { width, height } = page.viewportSize()!
  const { top, end } = await page.evaluate((banner) => {
    const { top = 0 } = document.querySelector(banner)?.getBoundingClientRect() ?? {}
    return { top, end: document.documentElement.scrollHeight }
  }, parts.banner)
  const pictures: Buffer[] = []
  for (let y = 0; y < end; y += height) {
    await page.evaluate((to) => scrollTo(0, to), y)
    const above = y === 0 ? top : 0
    pictures.push(await page.screenshot({ clip: { x: 0, y: above, width, height: height - above } }))
  }
  await page.evaluate(() => scrollTo(0, 0))
  return pictures
}

const areSame = (some: readonly Buffer[], others: readonly Buffer[]): boolean =>
  some.length === others.length && some.every((one, at) => others[at]?.equals(one))

/** Every pane has its frames, or the table in their place, and the timeline, which comes late, is there, and the lines of functions, which come last. */
async function drawn(page: Page): Promise<void> {
  await settled(page)
  await page.waitForFunction(
    () => {
      const panes = [...document.querySelectorAll('[data-pane]')]
      const timeline = document.querySelector('section[aria-label="Timeline"]:not([aria-busy="true"]) svg')
      const functions = document.querySelector('section[aria-label="One function, all profiles"] table')
      return (
        timeline &&
        panes.length > 0 &&
        panes.every((pane) => pane.querySelector('g.frame, [role="treegrid"] tbody tr')) &&
        (!functions || functions.querySelector('tbody [role="img"]'))
      )
    },
    undefined,
    { polling: 50 },
  )
}

/** Neither pointer nor focus is part of a link. */
async function photographs(page: Page): Promise<Seen> {
  await drawn(page)
  await page.mouse.move(0, 0)
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  })
  const pictures = await screens(page)
  const visible: Part[] = []
  for (const [part, selector] of Object.entries(parts) as [Part, string][])
    if (await page.locator(selector).first().isVisible()) visible.push(part)
  return { parts: visible, screens: pictures }
}

/** The profile of somebody else: no page of the sender's was ever in it, and before each link it is as it was before the first. */
const somebody = new SharedTab()
test.afterAll(() => somebody.close())

async function expectSame(
  what: string,
  [page, browser]: readonly [sender: Page, reader: Browser],
  expected: readonly Part[],
  { by, light = false }: { readonly by?: string; readonly light?: boolean } = {},
): Promise<void> {
  const address = by ?? (await link(page))
  const reader = await somebody.take(browser, {
    viewport: { width: 1440, height: 900 },
    hasTouch: false,
    isMobile: false,
  })
  await open(reader, address)
  expect(reader.url()).toContain('#v=2&')
  if (light) await reader.getByRole('button', { name: /light/i }).click()
  let [here, there] = [await photographs(page), await photographs(reader)]
  // What comes last comes to each of them in its own time.
  for (let tries = 0; tries < 20 && !areSame(there.screens, here.screens); tries++) {
    await page.waitForTimeout(200)
    ;[here, there] = [await photographs(page), await photographs(reader)]
  }
  await somebody.giveBack(true)
  expect(somebody.takeErrors(), 'uncaught errors in the reader’s page').toEqual([])
  expect(here.parts, `${what}: is on screen`).toEqual(expect.arrayContaining([...expected]))
  expect(there.parts, what).toEqual(here.parts)
  const same = areSame(there.screens, here.screens)
  // To look at, when they differ.
  if (!same)
    for (const [who, { screens }] of Object.entries({ sender: here, reader: there }))
      for (const [at, picture] of screens.entries())
        writeFileSync(test.info().outputPath(`${what}-${at + 1}-${who}.png`), picture)
  expect.soft(same, `${what}: the same pixels in a fresh profile`).toBe(true)
}

async function link(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await openShare(page)
  const text = await copied(page, 'Copy link')
  await page.keyboard.press('Escape')
  return text
}

const all: readonly Part[] = ['banner', 'timeline', 'cpu', 'heap', 'lock', 'functions']

// The first, because the most is in its link, and for the reader it is the first visit of all.
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
  await expectSame('zoomed', [page, browser], ['banner', 'cpu', 'heap', 'lock', 'functions'])
})

test('as opened, and by a link of version 1 that says the same as one of version 2', async ({
  page,
  browser,
  baseURL,
}) => {
  await open(page, firstRecording)
  await expectSame('opened', [page, browser], all)

  const { windows } = JSON.parse(readFileSync('public/recordings/payments-api/recording.json', 'utf8')) as {
    windows: { name: string; from: string; until: string }[]
  }
  const incident = windows.find(({ name }) => name === 'incident')
  const at = (text: string | undefined): Date => new Date(text ?? '')
  const [from, until] = [at(incident?.from), at(incident?.until)]
  await open(
    page,
    recording('payments-api', `&w=${from.toISOString()}..${until.toISOString()}&fn=payments.views.render`),
  )
  const first = `v=1&src=recording:recordings/payments-api/&from=${+from}&until=${+until}&select=payments.views.render`
  await expectSame('version 1', [page, browser], all, { by: `${baseURL}#${first}` })
})

test('one pane enlarged, and its table; two windows compared, by share, in the light theme', async ({
  page,
  browser,
}) => {
  await open(page, firstRecording)
  await drawn(page)
  await page.keyboard.press('3')
  await expect.poll(() => page.url()).toContain('big=lock')
  await page.locator('[data-pane="lock"]').getByRole('button', { name: /table/i }).first().click()
  await expect.poll(() => page.url()).toContain('table=lock')
  await expectSame('enlarged', [page, browser], ['banner', 'lock'])

  await open(page, firstRecording)
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('button', { name: /^Healthy window/ }).click()
  await expect(page.locator('section[aria-labelledby="changes"] tbody tr').first()).toBeVisible({ timeout: 30_000 })
  await page.keyboard.press('m')
  await expect.poll(() => page.url()).toContain('diff=share')
  await page.getByRole('button', { name: /light/i }).click()
  await expectSame('compared', [page, browser], ['banner', 'cpu', 'heap', 'lock', 'changes'], { light: true })
})
