import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Dialog, Page } from '@playwright/test'
import { expect, figures, firstRecording, open, recording, settled, shared as test, test as ownPage } from './page.ts'
import { expectWhole, print, printable, skipUnread } from './share/printed.ts'
import { dropText, framed, offline, openShare, saved, snapshotOf, unpacked } from './share/steps.ts'

/** What a snapshot has of the page: all that neither lines of source nor samples along the time are needed for. */
async function parts(where: Page): Promise<unknown> {
  const table = where.getByRole('region', { name: 'One function, all profiles' })
  await expect(table.getByRole('row').nth(3)).toContainText('orderbook/book.New')
  await expect(where.getByRole('region', { name: 'Timeline' }).getByText(/since 18:17:\d\d/)).toBeVisible()
  return {
    timeline: await where.locator('[data-timeline-value]').allTextContents(),
    marks: await where.getByRole('list', { name: 'Marks' }).allTextContents(),
    tops: await where.locator('[data-pane] tbody tr:not([aria-hidden])').allTextContents(),
    // A snapshot keeps the files of functions, not their lines in these, and has no samples to cut along the time.
    functions: await table.getByRole('row').evaluateAll((rows) =>
      rows.slice(0, 5).map((row) =>
        [...row.children]
          .filter((cell) => cell.querySelector('[role="img"]') === null)
          .map(({ textContent }) => textContent.replace(/\.go:\d+/, '.go'))
          .filter((text) => text !== '' && text !== 'over time'),
      ),
    ),
  }
}

test.describe('the snapshot of the order book', () => {
  // One worker for all of them, so that it is made once.
  test.describe.configure({ mode: 'default' })
  let path: string
  let live: unknown

  test.beforeAll(async ({ sharedTab, browser }, info) => {
    const { viewport = null, hasTouch = false, isMobile = false } = info.project.use
    const page = await sharedTab.take(browser, { viewport, hasTouch, isMobile })
    await open(page, recording('orderbook'))
    live = { figures: await figures(page), parts: await parts(page) }
    await expect(page.getByRole('columnheader', { name: 'over time' })).toBeVisible()
    path = await snapshotOf(page, info)
    await sharedTab.giveBack(true)
  })

  test('opened from disk with the network cut shows the same numbers, timeline, lists and functions, says what it was made from, changes nothing, is whole on A4, and asks nobody', async ({
    browser,
  }, info) => {
    expect(statSync(path).size).toBeLessThan(1_700_000)
    const alone = await offline(browser)
    const complaints: string[] = []
    alone.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    const asked: string[] = []
    alone.on('request', (request) => asked.push(request.url()))
    await open(alone, pathToFileURL(path).href)
    expect({ figures: await figures(alone), parts: await parts(alone) }).toEqual(live)
    await expect(alone.getByRole('region', { name: 'Timeline' }).getByText('contention-bound')).toBeVisible()
    await printable(alone)
    const printed = [await print(alone, info, 'snapshot', false), await print(alone, info, 'snapshot', true)]
    expect(printed.map(({ pages }) => pages)).toEqual([3, 3])
    expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([])
    expect(complaints).toEqual([])
    await expect(alone.getByRole('columnheader', { name: 'over time' })).toHaveCount(0)
    await expect(alone.getByText(/^Read-only. Frozen window/)).toBeVisible()
    for (const name of ['Share', 'Compare', 'Add a note', 'Earlier window'])
      await expect(alone.getByRole('button', { name })).toHaveCount(0)
    await alone.keyboard.press('/')
    await alone.keyboard.type('place')
    await expect(alone.locator('[data-pane="lock"]')).toContainText('of total in')
    await expect(alone.getByText(/Snapshot made /)).toBeVisible()
    await alone.getByText(/Made from \d+ files, with their SHA-256/).click()
    await expect(alone.locator('footer li').first()).toHaveText(/[0-9a-f]{64}/)
    await alone.context().close()
    skipUnread()
    for (const one of printed) expectWhole(one)
  })

  test('dropped on the page opens as a source', async ({ page }) => {
    await open(page, recording('none'))
    await dropText(page, readFileSync(path, 'utf8'), 'snapshot.html')
    await expect.poll(() => page.url()).toContain('src=snapshot:local')
    await settled(page)
    await expect(page.locator('[data-diagnosis="contention-bound"]')).toContainText('book.(*Book).Place')
  })

  ownPage(
    'in an iframe on another origin renders, without storage, changes nothing, and tells its height only to the page that frames it and asks',
    async ({ page }) => {
      const close = await framed(
        page,
        path,
        '<title>Host</title><iframe id="frame" sandbox="allow-scripts" src="/snapshot.html" width="1400" height="800"></iframe><script>addEventListener("message", (event) => { if (event.data.type === "trifold:height") document.title = "px " + event.data.px })</script>',
      )
      const frame = page.frameLocator('#frame')
      await expect(frame.locator('[data-diagnosis="contention-bound"]')).toBeVisible({ timeout: 30_000 })
      await expect(frame.locator('[data-pane="lock"] g.frame').first()).toBeVisible()
      // In somebody's page it is the verdict and its panes.
      await expect(frame.getByRole('region', { name: 'Timeline' })).toHaveCount(0)
      await expect(frame.getByRole('button', { name: 'Share' })).toHaveCount(0)
      await expect(frame.getByRole('button', { name: 'Compare' })).toHaveCount(0)
      expect(await page.title()).toBe('Host')
      await page.evaluate(() =>
        document.querySelector('iframe')?.contentWindow?.postMessage({ type: 'trifold:ask-height' }, '*'),
      )
      await expect.poll(() => page.title()).toMatch(/^px \d{3,}$/)
      close()
    },
  )
})

