/** On paper: nothing cut, nothing blank, nothing to press, in black on white. */
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import type { Page, TestInfo } from '@playwright/test'
import { expect, figures, open, recording, shared as test } from '../page.ts'
import { offline, snapshotOf } from './steps.ts'

/** Poppler's reader, or Ghostscript's. */
const readers: readonly ((path: string) => readonly string[])[] = [
  (path) => ['pdftotext', '-layout', path, '-'],
  (path) => ['gs', '-q', '-dNOPAUSE', '-dBATCH', '-sDEVICE=txtwrite', '-sOutputFile=-', path],
]
const reader = readers.find((command) => spawnSync(command('')[0] ?? '', ['-v']).status === 0)

interface Printed {
  readonly pages: number
  /** Text of each page; undefined where nothing here reads PDF. */
  readonly texts: readonly string[] | undefined
}

/** What is only for paper comes right after the first screen. */
async function printable(page: Page): Promise<void> {
  // Each look draws the page for paper and back: not one a frame.
  const looks = { polling: 500 }
  await page.waitForFunction(
    () => {
      dispatchEvent(new Event('beforeprint'))
      const there = document.getElementById('why') !== null
      dispatchEvent(new Event('afterprint'))
      return there
    },
    undefined,
    looks,
  )
}

/** Needs a page that is `printable`. */
async function print(page: Page, info: TestInfo, name: string, landscape: boolean): Promise<Printed> {
  const path = info.outputPath(`${name}-${landscape ? 'landscape' : 'portrait'}.pdf`)
  const bytes = await page.pdf({ path, format: 'A4', landscape })
  const pages = bytes.toString('latin1').match(/\/Type\s*\/Page(?!s)/g)?.length ?? 0
  if (!reader) return { pages, texts: undefined }
  const [command = '', ...args] = reader(path)
  const text = spawnSync(command, args, { encoding: 'utf8' }).stdout
  return { pages, texts: text.split('\f').filter((one, index, all) => index < all.length - 1 || one.trim() !== '') }
}

const skipUnread = (): void =>
  test.skip(reader === undefined, 'there is neither pdftotext nor gs here: only the number of pages was checked')

/** Of a page at 1440 with the incident of the order book. */
const parts = [
  'Contention-bound',
  'CPU use',
  'does not apply',
  'misses by',
  'where cycles burn',
  'what is held',
  'where threads wait',
  'cannot see',
  'One function',
  'src=recording:recordings/orderbook/',
]
/** Where readers of PDF differ is in the spaces (and in ligatures: no "fi" above). */
const packed = (text: string): string => text.replace(/\s+/g, '').toLowerCase()

test('the page and its snapshot on A4, portrait and landscape', async ({ page, browser }, info) => {
  await open(page, recording('orderbook'))
  await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible()
  await figures(page)
  await printable(page)
  const live = [await print(page, info, 'page', false), await print(page, info, 'page', true)]
  const path = await snapshotOf(page, info)
  const alone = await offline(browser)
  await open(alone, pathToFileURL(path).href)
  await figures(alone)
  await printable(alone)
  const frozen = [await print(alone, info, 'snapshot', false), await print(alone, info, 'snapshot', true)]
  await alone.context().close()
  // Lying, the lists stand beside their pictures.
  expect(live.map(({ pages }) => pages)).toEqual([3, 2])
  expect(frozen.map(({ pages }) => pages)).toEqual([3, 3])
  skipUnread()
  for (const { texts = [] } of [...live, ...frozen]) {
    for (const part of parts) expect(packed(texts.join(''))).toContain(packed(part))
    for (const text of texts) expect(packed(text).length).toBeGreaterThan(200)
  }
  // The other two panes stand on the first sheet, too, with how much of their pictures is not there.
  for (const { texts } of live)
    for (const text of ['where cycles burn', 'what is held', 'more rows, narrower'])
      expect(packed(texts?.[0] ?? '')).toContain(packed(text))
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
