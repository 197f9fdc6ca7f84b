import type { Locator, Page } from '@playwright/test'
import { dropBeside, expect, open, openAgain, recording, shared as test } from './page.ts'

// One worker for all of them, so that its page reads each recording once.
test.describe.configure({ mode: 'default' })

const changes = 'section[aria-labelledby="changes"] tbody tr'
/** The order book before and after its market opens, as the page itself compares them. */
const opening = '&w=2026-11-22T12:47:39Z..2026-11-22T12:51:09Z&base=2026-11-22T12:46:09Z..2026-11-22T12:47:24Z'
const banner = (page: Page): Locator => page.locator('[data-base-diagnosis]')
const outline = (page: Page) => page.getByRole('button', { name: /^Outline it in all panes/ })

test('healthy against incident: both diagnoses, the transition, a ranked list, and a link that says so', async ({
  page,
}) => {
  await open(page, recording('orderbook'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('button', { name: /^Healthy window/ }).click()
  await expect(page.locator('[data-diagnosis="contention-bound"][data-base-diagnosis="no-clear-pattern"]')).toBeVisible(
    { timeout: 30_000 },
  )
  await expect(page.locator(changes).first()).toBeVisible()
  // What to do about the later window.
  await expect(banner(page)).toContainText(/Next Read what .*Place.* waits for before it unlocks/)
  // Who does not see it is told, by a region that was there before.
  await expect(page.locator('output[aria-live="polite"].sr-only')).toContainText(/Place waits more.*contention-bound/)
  // Nine rows are on the first screen, whole.
  await expect
    .poll(() =>
      page.locator(changes).evaluateAll((rows) => {
        const list = rows[0]?.closest('div')?.getBoundingClientRect().bottom ?? 0
        const ends = rows.map((row) => row.getBoundingClientRect()).filter(({ height }) => height > 0)
        return ends.filter(({ bottom }) => bottom <= Math.min(list + 1, innerHeight)).length
      }),
    )
    .toBeGreaterThanOrEqual(9)
  for (const pane of ['cpu', 'heap', 'lock'])
    await expect(page.locator(`[data-pane="${pane}"] g.frame`).first()).toBeVisible()
  await page.keyboard.press('m')
  await expect.poll(() => page.url()).toContain('diff=share')
})

test('a comparison whose base cannot be had keeps no last answer, on the page and in what is shared', async ({
  page,
}) => {
  await open(page, recording('orderbook', opening))
  const row = page.locator(changes)
  await expect(row.first()).toBeVisible({ timeout: 60_000 })
  const seen = (await row.first().textContent()) ?? ''
  const compared = new URL(page.url()).hash
  expect(compared).toContain('&base=')

  // The same comparison with a recording that is not there.
  await page.evaluate((hash) => (location.hash = hash), `${compared}&base.src=recording:recordings/none-such/`)
  await expect(page.getByRole('alert').filter({ hasText: /A could not be read: / })).toBeVisible({ timeout: 30_000 })
  await expect(row).toHaveCount(0)
  await expect(page.locator('[data-base-diagnosis]')).toHaveCount(0)
  await expect(page.getByRole('list', { name: 'Colours' })).toHaveCount(0)
  // It costs the comparison; what can be had is there, by itself.
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  await expect(page.locator('[data-pane] g.frame').first()).toBeVisible()
  await page.getByRole('button', { name: 'Share' }).click()
  await expect(page.getByRole('button', { name: 'Share' })).toHaveAttribute('aria-expanded', 'true')
  await expect(page.locator('body')).not.toContainText(/waits more|takes more|allocates more/)
  await page.keyboard.press('Escape')

  await page.evaluate(() => history.back())
  await expect(row.first()).toHaveText(seen, { timeout: 60_000 })
})

test('one press on the onset compares the stretch before with the one after, and says since when and with what', async ({
  page,
}) => {
  await open(page, recording('payments-api'))
  await expect(page.locator('[data-since]').first()).toContainText('18:20:24')
  await page.getByRole('button', { name: 'What changed?' }).click()
  await expect(page.locator('h1#verdict')).toContainText(
    'Since 18:20:24 IST, with “audit logging switched on for every request”',
    { timeout: 30_000 },
  )
  // The stretches are as long as the line says: five minutes before, ten after.
  const [from, until] = /[&#]base=([^&~.]+)[~.]+([^&]+)/.exec(decodeURIComponent(page.url()))?.slice(1) ?? []
  const [w, to] = /[&#]w=([^&~.]+)[~.]+([^&]+)/.exec(decodeURIComponent(page.url()))?.slice(1) ?? []
  const length = (a = '', b = ''): number => Date.parse(b) - Date.parse(a)
  expect(length(w, to)).not.toBe(length(from, until))
  const first = page.locator(changes).first()
  await expect(first).toContainText('since 18:20:24')
  await expect(first.getByRole('img', { name: /^since 18:20:24, with “audit logging/ })).toBeVisible()
})

test('two builds: the path that is no longer taken is the first line, the headline’s function can be outlined, and A exactly above B shows only what changed', async ({
  page,
}) => {
  await open(page, recording('fast-path-b'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByLabel(/Another recording/).selectOption('recordings/fast-path-a/')
  await expect(page.locator(changes).first()).toContainText('LookupCached', { timeout: 30_000 })
  await expect(page.locator(changes).first()).toContainText('no longer reached')
  // Where no rule names B, the change itself is read; "compare" is what has been done.
  await expect(banner(page)).toContainText(/Next Read what changed in .*Price between A and B: it no longer calls/)
  await outline(page).click()
  await expect.poll(() => page.url()).toMatch(/fn=.*LookupCached/)
  // The rest is folded with its sum, and the layout is in the link.
  await page.getByLabel('Layout').selectOption('below')
  const cpu = page.locator('[data-pane="cpu"]')
  await expect(cpu.locator('li[data-change="changed"]').first()).toBeVisible({ timeout: 30_000 })
  await expect(cpu.locator('li[data-change="rest"]').first()).toContainText('no evidence of change')
  await expect(cpu.getByRole('list')).toContainText('EvaluateRules')
  await expect.poll(() => page.url()).toContain('difflayout=below')
})

/** A recording held against another one, as the menu does it. */
const against = (name: string, window: string, base: string, baseWindow: string): string =>
  recording(name, `&w=${window}&base=${baseWindow}&base.src=recording:recordings/${base}/`)
const mixA = '2026-11-22T15:41:16Z..2026-11-22T15:43:16Z'
const mixB = ['mix-b', '2026-11-22T15:43:29Z..2026-11-22T15:45:29Z'] as const

test('where the headline speaks of no function nothing is offered to outline', async ({ page }) => {
  await open(page, against(...mixB, 'orderbook', '2026-11-22T12:47:39Z..2026-11-22T12:51:09Z'))
  await expect(banner(page)).toContainText('These look like two different programs', { timeout: 30_000 })
  await expect(outline(page)).toHaveCount(0)
})

test('two runs of one build list nothing, and there is nothing to do about it', async ({ page }) => {
  const [first, second] = ['2026-11-22T13:41:41Z..2026-11-22T13:44:41Z', '2026-11-22T13:53:40Z..2026-11-22T13:56:40Z']
  await open(page, against('fast-path-a2', second, 'fast-path-a', first))
  await expect(banner(page)).toContainText('No change found', { timeout: 30_000 })
  await expect(banner(page)).not.toContainText('Next')
})

test('A and B can be seen beside each other, and swapping needs a press and says so', async ({ page }) => {
  await open(page, recording('orderbook', opening))
  await page.getByLabel('Layout').selectOption('side')
  await expect(page.locator('[data-pane="lock"] .flame')).toHaveCount(2)
  const sideA = page.locator('[data-side="A"]')
  const earlier = await sideA.textContent()
  await page.getByRole('button', { name: 'Swap' }).click()
  await expect(page.getByText('A is the later window')).toBeVisible({ timeout: 30_000 })
  await expect(sideA).not.toHaveText(earlier ?? '')
})

test('several windows before it are one base, and what they differ by is said', async ({ page }) => {
  await open(page, recording('orderbook', '&w=2026-11-22T12:50:00Z..2026-11-22T12:50:30Z'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('button', { name: /^The last \w+ windows/ }).click()
  await expect(page.locator('[data-side="A"]')).toContainText('before it', { timeout: 30_000 })
  await expect.poll(() => page.url()).toMatch(/baseruns=\dx30s/)
})

test('with the healthy window on screen the incident is B: A is the earlier one without a swap', async ({ page }) => {
  await open(page, recording('orderbook'))
  await page.getByRole('button', { name: /^Window:/ }).click()
  await page.getByRole('button', { name: 'healthy' }).click()
  await expect(page.locator('[data-diagnosis="no-clear-pattern"]')).toBeVisible()
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('button', { name: /^Incident window/ }).click()
  await expect(page.locator('[data-diagnosis="contention-bound"][data-base-diagnosis="no-clear-pattern"]')).toBeVisible(
    { timeout: 30_000 },
  )
  await expect(page.getByText('A is the later window')).toHaveCount(0)
})

test('both windows are moved on the timeline, by mouse and by keys', async ({ page }) => {
  await open(page, recording('orderbook'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('button', { name: /The window before/ }).click()
  await expect(page.locator(changes).first()).toBeVisible({ timeout: 30_000 })
  const baseOf = (): string => /[&#]base=([^&]+)/.exec(page.url())?.[1] ?? ''
  const before = baseOf()
  // A drag sets A without anything else to press.
  const plot = page.getByRole('region', { name: 'Timeline' }).locator('svg').last()
  const box = await plot.boundingBox()
  if (!box) throw new Error('there is no line')
  await page.mouse.move(box.x + 5, box.y + 50)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 4, box.y + 50, { steps: 5 })
  await page.mouse.up()
  await expect.poll(baseOf).not.toBe(before)
  const drawn = baseOf()
  await page.locator('[data-window="A"]').focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Enter')
  await expect.poll(baseOf).not.toBe(drawn)
  expect(baseOf().split('..')[0]).toBe(drawn.split('..')[0])
  const shown = /[&#]w=([^&]+)/.exec(page.url())?.[1]
  await page.locator('[data-window="B"]').focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect.poll(() => /[&#]w=([^&]+)/.exec(page.url())?.[1]).not.toBe(shown)
})

test('a folder of files is a base like any other, and what was measured against is plain text', async ({ page }) => {
  await open(page, recording('nightly-slower'))
  // Of the recording alone: a stretch too short to tell, between two that say the same, makes no since.
  await expect(page.locator('[data-since]')).toContainText('It was so already when the recording began')
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByText('Your files').click()
  await page.getByRole('dialog').locator('input[data-pick="folder"]').setInputFiles('public/recordings/nightly-monday')
  await expect(page.locator(changes).first()).toContainText('pricing.discount', { timeout: 30_000 })
  expect(page.url()).toContain('base.src=files')
  const yardstick = page.locator('[data-yardstick]')
  await expect(yardstick).toContainText('measured inside A and B')
  await openAgain(page)
  await expect(page.locator(changes).first()).toContainText('pricing.discount', { timeout: 30_000 })
})

test('what is dropped on the right half is compared with what is on screen', async ({ page }) => {
  await open(page, recording('payments-api'))
  await dropBeside(page, [{ name: 'before.folded', content: 'main;work;encode 90\nmain;work;parse 10\n' }])
  await expect.poll(() => page.url()).toContain('base.src=files')
  expect(page.url()).toContain('src=recording:recordings/payments-api/')
  await expect(page.locator('section[aria-labelledby="changes"]')).toBeVisible({ timeout: 30_000 })
})

test('another mix of requests is said to be one', async ({ page }) => {
  await open(page, against(...mixB, 'mix-a', mixA))
  await expect(page.locator(changes).first()).toContainText('/checkout took 68 % of CPU, 29 % in A', {
    timeout: 30_000,
  })
  await expect(page.locator(changes, { hasText: /^\d+.*(grew|shrank) {2}/ })).toHaveCount(0)
  // A ratio of shares, beside amounts that tell another one.
  await expect(page.locator(changes, { hasText: 'of its share' })).not.toHaveCount(0)
  await page.getByText('How this is measured').click()
  await expect(page.getByText(/request types by the label endpoint.*explained by mix/)).toBeVisible()
})

test('a slower function is found in the same mix: by the cores it takes and within its request type, and none whose share went down for it; what is less than a sample is no zero, an unproven total has no colour', async ({
  page,
}) => {
  await open(page, against('mix-slow', '2026-11-22T15:45:44Z..2026-11-22T15:47:44Z', 'mix-a', mixA))
  await expect(page.locator(changes).first()).toContainText('voucherIsGenuine', { timeout: 30_000 })
  const row = (name: string) => page.locator(changes).filter({ hasText: name }).first()
  // Of the cores it takes, and beside that of one request type.
  await expect(row('voucherIsGenuine')).toContainText(
    /0\.043 → 0\.13 cores.*2\.93×.*grew.*within the same endpoint ×1\.77/,
  )
  await expect(row('voucherIsGenuine')).not.toContainText('of its share')
  // Its share went down because that one's went up.
  await expect(row('priceCart')).toHaveCount(0)
  const cpu = page.locator('[data-pane="cpu"]')
  await expect(cpu).toContainText('no evidence')
  const root = cpu.getByRole('treeitem', { name: /^all/ })
  await expect(root).toBeVisible()
  await expect(root).not.toHaveAttribute('aria-description', /grew/)
  await expect(root.locator('rect')).toHaveAttribute('fill', 'var(--diff-neutral)')
  await expect(
    cpu
      .getByRole('treeitem', { name: /voucherIsGenuine$/ })
      .first()
      .locator('rect'),
  ).toHaveAttribute('fill', /--diff-grew/)
  // What is held is less than one sample, and no zero anywhere: shown where somebody asks, else what was allocated.
  const heap = page.locator('[data-pane="heap"]')
  await expect(heap).toContainText('what is allocated')
  await heap.getByRole('radio', { name: 'live' }).check({ force: true })
  await expect(heap).toContainText('< 1 sample held')
  await expect(heap).not.toContainText('0 B')
  await expect(page.locator('[data-timeline-value="heap"]')).toContainText('< 1 sample → < 1 sample')
  await page.getByRole('button', { name: /The change starts at .*voucherIsGenuine/ }).click()
  await expect.poll(() => page.url()).toContain('Checkout')
})
