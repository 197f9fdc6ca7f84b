/** What is read at a glance stays whole: long names, long events, numbers with their units, rows, whatever is missing. */
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { Profile } from 'pprof-format'
import { expect, open, recording, shared as test } from './page.ts'

// One worker for all of them, so that its page reads each recording once.
test.describe.configure({ mode: 'default' })

interface Told {
  service: string
  marks: { text: string }[]
  captures: { kind: string }[]
}

/** The order book as its service would have recorded it with other words, or with fewer profiles: at an address that no test before had read. */
async function openRetold(
  page: Page,
  name: string,
  change: (told: Told) => void,
  names: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.route(`**/recordings/${name}/*`, async (route) => {
    const url = route.request().url()
    const response = await route.fetch({ url: url.replace(`/${name}/`, '/orderbook/') })
    if (url.endsWith('recording.json')) {
      const told = (await response.json()) as Told
      change(told)
      return route.fulfill({ response, json: told })
    }
    if (Object.keys(names).length === 0) return route.fulfill({ response })
    const profile = Profile.decode(gunzipSync(await response.body()))
    const { stringTable } = profile
    for (const one of profile.function) {
      const other = names[stringTable.strings[Number(one.name)] ?? '']
      if (other !== undefined) one.name = one.systemName = stringTable.dedup(other)
    }
    return route.fulfill({ response, body: gzipSync(profile.encode()) })
  })
  await open(page, recording(name))
}

const long = 'AWordThatNeverEndsBecauseItWasGenerated'.repeat(6)
const place = 'services.example/orderbook/book.(*Book).Place'

/** Parts of `within` whose text is wider than they are, and is cut there. */
const cutIn = (page: Page, within: string): Promise<readonly string[]> =>
  page.locator(within).evaluateAll((all) =>
    all
      .flatMap((one) => [one, ...one.querySelectorAll('*')])
      .filter((one) => one.closest('.sr-only') === null && getComputedStyle(one).overflowX !== 'visible')
      .filter((one) => one.scrollWidth > one.clientWidth + 1)
      .map((one) => `${one.tagName} ${one.textContent?.slice(0, 60) ?? ''}`),
  )

test('an event and a function with names that never end go on in the next line, at every width', async ({ page }) => {
  const retell = (told: Told): void => {
    told.marks[0]!.text = `opened by ${long}`
    // Without the heap, of which nothing here has a name: each file is written anew.
    told.captures = told.captures.filter(({ kind }) => kind !== 'heap' && kind !== 'goroutines')
  }
  await openRetold(page, 'long-names', retell, {
    [place]: `services.example/orderbook/book.(*${long}).${long}`,
    'services.example/orderbook/book.New': 'services.example/ספר.צור_ספר_הזמנות_חדש_עם_שם_ארוך_מאוד',
  })
  // The verdict, and the list of locks; names that lead a row of figures are cut, and whole when pressed.
  const locks = 'section[aria-label="Locks, by how long was waited for them"]'
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [844, 390],
    [390, 844],
  ] as const) {
    const at = `${width} × ${height}`
    await page.setViewportSize({ width, height })
    await expect(page.locator('[data-diagnosis] [data-since]')).toContainText(long)
    await expect(page.locator(locks)).toContainText('waited')
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), at)
      .toBeLessThanOrEqual(0)
    expect(await cutIn(page, '[data-diagnosis]'), at).toEqual([])
    expect(await cutIn(page, locks), at).toEqual([])
    const out = await page.locator(`${locks}, [data-diagnosis]`).evaluateAll((parts) =>
      parts.flatMap((part) => {
        const { right } = part.getBoundingClientRect()
        return [...part.querySelectorAll('*')]
          .filter((one) => one.getBoundingClientRect().right > right + 1)
          .map((one) => one.textContent?.slice(0, 60))
      }),
    )
    expect(out, at).toEqual([])
  }
})

test('a number stays on one line with its unit, however wide the page is', async ({ page }) => {
  await open(page, recording('mix-b'))
  const banner = page.locator('[data-diagnosis]')
  for (const width of [1440, 1300, 1200, 1024, 900, 390, 360]) {
    await page.setViewportSize({ width, height: 900 })
    await expect(banner).toContainText('the rule starts at 60')
    const parted = await banner.evaluate((one) => {
      const found: string[] = []
      const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT)
      while (walker.nextNode()) {
        const node = walker.currentNode
        for (const match of (node.nodeValue ?? '').matchAll(/\d+\s(?:%|[kM]B(?:\/[sh])?)/g)) {
          const range = document.createRange()
          range.setStart(node, match.index)
          range.setEnd(node, match.index + match[0].length)
          const rows = new Set([...range.getClientRects()].filter((box) => box.width > 1).map((box) => box.top))
          if (rows.size > 1) found.push(`${match[0]} of ${node.nodeValue}`)
        }
      }
      return found
    })
    expect(parted, `${width} wide`).toEqual([])
  }
})

