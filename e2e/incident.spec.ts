import type { Request } from '@playwright/test'
import { axeFinds, ofColours, wcag } from './axe.ts'
import {
  answerFrom,
  expect,
  figures,
  firstRecording,
  open,
  recording,
  settled,
  shared as test,
  test as ownPage,
} from './page.ts'
import { openShare } from './share/steps.ts'

ownPage(
  'the first page is a real incident, a reload shows the same screen, and nothing is hidden from what leaves any more',
  async ({ page }) => {
    await open(page)
    await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('contention-bound')
    await expect(page.locator('[data-diagnosis]')).toContainText('logging.Handler.handle')
    const lock = await page.locator('[data-signal="lock_wait_pct"]').getAttribute('data-value')
    expect(Number(lock)).toBeGreaterThan(60)
    for (const pane of ['cpu', 'heap', 'lock'])
      await expect(page.locator(`[data-pane="${pane}"] g.frame`).first()).toBeVisible()
    // The address is a link from the first moment on: absolute, in this version.
    expect(page.url()).toMatch(/#v=2&src=recording:recordings\/payments-api\/&w=\d{4}-/)

    await page.locator('[data-pane="cpu"] g.frame').nth(6).click()
    await expect.poll(() => page.url()).toContain('&fn=')
    const before = await figures(page)
    const zoom = page.locator('[data-pane="cpu"]').getByRole('navigation', { name: 'Zoom' })
    const way = (await zoom.textContent()) ?? ''
    const hidden = page.getByLabel('function names', { exact: true })
    await openShare(page)
    await hidden.check()
    await page.reload()
    await settled(page)
    expect(await figures(page)).toEqual(before)
    await expect(zoom).toHaveText(way)
    await openShare(page)
    await expect(hidden).not.toBeChecked()
  },
)

// That the recording of a cascade is one is held by src/everyRecording.slow.test.ts, as what each was made to show; the other patterns are
// seen in other tests here.
test('a cascade reads cascading-failure, here of an order book with thresholds of its own', async ({ page }) => {
  const cascade = '&t.cascading-failure.cpu_user_pct=5&t.cascading-failure.alloc_rate_mb_s=0.5'
  await open(page, recording('orderbook', `${cascade}&t.contention-bound.lock_wait_pct=99`))
  await expect(page.locator('[data-diagnosis="cascading-failure"]')).toContainText('shed load')
})

test('of another recording nothing of the last one is seen, however long its profiles take', async ({ page }) => {
  await open(page, firstRecording)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  await expect(page.locator('[data-pane=lock] g.frame').first()).toBeVisible()
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => (release = resolve))
  // At an address of its own, which no test before had read.
  await page.route('**/recordings/held-back/*', async (route) => {
    const url = route.request().url()
    if (!url.endsWith('recording.json')) await gate
    await answerFrom(route, url.replace('held-back', 'jvm-churn-async'))
  })
  const asked = page.waitForRequest(/recordings\/held-back\/(?!recording\.json)/)
  await page.evaluate((link) => (location.hash = link), recording('held-back'))
  await asked
  await expect(page.locator('[data-progress]')).toBeVisible()
  await expect(page.locator('[data-diagnosis]')).toHaveCount(0)
  await expect(page.locator('g.frame')).toHaveCount(0)
  await expect(page.locator('[data-signal]')).toHaveCount(0)
  release()
  await expect(page.locator('[data-diagnosis="gc-pressure"]')).toBeVisible()
})

test('a function pointed at in one pane is named with its value in all of them', async ({ page }) => {
  await open(page, firstRecording)
  const frame = page.locator('[data-pane="lock"] g.frame').nth(2)
  const linked = (pane: string): Promise<string | null> =>
    page.locator(`[data-pane="${pane}"] p bdi`).first().textContent()
  const before = await linked('lock')
  await frame.hover()
  // The panes come to rest first: one of them scrolls to what the verdict names.
  await expect.poll(() => linked('lock')).not.toBe(before)
  await expect(async () => {
    const name = (await linked('lock')) ?? ''
    expect(name).not.toBe('')
    for (const pane of ['cpu', 'heap'])
      expect(await page.locator(`[data-pane="${pane}"]`).textContent()).toContain(name)
  }).toPass({ timeout: 15_000 })
})