interface OverTime {
  readonly span: { readonly fromMs: number }
}

test('a picture of two recordings leads with the change and says of every frame what it changed by, with both windows; as they are and swapped they stay so in their snapshot, with the changes, the line of each and how it was measured', async ({
  page,
  browser,
}, info) => {
  await open(page, recording('fast-path-b'))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByLabel(/Another recording/).selectOption('recordings/fast-path-a/')
  const changed = page.locator('section[aria-labelledby="changes"] tbody tr').first()
  await expect(changed).toContainText('LookupCached', { timeout: 30_000 })
  const first = await changed.textContent()
  await openShare(page)
  const svg = readFileSync(await saved(page, info, 'Save SVG', 'change.svg'), 'utf8')
  expect(svg).toMatch(/<title>[^<]*LookupCached is no longer reached/)
  expect(svg).not.toContain('do not act on noise')
  expect(svg).toMatch(/>0\.21 → 0\.45 cores</)
  expect(svg).toMatch(/>\+0\.2\d cores</)
  expect(svg).toContain('A 2026-11-22 19:11:41–19:14:41')
  expect(svg).toContain('B 2026-11-22 19:14:59–19:17:59')

  const later = (where: Page) => where.getByText('A is the later window')
  await expect(later(page)).toHaveCount(0)
  const plain = JSON.parse(unpacked(await snapshotOf(page, info)).split('\n')[1] ?? '') as {
    readonly timeline: OverTime
    readonly baseTimeline: OverTime
    readonly comparison: { readonly changes: readonly { readonly place: string }[] }
  }
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Swap' }).click()
  await expect(later(page)).toBeVisible({ timeout: 30_000 })
  await expect(changed).not.toHaveText(first ?? '')
  const ends = (where: Page) => where.getByRole('region', { name: 'Timeline' }).getByText('0.45 → 0.21 cores')
  await expect(ends(page)).toBeVisible()
  const measured = await page.locator('[data-yardstick]').textContent()
  const seen = await changed.textContent()
  const path = await snapshotOf(page, info)
  const alone = await offline(browser)
  await open(alone, pathToFileURL(path).href)
  await expect(ends(alone)).toBeVisible()
  await expect(later(alone)).toBeVisible()
  // Its line of the source too: the lowest that either window saw, whichever of them is open.
  const changedAlone = alone.locator('section[aria-labelledby="changes"] tbody tr').first()
  await expect(changedAlone).toHaveText(seen ?? '')
  await expect(changedAlone).toContainText(/\w\.go:\d+/)
  await expect(alone.locator('[data-yardstick]')).toHaveText(measured ?? '')
  const verdict = (where: Page) => where.locator('h1#verdict')
  await expect(verdict(page)).toContainText('CPU use 45 → 21 %')
  await expect(verdict(alone)).toHaveText((await verdict(page).textContent()) ?? '')
  const lines = (where: Page) => where.getByRole('region', { name: 'Timeline' })
  await expect(lines(page)).toContainText('Verdictquiet')
  await expect(lines(alone)).toHaveText((await lines(page).textContent()) ?? '')
  // What A and B are called stays with them.
  const sides = page.getByRole('region', { name: 'The two windows' }).locator('[data-side]')
  const said = await sides.allTextContents()
  expect(said.join()).toContain('fast-path')
  expect(await alone.locator('[data-side]').allTextContents()).toEqual(said)
  await alone.context().close()

  // And the one from before the swap has them as they were, each beside its own line over time.
  const isOf = (build: string): unknown => expect.stringContaining(`Build ${build}:`)
  expect(plain).toMatchObject({
    sides: { base: isOf('A'), head: isOf('B') },
    view: expect.stringContaining('&base=2026-11-22T13:41:41'),
    comparison: { headline: { id: 'switched' }, changes: [{ name: expect.stringContaining('LookupCached') }, {}, {}] },
  })
  expect(plain.baseTimeline.span.fromMs).toBeLessThan(plain.timeline.span.fromMs)
  expect(first).toContain(plain.comparison.changes[0]?.place.replace(/^.*\//, ''))
})

test('hostile names stay text in the panes, the picture, the chat text and the snapshot', async ({
  page,
  browser,
  context,
}, info) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  let dialogs = 0
  const refuse = (dialog: Dialog): void => {
    dialogs++
    void dialog.dismiss()
  }
  page.on('dialog', refuse)
  await open(page, recording('none'))
  const names = [
    '<img src=x onerror=alert(1)>;</script><script>alert(2)</script>;`](javascript:alert(3)) 40',
    `${'long'.repeat(25_000)};\u202eevil;zero\u200bwidth 30`,
  ].join('\n')
  await dropText(page, names, 'stacks.txt')
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
  const path = await snapshotOf(page, info)
  await page.getByRole('button', { name: 'Copy for chat' }).click()
  const chat = await page.evaluate(() => navigator.clipboard.readText())
  expect(chat.split('\n')).toHaveLength(5)
  expect(chat).not.toContain('\u202e')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save SVG' }).click(),
  ])
  const picture = info.outputPath('hostile.svg')
  await download.saveAs(picture)
  expect(readFileSync(picture, 'utf8')).not.toMatch(/<script|<img/)
  const alone = await offline(browser)
  alone.on('dialog', refuse)
  await open(alone, pathToFileURL(path).href)
  await expect(alone.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
  expect(await alone.locator('img').count()).toBe(0)
  expect(dialogs).toBe(0)
  await alone.context().close()
  page.off('dialog', refuse)
})