test('panes show whole rows, from the first on screen to the last', async ({ page }) => {
  for (const name of ['serdes', 'mix-b']) {
    await open(page, recording(name))
    const scrollers = page.locator('[data-pane] [data-flame-scroll]')
    await expect(scrollers.first()).toBeVisible()
    await expect(page.getByText(/more rows? below/).first()).toBeVisible()
    const halves = (): Promise<readonly number[]> =>
      scrollers.evaluateAll((all) =>
        all
          .filter((one) => one.scrollHeight > one.clientHeight)
          .flatMap((one) => [one.clientHeight % 20, one.scrollTop % 20]),
      )
    await expect.poll(async () => (await halves()).filter((px) => px !== 0), name).toEqual([])
  }
})

test('the line over time names a row of verdicts only where it has one', async ({ page }) => {
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await open(page, recording('orderbook'))
  await expect(timeline.getByText('Verdict', { exact: true })).toBeVisible()
  await open(page, recording('jvm-contention-async'))
  await expect(timeline.getByText('Heap', { exact: true }).first()).toBeVisible()
  await expect(timeline.getByText('Verdict', { exact: true })).toHaveCount(0)
})

test('on a phone an event that the line has no room for stands below it, whole and with its time', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open(page, recording('payments-api'))
  const timeline = page.getByRole('region', { name: 'Timeline' })
  const event = timeline.getByRole('listitem').filter({ hasText: 'audit logging switched on for every request' })
  await expect(event).toHaveCount(1)
  await expect(event).toContainText('18:20:24')
  await event.scrollIntoViewIfNeeded()
  await expect(event).toBeInViewport({ ratio: 1 })
  expect(await event.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0)
  // The window, what to compare it with, and when that was share the header's second row; how long it is stands beside the day.
  const compare = (await page.getByRole('button', { name: 'Compare', exact: true }).boundingBox())!
  const earlier = (await page.getByRole('button', { name: /^Earlier window/ }).boundingBox())!
  expect(compare.y).toBeLessThan(earlier.y + earlier.height)
  await expect(page.locator('header').first()).toContainText('Sun 22 Nov 2026 · 3 min 28 s')
  // One without events has no list, and where the line has room the text stands on it.
  await open(page, recording('mix-a'))
  await expect(timeline.getByRole('list', { name: 'Marks' }).getByRole('listitem')).toHaveCount(0)
  await page.setViewportSize({ width: 1440, height: 900 })
  await open(page, recording('payments-api'))
  await expect(timeline.getByRole('list', { name: 'Marks' })).toHaveCount(1)
  await expect(timeline.getByRole('list', { name: 'Marks' })).not.toContainText('18:20:24')
})

test('only lock waits: how many wait is said, and that their number decides, not a longer window', async ({ page }) => {
  await openRetold(page, 'only-locks', (told) => {
    told.captures = told.captures.filter(({ kind }) => kind === 'lock' || kind === 'block')
  })
  const banner = page.locator('[data-diagnosis="contention-bound"]')
  await expect(banner).toContainText(/Goroutines wait for locks, 95 at a time on average, most of it in/)
  await expect(banner).toContainText('Depends on the number of threads, which nobody measured.')
  await expect(banner).not.toContainText(/unknown part|longer window/)
  // Left out whole beside the tag, and whole under its button.
  const lock = page.locator('[data-pane="lock"]')
  const visible = await lock.locator('p span.truncate').evaluateAll((all) =>
    all
      .filter((one) => one.getBoundingClientRect().top < one.parentElement!.getBoundingClientRect().bottom - 1)
      .filter((one) => one.scrollWidth > one.clientWidth + 1)
      .map((one) => one.textContent),
  )
  expect(visible).toEqual([])
  await lock
    .getByRole('button', { name: 'What the lock pane shows' })
    .or(lock.getByText('i', { exact: true }))
    .first()
    .click()
  await expect(lock.getByRole('region', { name: 'How this was measured' })).toContainText('thread count not known')
})