test('the keyboard reaches everything: enlarge, back, search, help, evidence', async ({ page }) => {
  await open(page, firstRecording)
  await page.keyboard.press('3')
  await expect(page.locator('[data-pane]')).toHaveCount(1)
  await expect(page.locator('[data-pane="lock"]')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.locator('[data-pane]')).toHaveCount(3)
  await page.keyboard.press('/')
  await page.keyboard.type('handle')
  await expect(page.locator('[data-pane="lock"]')).toContainText('of total in')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.locator('body').click({ position: { x: 3, y: 890 } })
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Why' }).click()
  await expect(page.getByText('Rule, first match wins')).toBeVisible()
})

test('a half-typed regular expression breaks nothing and says what it is', async ({ page }) => {
  await open(page, recording('payments-api', '&qr=(log'))
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
})

test('a link to something that is not there says so and offers a way on', async ({ page }) => {
  await open(page, recording('no-such-recording'))
  await expect(page.locator('html')).toHaveAttribute('data-state', 'failed')
  await expect(page.getByRole('button', { name: /first recording/ })).toBeVisible()
  // What there is stands there as a list: nobody has to guess its name.
  const there = page.getByRole('region', { name: 'What there is' })
  await expect(there.getByRole('option', { name: /^orderbook/ })).toBeVisible()
})

test('a link cannot make the page read from elsewhere', async ({ page }) => {
  const asked: string[] = []
  const note = (request: Request): void => void asked.push(request.url())
  page.on('request', note)
  await open(page, 'v=2&src=recording:https://example.org/x/')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'failed')
  expect(asked.filter((url) => url.includes('example.org'))).toEqual([])
  await open(page, 'v=2&src=recording:javascript:alert(1)')
  await expect(page.locator('html')).toHaveAttribute('data-state', 'failed')
  page.off('request', note)
})

test('a profile that was not recorded is absent, not zero, with one command', async ({ page }) => {
  await open(page, recording('payments-api', '&heap=alloc'))
  const heap = page.locator('[data-pane="heap"]')
  await expect(heap).toContainText('not recorded')
  await expect(heap.getByRole('button', { name: /copy/i }).first()).toBeVisible()
})

for (const [width, view, schemes] of [
  [1440, '', ['dark', 'light', 'forced light']],
  [1440, '&why', ['dark', 'light']],
  [1440, '&big=lock&table=lock&fn=sync.(*Mutex).Lock', ['dark']],
  [390, '', ['dark', 'light', 'forced dark']],
] as const) {
  test(`axe finds nothing serious, ${schemes.join(', ')}, ${width} wide${view === '' ? '' : `, ${view}`}`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height: 900 })
    await open(page, recording('orderbook', view))
    // The evidence is a part of its own, a moment after its button. What stands around it is as it was without.
    if (view === '&why') await expect(page.locator('#why')).toBeVisible()
    for (const scheme of schemes) {
      await page.evaluate(
        (name) => (document.documentElement.dataset['theme'] = name),
        scheme === 'light' ? scheme : 'dark',
      )
      // A comparison is looked at in the other two (screens.spec.ts).
      if (scheme.startsWith('forced'))
        await page.emulateMedia({
          forcedColors: 'active',
          colorScheme: scheme === 'forced light' ? 'light' : 'dark',
        })
      const parts = view === '&why' ? ['#why', '[data-diagnosis]'] : []
      const asked = scheme === schemes[0] ? { tags: wcag } : { rules: ofColours }
      expect(await axeFinds(page, { parts, ...asked, impacts: ['serious', 'critical'] }), scheme).toEqual([])
    }
  })
}