test('the text for the chat is short, says the verdict first and the link last, and the picture is a whole SVG', async ({
  page,
  context,
}, info) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page, firstRecording)
  await page.getByRole('button', { name: 'Share' }).click()
  await page.getByRole('button', { name: 'Copy for chat' }).click()
  const text = await page.evaluate(() => navigator.clipboard.readText())
  const lines = text.split('\n')
  expect(lines.length).toBeLessThan(9)
  expect(lines[0]).toContain('payments-api: contention-bound')
  expect(lines.at(-1)).toMatch(/^http\S+#v=2\S*$/)
  for (const part of ['Since ', 'Look at: LOCK', 'Next: ']) expect(text).toContain(part)
  expect(text).toContain('UTC')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save SVG' }).click(),
  ])
  const path = info.outputPath('panes.svg')
  await download.saveAs(path)
  const svg = readFileSync(path, 'utf8')
  expect(svg).toContain('json.dumps')
  // Verdict, the numbers behind it with their units, a frame's amount with its share, the function that it names outlined, colours in words.
  expect(svg).toContain('>Contention-bound (no actual work)<')
  expect(svg).toMatch(/CPU use 10(\.1)? % · .*lock wait 94 %/)
  expect(svg).toMatch(/busy\. Since 18:20:24 IST, with “audit logging switched on for every request”\.</)
  expect(svg).toMatch(/>3,405 s · 100 %</)
  expect(svg).toMatch(/fill="none" stroke="[^"]+" stroke-width="2"/)
  expect(svg).toContain('>own code<')
  expect(svg.trimEnd().endsWith('</svg>')).toBe(true)
  writeFileSync(info.outputPath('seen.txt'), text)
})