for (const width of [1440, 390]) {
  test(`the first stop of the Tab key leads past the header, ${width} wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 })
    await open(page, recording('orderbook'))
    const skip = page.getByRole('button', { name: 'Skip to the verdict' })
    const size = async (): Promise<number> => (await skip.locator('..').boundingBox())?.height ?? 0
    expect(await size()).toBeLessThan(2)
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('Tab')
    await expect(skip).toBeFocused()
    await expect(skip).toBeInViewport({ ratio: 1 })
    expect(await size()).toBeGreaterThan(20)
    const before = page.url()
    await page.keyboard.press('Enter')
    await expect(page.locator('main')).toBeFocused()
    expect(page.url()).toBe(before)
    expect(await size()).toBeLessThan(2)
    await page.keyboard.press('Tab')
    await expect(page.locator('main :focus')).toHaveCount(1)
    await expect(page.locator('main')).not.toHaveAttribute('tabindex')
  })
}

test('the function table is one stop of the Tab key: arrows walk its rows, Enter chooses, Tab goes on', async ({
  page,
}) => {
  await open(page, recording('serdes'))
  await expect(page.locator('[data-diagnosis="gc-pressure"]')).toBeVisible()
  const table = page.getByRole('region', { name: 'One function, all profiles' })
  const rows = table.locator('tbody th button')
  await expect(rows.nth(5)).toBeAttached()
  await expect(table.locator('tbody th button[tabindex="0"]')).toHaveCount(1)
  await rows.first().focus()
  for (const at of [1, 2, 3]) {
    await page.keyboard.press('ArrowDown')
    await expect(rows.nth(at)).toBeFocused()
    await expect(rows.nth(at)).toBeInViewport({ ratio: 0.9 })
  }
  await page.keyboard.press('ArrowUp')
  await expect(rows.nth(2)).toBeFocused()
  const name = await rows.nth(2).getAttribute('title')
  await page.keyboard.press('Enter')
  const chosen = table.locator('tbody th button[aria-pressed="true"]')
  await expect(chosen).toHaveCount(1)
  expect(await chosen.getAttribute('title')).toBe(name)
  await expect(page).toHaveURL(/fn=/)
  // Past all rows, whichever had the focus.
  await chosen.focus()
  for (let stops = 0; stops < 3 && (await table.locator('tbody :focus').count()) > 0; stops++)
    await page.keyboard.press('Tab')
  await expect(table.locator('tbody :focus')).toHaveCount(0)
})

test('around one function its callers and callees have the rows of the pane, not the largest of the whole profile', async ({
  page,
}) => {
  const top = page.locator('[data-pane="cpu"]').getByText(/^Top \d+ by self/)
  await open(page, recording('orderbook'))
  await expect(top).toBeVisible()
  await open(page, recording('orderbook', '&around=services.example/orderbook/book.(*Book).Place'))
  await expect(page.locator('[data-pane="lock"]').getByText('Locks · who waits, who holds')).toBeVisible()
  const halves = page.locator('[data-pane="cpu"] [data-flame-scroll]')
  await expect(halves).toHaveCount(2)
  await expect(top).toHaveCount(0)
  for (const half of [0, 1]) {
    await expect(halves.nth(half).getByRole('treeitem', { name: /Place/ }).first()).toBeInViewport({ ratio: 0.9 })
    const rows = (): Promise<number> => halves.nth(half).evaluate((one) => one.clientHeight / 18)
    await expect.poll(rows).toBeGreaterThanOrEqual(3)
  }
  // Where samples can be chosen as well, the way back stays whole, and nothing lies over it.
  await open(page, recording('payments-api', '&around=logging.Handler.handle'))
  for (const width of [1440, 1100]) {
    await page.setViewportSize({ width, height: 900 })
    const back = page.locator('[data-pane="cpu"]').getByRole('button', { name: 'back to the whole profile' })
    const choice = page.locator('[data-pane="cpu"]').getByLabel('Samples shown')
    await expect(choice).toBeVisible()
    const [a, b] = [await back.boundingBox(), await choice.boundingBox()]
    // What a finger may miss it by is beside it, 4 px a side.
    expect(await back.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(4)
    expect((a?.x ?? 0) + (a?.width ?? 0)).toBeLessThanOrEqual(b?.x ?? 0)
    expect(b?.width).toBeGreaterThan(50)
  }
})
