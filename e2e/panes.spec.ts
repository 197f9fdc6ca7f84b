/** The three panes in a real browser, on recordings of real programs. */
import type { Locator, Page } from '@playwright/test'
import { axeFinds, ofColours } from './axe.ts'
import { expect, settled, shared as test } from './page.ts'

// One worker for all of them, so that its page reads each recording once.
test.describe.configure({ mode: 'default' })

const payments = '#v=2&src=recording:recordings/payments-api/'

async function open(page: Page, address = `./${payments}`): Promise<void> {
  await page.goto(address)
  await settled(page)
  await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
  await expect(page.locator('[data-pane=cpu] g.frame').first()).toBeVisible()
}

const pane = (page: Page, id: 'cpu' | 'heap' | 'lock'): Locator => page.locator(`[data-pane=${id}]`)
const frame = (page: Page, id: 'cpu' | 'heap' | 'lock', name: string): Locator =>
  pane(page, id).getByRole('treeitem', { name, exact: true })

test('what the verdict names is outlined in every pane that draws it, with its value in each; every frame lies within the one above it, neighbours share no pixel, labels fit', async ({
  page,
}) => {
  await open(page)
  await expect(pane(page, 'cpu').getByText('logging.Handler.handle', { exact: true }).first()).toBeVisible()
  for (const id of ['cpu', 'lock'] as const)
    await expect(pane(page, id).locator('.marks.selected i').first()).toBeAttached()
  await expect(pane(page, 'heap').getByText('below the drawing limit')).toBeVisible()

  const problems = await page.evaluate(() => {
    const found: string[] = []
    for (const svg of document.querySelectorAll('[data-pane] svg.d3-flame-graph')) {
      const frames = [...svg.querySelectorAll('g.frame')].map((element) => {
        const [left = NaN, top = NaN] =
          (element.getAttribute('transform') ?? '').match(/-?\d[\d.e-]*/g)?.map(Number) ?? []
        const width = Number(element.querySelector('rect')?.getAttribute('width'))
        return { name: element.getAttribute('aria-label') ?? '', left, top, right: left + width }
      })
      if (frames.length < 3) found.push('too few frames to say anything')
      for (const one of frames) {
        const above = frames.filter(({ top }) => top === one.top - 20)
        const within = above.some(({ left, right }) => left <= one.left + 0.01 && right >= one.right - 0.01)
        if (one.top > 0 && !within) found.push(`${one.name} sticks out`)
        const overlaps = frames.some(
          (other) =>
            other !== one && other.top === one.top && other.left < one.right - 0.01 && one.left < other.right - 0.01,
        )
        if (overlaps) found.push(`${one.name} overlaps a neighbour`)
      }
    }
    return found
  })
  expect(problems).toEqual([])

  const cut = await page
    .locator('g.frame.labelled .d3-flame-graph-label')
    .evaluateAll((labels) =>
      labels.filter((label) => label.scrollWidth > label.clientWidth + 1).map((label) => label.textContent),
    )
  expect(cut).toEqual([])
})

test('pointing at a frame shows the same function in the other panes, and leaving it takes that back', async ({
  page,
}) => {
  await open(page)
  await frame(page, 'cpu', 'payments.views.authorise').hover()
  await expect(pane(page, 'lock').locator('.marks.hovered i')).toHaveCount(1)
  await expect(page.getByRole('tooltip')).toContainText('of total')
  await expect(page.getByRole('tooltip')).toContainText('lock wait')
  await page.mouse.move(2, 2)
  await expect(page.getByRole('tooltip')).toHaveCount(0)
  await expect(page.locator('.marks.hovered i')).toHaveCount(0)
})

test('one press goes in and outlines the function in all panes, Backspace comes back', async ({ page }) => {
  await open(page)
  await frame(page, 'cpu', 'payments.views.render').click()
  await expect(page).toHaveURL(/fn=payments\.views\.render/)
  await expect(page).toHaveURL(/zoom\.cpu=/)
  await expect(pane(page, 'cpu').getByRole('navigation', { name: 'Zoom' })).toContainText('views.render')
  const zoomed = await frame(page, 'cpu', 'payments.views.render').boundingBox()
  const whole = await frame(page, 'cpu', 'all').boundingBox()
  expect(Math.abs((zoomed?.width ?? 0) - (whole?.width ?? 1))).toBeLessThan(2)
  await frame(page, 'cpu', 'payments.views.render').focus()
  await page.keyboard.press('Backspace')
  await expect(frame(page, 'cpu', 'payments.views.render')).toHaveAttribute('aria-level', /\d+/)
  for (let steps = 0; steps < 12; steps++) await page.keyboard.press('Backspace')
  await expect(pane(page, 'cpu').getByRole('navigation', { name: 'Zoom' })).toHaveCount(0)
})

