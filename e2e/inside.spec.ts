/** Who differs inside one recording: kinds of threads, and labels of the samples. */
import { gzipSync } from 'node:zlib'
import { writePprof } from '../src/core/testing/pprofWriter.ts'
import { axeFinds, ofColours } from './axe.ts'
import { drop, expect, open, openAgain, recording, settled, shared as test } from './page.ts'

test('one line says which kind of threads differs; opened, a row shows only its samples, and all come back', async ({
  page,
}) => {
  await open(page, 'v=2&src=recording:recordings/jvm-contention-async/')
  const strip = page.locator('[data-inside]')
  await expect(strip.locator('[data-inside-says]')).toHaveText(
    /^thread group gateway-#: 100 % of lock wait, the median of \d+ is 0$/,
  )
  await expect(strip.getByRole('table')).toHaveCount(0)
  const opener = strip.getByRole('button', { name: 'Who differs inside' })
  await opener.focus()
  await page.keyboard.press('Enter')
  await expect(opener).toHaveAttribute('aria-expanded', 'true')
  const rows = strip.getByRole('table', { name: 'By thread group' }).locator('[data-inside-value]')
  await expect(rows.first()).toHaveAttribute('data-inside-value', 'gateway-#')
  await expect(rows.first()).toContainText('gateway-# × 60')
  await expect(rows.first()).toContainText(/\d+ waiting · 100 %/)
  await rows.getByRole('button', { name: 'exchange-feed', exact: true }).click()
  await expect(page).toHaveURL(/only=thread%20group;exchange-feed|only=thread\+group;exchange-feed/)
  await expect(page.getByText(/^Shown: thread group: exchange-feed/)).toBeVisible()
  await expect(page.locator('[data-diagnosis]')).toHaveAttribute('data-diagnosis', 'contention-bound')
  // The row that is shown is marked, for everybody, and the others stay readable.
  await expect(strip.locator('tr[aria-current]')).toHaveAttribute('data-inside-value', 'exchange-feed')
  for (const theme of ['light', 'dark']) {
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
    expect(await axeFinds(page, { parts: ['[data-inside]'], rules: ofColours }), theme).toEqual([])
  }
  await strip.getByRole('button', { name: 'All samples' }).click()
  await expect(page.getByText(/^Shown:/)).toHaveCount(0)
  await expect(strip.locator('tr[aria-current]')).toHaveCount(0)
  // Threads one by one are the next choice.
  await strip.getByRole('button', { name: /^thread \d+$/ }).click()
  await expect(strip.getByRole('table', { name: 'By thread' })).toBeVisible()
})

test('400 tenants are the fifty furthest and largest, and the rest as one; what carries no tenant is a row of its own', async ({
  page,
}) => {
  const tenants = Array.from({ length: 400 }, (_, at) => ({ tenant: `tenant-${at}`, samples: 1 + (at % 7) }))
  const rows = [...tenants, { tenant: 'whale', samples: 4000 }, { tenant: undefined, samples: 500 }]
  const bytes = writePprof({
    types: [
      ['samples', 'count'],
      ['cpu', 'nanoseconds'],
    ],
    periodType: ['cpu', 'nanoseconds'],
    period: 1e7,
    timeNanos: Date.parse('2026-11-22T02:04:00+05:30') * 1e6,
    durationNanos: 60e9,
    samples: rows.map(({ tenant, samples }) => ({
      stack: ['main.serve', 'main.main'],
      values: [samples, samples * 1e7],
      ...(tenant === undefined ? {} : { labels: { tenant } }),
    })),
  })
  await open(page, recording('none'))
  await drop(page, [{ name: 'cpu.pb.gz', content: gzipSync(bytes) }])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  const strip = page.locator('[data-inside="401"]')
  await expect(strip.locator('[data-inside-says]')).toContainText('tenant whale: 66 % of CPU, the median of 401 is')
  await strip.getByRole('button', { name: 'Who differs inside' }).click()
  await expect(strip.locator('[data-inside-value]')).toHaveCount(50)
  await expect(strip.locator('[data-inside-rest="351"]')).toContainText('351 others, together')
  await expect(strip.locator('[data-inside-without]')).toContainText('without tenant')
  await expect(strip.locator('[data-inside-without]')).toContainText('8.2 %')
})

test('on a phone the strip shows the column in which somebody stands out, and nothing is wider than the screen', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open(page, 'v=2&src=recording:recordings/jvm-contention-async/')
  const strip = page.locator('[data-inside]')
  await strip.getByRole('button', { name: 'Who differs inside' }).click()
  await expect(strip.getByRole('columnheader', { name: 'lock wait' })).toBeVisible()
  await expect(strip.getByRole('columnheader', { name: 'allocation' })).toBeHidden()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await strip.getByRole('button', { name: 'gateway-# × 60', exact: true }).click()
  await expect(page.getByText(/^Shown: thread group: gateway-#/)).toBeVisible()
})

test('one value against the rest: shares of each part, the same window, and back to all samples', async ({ page }) => {
  await open(page, 'v=2&src=recording:recordings/mix-a/')
  const strip = page.locator('[data-inside-key="endpoint"]')
  await strip.getByRole('button', { name: 'Who differs inside' }).click()
  await strip.getByRole('button', { name: 'Compare /search with the rest' }).click()
  await expect(page).toHaveURL(/only=endpoint;\/search/)
  await expect(page).toHaveURL(/baserest/)
  const windows = page.getByRole('region', { name: 'The two windows' })
  await expect(windows).toContainText('all but endpoint: /search')
  const first = page.locator('section[aria-labelledby="changes"] tbody tr').first()
  await expect(first).toBeVisible()
  await expect(page.locator('[data-pane="lock"]')).toContainText('do not say their endpoint')
  await openAgain(page)
  await expect(windows).toContainText('all but endpoint: /search')
  await page.getByRole('button', { name: 'Stop comparing' }).click()
  await expect(page.getByText(/^Shown: endpoint: \/search/)).toBeVisible()
})
