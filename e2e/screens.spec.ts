/** What every screen must show without being asked, and that nothing which carries meaning is cut for good. */
import { axeFinds, ofColours } from './axe.ts'
import { expect, open, recording, shared as test, test as visit } from './page.ts'

// One worker for all of them, so that its page reads each recording once.
test.describe.configure({ mode: 'default' })

visit.describe('a phone on its side', () => {
  visit.use({ viewport: { width: 844, height: 390 }, hasTouch: true, isMobile: true })

  // One test for all, with a page of its own: another device needs one, and the shared tab would be thrown away for it.
  visit(
    'shows verdict, since when, what to do and the pane to look at, its evidence from the verdict’s own row, and the rest below the panes',
    async ({ page }) => {
      // The longest sentence, the longest advice, a verdict that is open, one pane that leads.
      for (const [name, since] of [
        ['payments-api', 'audit logging switched on for every request'],
        ['orderbook', 'market open'],
        ['node-render', 'release: compiled templates'],
        ['jvm-leak', 'release v7.3.0'],
      ] as const) {
        await open(page, recording(name))
        const banner = page.locator('[data-diagnosis]')
        const all = [
          page.getByRole('heading', { level: 1 }),
          banner.locator('[data-since]').filter({ hasText: since }),
          banner.getByText('Next', { exact: true }),
          page.getByRole('button', { name: /look here/ }),
        ]
        for (const part of all) {
          await expect(part, name).toBeVisible()
          await expect.poll(async () => ((await part.boundingBox())?.y ?? 999) + 30, name).toBeLessThanOrEqual(390)
        }
        expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(844)
        // One without a heap profile, and one with all of them and a leak; of the others what their words make of the verdict.
        const parts = ['payments-api', 'jvm-leak'].includes(name) ? [] : ['[data-diagnosis]']
        expect(await axeFinds(page, { parts }), name).toEqual([])
      }

      await page.getByRole('button', { name: 'Why' }).click()
      await expect(page.locator('#why')).toBeVisible()
      await page.getByRole('button', { name: 'Why' }).click()
      const [lead, timeline] = [
        page.getByRole('button', { name: /look here/ }),
        page.getByRole('region', { name: 'Timeline' }),
      ]
      await expect(timeline).toBeVisible()
      const y = async (part: typeof lead): Promise<number> => (await part.boundingBox())?.y ?? 0
      await expect.poll(async () => (await y(lead)) < (await y(timeline))).toBe(true)
    },
  )
})

test('names in the lists and the function table are whole at every width, or go on in the next line; at 1100 px and at 1024 what stands in one line is whole', async ({
  page,
}) => {
  const functions = 'section[aria-label="One function, all profiles"]'
  const cutIn = (where: string): Promise<readonly string[]> =>
    page
      .locator(where)
      .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent))
  for (const name of ['verify', 'jvm-contention', 'orderbook']) {
    await open(page, recording(name))
    for (const width of [1440, 800, 1100]) {
      await page.setViewportSize({ width, height: 900 })
      await expect(page.locator(`${functions} tbody th button`).nth(3)).toBeVisible()
      await expect(page.locator('[data-pane] tbody th button').first()).toBeVisible()
      // The page draws itself for the next width.
      const names = `[data-pane] tbody th button, ${functions} tbody th button`
      await expect.poll(() => cutIn(names), `${name} at ${width}`).toEqual([])
    }
    // What a function's row means, before anybody chooses it.
    const readings = page.locator(`${functions} tbody td:last-child`)
    expect((await readings.allTextContents()).join('')).not.toBe('')
    expect(await cutIn(`${functions} tbody td:last-child`), name).toEqual([])
    // The figure of a pane and what it is a part of stand above its bar.
    const over = await page.locator('[data-pane] header + p').evaluateAll((all) =>
      all.flatMap((one) => {
        const high = one.getBoundingClientRect().height
        return [...one.querySelectorAll('span')]
          .filter((part) => part.getBoundingClientRect().height > high + 1)
          .map((part) => part.textContent)
      }),
    )
    expect(over, name).toEqual([])
  }
  await page.setViewportSize({ width: 1024, height: 768 })
  const search = page.getByRole('textbox', { name: /^Search functions/ })
  const room = await search.evaluate((one) => {
    const ink = document.createElement('canvas').getContext('2d')!
    ink.font = getComputedStyle(one).font
    return one.clientWidth - ink.measureText((one as HTMLInputElement).placeholder).width
  })
  expect(room).toBeGreaterThanOrEqual(0)
  // And the header is one row of it, as it is at 1440.
  await expect(page.locator('[data-diagnosis]')).toBeVisible()
  expect((await page.locator('header').first().boundingBox())!.height).toBeLessThan(60)
})