test('one tab stop per graph; arrows walk it, Enter zooms, Space selects', async ({ page }) => {
  await open(page)
  const tree = pane(page, 'lock').getByRole('tree')
  await expect(tree.locator('[tabindex="0"]')).toHaveCount(1)
  await frame(page, 'lock', 'all waiting').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(frame(page, 'lock', 'payments.views.authorise')).toBeFocused()
  await expect(tree.locator('[tabindex="0"]')).toHaveCount(1)
  await page.keyboard.press('Space')
  await expect(page).toHaveURL(/payments\.views\.authorise/)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(frame(page, 'lock', 'all waiting')).toBeFocused()
})

test('the table twin has the same numbers, opens with arrow keys, and shows callers', async ({ page }) => {
  await open(page)
  const described = await frame(page, 'cpu', 'payments.views.authorise').getAttribute('aria-description')
  await pane(page, 'cpu').getByRole('button', { name: 'CPU as a table' }).click()
  const grid = pane(page, 'cpu').getByRole('treegrid')
  const row = grid.getByRole('row', { name: /views\.authorise/ }).first()
  await expect(row).toBeVisible()
  const total = await row.getByRole('gridcell').nth(1).textContent()
  expect(described).toContain(`${total} total`)
  await row.focus()
  await expect(row).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('ArrowLeft')
  await expect(row).toHaveAttribute('aria-expanded', 'false')
  await page.keyboard.press('ArrowRight')
  await expect(row).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('Space')
  await expect(pane(page, 'cpu').getByText('views.authorise is called by')).toBeVisible()
})

test('the samples of one thread: figures, lists and table are of them where the profile knows threads, the verdict is of all', async ({
  page,
}) => {
  await open(page)
  const verdict = await page.locator('[data-diagnosis]').getAttribute('data-diagnosis')
  const choice = pane(page, 'cpu').getByLabel('Samples shown')
  await choice.selectOption({ label: 'worker-0 · 53 %' })
  await expect(
    page.getByText('Shown: thread: worker-0, 53 % of CPU. Without thread, so shown whole: live heap, lock wait.'),
  ).toBeVisible()
  await expect(page.getByText(/The verdict and its six figures are of all samples/)).toBeVisible()
  await expect(pane(page, 'cpu')).toContainText('53 % of 3.0 s · thread: worker-0')
  await expect(pane(page, 'cpu').getByRole('columnheader', { name: 'of 1.6 s' })).toBeVisible()
  await expect(pane(page, 'cpu').getByRole('treeitem').first()).toHaveAccessibleName('all')
  await expect(pane(page, 'lock')).toContainText('all samples, whatever their thread')
  await expect(pane(page, 'lock').locator('g.frame').first()).toBeVisible()
  const table = page.getByRole('region', { name: 'One function, all profiles' })
  await expect(table.getByRole('columnheader', { name: /CPU total/ })).toContainText('of 1.6 s')
  expect(await page.locator('[data-diagnosis]').getAttribute('data-diagnosis')).toBe(verdict)
  // By key, and back.
  await page.getByRole('button', { name: 'Show all samples' }).focus()
  await page.keyboard.press('Enter')
  await expect(pane(page, 'cpu').getByRole('columnheader', { name: 'of 3.0 s' })).toBeVisible()
  await expect(page.getByText(/^Shown:/)).toHaveCount(0)
})

test('a function has its file and line; one of the runtime links to the release that ran, one of unknown whereabouts to nothing', async ({
  page,
}) => {
  await open(page, './#v=2&src=recording:recordings/orderbook/')
  const table = page.getByRole('region', { name: 'One function, all profiles' })
  const row = (name: string): Locator =>
    table.getByRole('row').filter({ has: page.getByRole('button', { name, exact: true }) })
  await expect(row('sync.(*Mutex).Lock').getByRole('link', { name: /mutex.go:\d+/ })).toHaveAttribute(
    'href',
    /^https:\/\/github.com\/golang\/go\/blob\/go1.26.8\/src\/sync\/mutex.go#L\d+$/,
  )
  await expect(row('book.(*Book).Place')).toContainText(/book.go:\d+/)
  await expect(row('book.(*Book).Place').getByRole('link')).toHaveCount(0)
  // In the frame's own menu too, by key.
  await frame(page, 'lock', 'sync.(*Mutex).Lock').first().focus()
  await page.keyboard.press('.')
  await expect(page.getByRole('menuitem', { name: /^Read the source/ })).toContainText(
    'golang/go/blob/go1.26.8/src/sync/mutex.go',
  )
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
  // In the table twin, and among callers and callees; the link of the selected row is a stop of the keyboard.
  await page.goto('./#v=2&src=recording:recordings/orderbook/&big=lock&table=lock&fn=sync.(*Mutex).Lock')
  const twin = pane(page, 'lock')
  const link = twin.getByRole('treegrid').getByRole('link', { name: /mutex.go:\d+/ })
  await expect(link).toHaveAttribute(
    'href',
    /^https:\/\/github.com\/golang\/go\/blob\/go1.26.8\/src\/sync\/mutex.go#L\d+$/,
  )
  await expect(link).toHaveAttribute('tabindex', '0')
  await expect(twin.getByRole('treegrid')).toContainText(/book.go:\d+/)
  await expect(twin.getByRole('table', { name: /is called by$/ })).toContainText(/book.go:\d+/)
})

