/** On paper: nothing cut, nothing blank, nothing to press, in black on white. */
import { expect, figures, open, recording, shared as test } from '../page.ts'
import { expectWhole, packed, print, printable, skipUnread } from './printed.ts'

// Its snapshot: share.spec.ts.
test('the page on A4, portrait and landscape', async ({ page }, info) => {
  await open(page, recording('orderbook'))
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible()
  await figures(page)
  await printable(page)
  const printed = [await print(page, info, 'page', false), await print(page, info, 'page', true)]
  // Lying, the lists stand beside their pictures.
  expect(printed.map(({ pages }) => pages)).toEqual([3, 2])
  skipUnread()
  for (const one of printed) {
    expectWhole(one)
    // The other two panes stand on the first sheet, too, with how much of their pictures is not there.
    for (const text of ['where cycles burn', 'what is held', 'more rows, narrower'])
      expect(packed(one.texts?.[0] ?? '')).toContain(packed(text))
    // What is to be known before believing a picture is all there: nobody can unfold paper.
    expect(packed((one.texts ?? []).join(' '))).not.toContain(packed('ends. and 1 more'))
  }
})

test('a comparison on A4, portrait and landscape: what changed, nothing to press, nothing lost', async ({
  page,
}, info) => {
  await open(
    page,
    recording(
      'orderbook',
      '&w=2026-11-22T12:47:39Z..2026-11-22T12:51:09Z&base=2026-11-22T12:46:09Z..2026-11-22T12:47:24Z',
    ),
  )
  await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible({ timeout: 30_000 })
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await page.emulateMedia({ media: 'print' })
  for (const name of ['Swap A and B', /^Outline it/, /^Show/, /more warning/, 'Enlarge CPU', 'Stop comparing'])
    await expect(page.getByRole('button', { name })).toBeHidden()
  await page.emulateMedia({ media: null })
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  const printed = [await print(page, info, 'comparison', false), await print(page, info, 'comparison', true)]
  for (const { pages } of printed) expect(pages).toBeLessThanOrEqual(3)
  skipUnread()
  for (const { texts } of printed) {
    const text = packed(texts?.join('') ?? '')
    for (const part of [
      'waits more:',
      '20 more changes stand behind the link above',
      'How this is measured:',
      'allocation: 12 samples',
    ])
      expect(text).toContain(packed(part))
    // The tenth is the last, and whole.
    expect(text).toContain(packed('gateway.go:59'))
    expect(text).not.toContain(packed('slice.go'))
  }
})

test('on paper the date leads, then the pane that decides as wide as the sheet; nothing lies over anything or can be pressed, and the screen is as it was', async ({
  page,
}) => {
  await open(page, recording('payments-api'))
  await figures(page)
  await printable(page)
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByText('payments-api · Sun 22 Nov 2026')).toBeVisible()
  const panes = await page.locator('[data-pane]').evaluateAll((all) =>
    all
      .map((pane) => {
        const { top, width } = pane.getBoundingClientRect()
        const flame = pane.querySelector('[data-flame-scroll]')?.getBoundingClientRect()
        const list = pane.querySelector('.print-sides table')?.getBoundingClientRect()
        const clear = list && flame && (list.top >= flame.bottom || list.left >= flame.right)
        return { pane: pane.getAttribute('data-pane'), top, width, clear }
      })
      .toSorted((one, other) => one.top - other.top),
  )
  expect(panes.map(({ pane }) => pane)).toEqual(['lock', 'cpu', 'heap'])
  expect(panes.map(({ clear }) => clear)).toEqual([true, true, true])
  expect(panes[0]?.width).toBeGreaterThan(1.9 * (panes[1]?.width ?? 0))
  // The evidence is for who reads on.
  const last = await page.locator('main > *').last().getAttribute('id')
  expect(last).toBe('why')
  await expect(page.getByText('misses by').first()).toBeVisible()
  for (const name of ['Share', 'Compare', 'Why', 'Keys and help', 'Enlarge CPU', 'CPU as a table', 'More rows'])
    await expect(page.getByRole('button', { name, exact: true })).toBeHidden()
  await expect(page.getByRole('searchbox')).toHaveCount(0)
  const shades = await page.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.body)
    return { backgroundColor, color }
  })
  expect(shades).toEqual({ backgroundColor: 'rgb(255, 255, 255)', color: 'rgb(18, 22, 28)' })
  await page.emulateMedia({ media: 'screen' })
  await page.evaluate(() => dispatchEvent(new Event('afterprint')))
  await expect(page.getByText('misses by')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Share' })).toBeVisible()
})