test('two recordings beside each other stay inside every width, with both lines, for everybody', async ({ page }) => {
  const base = 'base=2026-11-22T13:41:41Z..2026-11-22T13:44:41Z&base.src=recording:recordings/fast-path-a/'
  await open(page, recording('fast-path-b', `&w=2026-11-22T13:44:59Z..2026-11-22T13:47:59Z&${base}`))
  const timeline = page.getByRole('region', { name: 'Timeline' })
  for (const width of [1440, 800, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await expect(page.locator('section[aria-labelledby="changes"] tbody tr').first()).toBeVisible({ timeout: 30_000 })
    for (const letter of ['A', 'B']) {
      await expect(timeline.locator(`[data-window="${letter}"]`)).toBeVisible()
      await expect(timeline.getByRole('heading', { name: new RegExp(`^${letter}.*Build ${letter}`) })).toBeVisible()
    }
    await expect(timeline.locator('[data-timeline-value="cpu"]')).toContainText('→')
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${width} wide`)
      .toBeLessThanOrEqual(0)
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await expect(page.getByRole('dialog').getByText('A is the earlier of the two.', { exact: false })).toBeVisible()
    // At 800 no text has another colour, ground or size than at 1440.
    for (const theme of width === 800 ? ['dark'] : ['light', 'dark']) {
      await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
      // The panes and the list have their own tests; what stands around them is new here.
      const parts = [
        'dialog[open]',
        'section[aria-labelledby="verdict"]',
        'section[aria-label="The two windows"]',
        'section[aria-label="Timeline"]',
        '[data-yardstick]',
      ]
      const rules = theme === 'dark' ? undefined : ofColours
      expect(await axeFinds(page, { parts, rules }), `${theme}, ${width} wide`).toEqual([])
    }
    await page.keyboard.press('Escape')
  }
})

const halves = '&w=2026-11-22T12:47:39Z..2026-11-22T12:51:09Z&base=2026-11-22T12:46:09Z..2026-11-22T12:47:24Z'

test('the text of an event hides nothing of the lines it explains, nor the letter of a window', async ({ page }) => {
  for (const rest of ['', halves]) {
    await open(page, recording('orderbook', rest))
    const timeline = page.getByRole('region', { name: 'Timeline' })
    const event = timeline.getByText('market open: offered load', { exact: false })
    await expect(event).toBeVisible({ timeout: 30_000 })
    // All of it at once: what comes later moves it. Its foot above the lines, and beside the first line its name.
    const places = (): Promise<readonly number[]> =>
      timeline.evaluate((one) => {
        const box = (part: string): DOMRect | undefined => one.querySelector(part)?.getBoundingClientRect()
        const text = [...one.querySelectorAll('ul[aria-label="Marks"] li > *')].map((part) =>
          part.getBoundingClientRect(),
        )
        const [lines, name] = [box('svg[aria-hidden]:not(li svg)')?.y ?? 0, box('ul[aria-hidden="true"] li')?.y ?? 999]
        return [Math.max(0, ...text.map(({ bottom }) => bottom - lines - 2)), Math.round(name - lines)]
      })
    await expect.poll(places).toEqual([0, 0])
  }
  // Without an event there is no row for one.
  const high = (await page.getByRole('region', { name: 'Timeline' }).boundingBox())!.height
  await open(page, recording('mix-a'))
  await expect(page.getByRole('region', { name: 'Timeline' }).locator('svg').first()).toBeVisible()
  expect((await page.getByRole('region', { name: 'Timeline' }).boundingBox())!.height).toBeLessThan(high - 10)
})

test('the list of changes ends at a whole row and cuts no words, at every width; a folded chain has the name of where the change starts, a proven total its colour', async ({
  page,
}) => {
  await open(page, recording('orderbook', halves))
  const list = page.locator('[data-changes]')
  await expect(list.locator('tbody tr').first()).toBeVisible({ timeout: 30_000 })
  const lock = page.locator('[data-pane="lock"]')
  await expect(lock.getByRole('button', { name: /The change starts at .*Place/ })).toBeVisible()
  await expect(lock.locator('[data-flame-scroll]')).toContainText(/Place ⋯ \d folded/)
  await expect(lock.locator('g.frame rect').first()).toHaveAttribute('fill', /--diff-grew/)
  for (const [width, height] of [
    [1440, 900],
    [2560, 1440],
    [1920, 1080],
    [1100, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    // The row at the lower edge ends there, and what it says does not go on below.
    const atEdge = (): Promise<readonly number[]> =>
      list.evaluate((one) => {
        const edge = one.getBoundingClientRect().bottom
        const ends = [...one.querySelectorAll('tr')].filter((row) => row.offsetHeight > 0)
        return ends
          .filter((row) => row.getBoundingClientRect().top < edge - 1 && row.getBoundingClientRect().bottom > edge - 1)
          .map((row) => Math.abs(Math.round(row.getBoundingClientRect().bottom - edge)))
      })
    await expect.poll(atEdge, `${width} × ${height}`).toEqual([0])
    expect(await list.evaluate((one) => one.scrollHeight > one.clientHeight)).toBe(true)
    const cut = await list
      .locator('td:last-child span')
      .evaluateAll((all) =>
        all
          .filter((one) => getComputedStyle(one).overflow !== 'visible' && one.closest('.sr-only') === null)
          .map((one) => one.textContent),
      )
    expect(cut, `${width} × ${height}`).toEqual([])
  }
  const short = await list.evaluate((one) => one.clientHeight)
  await page.setViewportSize({ width: 1440, height: 1400 })
  await expect.poll(() => list.evaluate((one) => one.clientHeight)).toBeGreaterThan(short)
})

test('a pane with nothing to draw is narrow, and on a high page what the panes leave is the functions’', async ({
  page,
}) => {
  await page.setViewportSize({ width: 2560, height: 1440 })
  await open(page, recording('fast-path-b'))
  const pane = (id: string) => page.locator(`[data-pane="${id}"]`)
  const widths = async (): Promise<readonly number[]> =>
    Promise.all(['cpu', 'heap', 'lock'].map(async (id) => Math.round((await pane(id).boundingBox())?.width ?? 0)))
  const table = page.getByRole('region', { name: 'One function, all profiles' })
  await expect(table.locator('tbody th button').nth(12)).toBeInViewport({ ratio: 0.9 })
  const [cpu = 0, heap = 0, lock = 0] = await widths()
  expect(cpu).toBe(heap)
  expect(lock).toBeLessThan(0.5 * cpu)
  // No picture is cut for it, and the list ends at a whole row, at the end of the page.
  const left = await page
    .locator('[data-flame-scroll]')
    .evaluateAll((all) => all.map((one) => one.scrollHeight - one.clientHeight))
  expect(Math.max(...left)).toBeLessThanOrEqual(0)
  const rows = await table
    .locator('div')
    .first()
    .evaluate((one) => (one.clientHeight - 27) % 24)
  expect(rows).toBe(0)
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0)
  // A click that zooms lets nothing jump; where every pane has something, all are as wide as each other.
  const { y } = (await table.boundingBox())!
  await pane('cpu')
    .getByRole('treeitem', { name: /Rules\).EvaluateRules/ })
    .first()
    .click()
  await expect(pane('cpu').getByRole('button', { name: 'all', exact: true })).toBeVisible()
  await page.waitForTimeout(300)
  expect((await table.boundingBox())!.y).toBe(y)
  await open(page, recording('orderbook'))
  await expect(table.locator('tbody th button').nth(5)).toBeVisible()
  expect(new Set(await widths()).size).toBe(1)
})

test('no empty side of the heap where the other has something, unless somebody asks for it', async ({ page }) => {
  const heap = page.locator('[data-pane="heap"]')
  await open(page, recording('mix-b'))
  await expect(heap).toContainText('what is allocated')
  await expect(heap.locator('g.frame').first()).toBeVisible()
  await open(page, recording('mix-b', '&heap=live'))
  await expect(heap).toContainText('less than one sample is held')
  await open(page, recording('fast-path-b'))
  await expect(heap).toContainText('what is held')
})

test('in forced colours nothing of a comparison is hard to read, light and narrow or dark and wide', async ({
  page,
}) => {
  await open(page, recording('orderbook', halves))
  await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible({ timeout: 30_000 })
  // The other two are looked at of one window (incident.spec.ts): the colours are the system's, and each of them meets each width and each view.
  for (const [width, colorScheme] of [
    [390, 'light'],
    [1440, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    await page.emulateMedia({ forcedColors: 'active', colorScheme })
    // The same comparison has every rule looked at in its own tests.
    expect(await axeFinds(page, { rules: ofColours }), `${colorScheme}, ${width} wide`).toEqual([])
  }
})