test('each row of the function table has its line over time, with its own onset and the event it began with', async ({
  page,
}) => {
  await open(page, payments)
  const table = page.getByRole('region', { name: 'One function, all profiles' })
  const row = table
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name: 'logging.Handler.handle', exact: true }) })
  await expect(row.getByRole('img')).toHaveAccessibleName(
    'since 18:20:24, with “audit logging switched on for every request”',
  )
  // By CPU nothing of it began then: it was always a small part.
  await table.getByRole('button', { name: /^CPU total/ }).click()
  await expect(
    table
      .getByRole('row')
      .filter({ has: page.getByRole('img') })
      .first(),
  ).toBeVisible()
  await expect(row.getByRole('img')).not.toHaveAccessibleName(/94 %/)
})

test('the function that the verdict names is in sight in the pane to look at, also when what comes later takes its height', async ({
  page,
}) => {
  await open(page, './#v=2&src=recording:recordings/serdes/')
  const inSight = (): Promise<boolean> =>
    frame(page, 'heap', 'encoding/json.Marshal')
      .first()
      .evaluate((element) => {
        const box = element.closest('[data-flame-scroll]')?.getBoundingClientRect()
        const { top, bottom } = element.getBoundingClientRect()
        return box !== undefined && top >= box.top && bottom <= box.bottom + 1
      })
  await expect(page.getByRole('region', { name: 'One function, all profiles' })).toBeVisible()
  await expect.poll(inSight).toBe(true)
  await page.setViewportSize({ width: 1440, height: 820 })
  await expect.poll(inSight).toBe(true)
})

test('search dims what does not match, and says how much does', async ({ page }) => {
  await open(page, `./${payments}&q=json`)
  await expect(pane(page, 'cpu').getByText(/% of total in \d+ matching function/)).toBeVisible()
  await expect(pane(page, 'cpu').locator('g.frame.dimmed').first()).toBeAttached()
  await expect(frame(page, 'cpu', 'json.dumps')).not.toHaveClass(/dimmed/)
})

test('the function table sorts, scrolls to its last row and keeps the linked function on top', async ({ page }) => {
  await open(page)
  const table = page.getByRole('region', { name: 'One function, all profiles' })
  const first = table.getByRole('row').nth(1)
  await expect(first).toContainText('logging.Handler.handle')
  await table.getByRole('button', { name: 'One function, all profiles' }).click()
  await expect(table.getByRole('columnheader', { name: 'One function, all profiles' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await table
    .locator('div')
    .first()
    .evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight))
  await expect(table.getByRole('row').last()).toHaveAttribute('aria-rowindex', /\d{2,}/)
  await expect(first).toContainText('logging.Handler.handle')
  await expect(first).toBeInViewport()
  await expect(table.getByRole('row').filter({ hasText: 'logging.Handler.handle' })).toHaveCount(1)
})

test('two panes and a tab at 800 px, where a panel that opens stays on the screen; rows and tabs on a phone', async ({
  page,
}) => {
  await page.setViewportSize({ width: 820, height: 900 })
  await open(page)
  await expect(page.locator('[data-pane]')).toHaveCount(2)
  await page.getByRole('tab', { name: 'Heap' }).click()
  await expect(pane(page, 'heap')).toBeVisible()
  // A long name, or a tablet's larger controls, push a button to where its panel would end outside.
  const header = page.locator('header').first()
  await header.evaluate((element) => (element.style.paddingLeft = '150px'))
  await page.getByRole('button', { name: /^Window:/ }).click()
  const panel = await page.getByRole('dialog', { name: /^Window:/ }).boundingBox()
  expect((panel?.x ?? 0) + (panel?.width ?? 0)).toBe(820 - 8)
  expect(panel?.width).toBeGreaterThan(300)
  await page.keyboard.press('Escape')
  await header.evaluate((element) => element.removeAttribute('style'))
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.getByRole('button', { name: 'Show flame graph' })).toBeVisible()
  await page.getByRole('button', { name: 'Show flame graph' }).click()
  await expect(page.locator('g.frame').first()).toBeVisible()
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
  expect(wide).toBe(false)
})

test('the panes and the function table have no detectable accessibility violations, dark and light', async ({
  page,
}) => {
  await open(page)
  for (const theme of ['dark', 'light']) {
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
    const rules = theme === 'dark' ? undefined : ofColours
    const parts = [
      '[data-pane=cpu]',
      '[data-pane=heap]',
      '[data-pane=lock]',
      'section[aria-label="One function, all profiles"]',
    ]
    expect(await axeFinds(page, { parts, rules })).toEqual([])
  }
})
