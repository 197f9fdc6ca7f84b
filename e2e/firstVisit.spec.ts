import { readFileSync, readdirSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { writeZip } from '../src/sources/files/writeZip.ts'
import { answerFrom, expect, recording, settled, test } from './page.ts'

/** What a page without its program has asked for, in the order in which it was asked. */
async function askedWithoutProgram(page: Page, link: string, last: RegExp) {
  const asked: string[] = []
  const held: (() => void)[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.route(/\/assets\/first-[\w-]+\.js$/, async (route) => {
    await new Promise<void>((release) => held.push(release))
    await answerFrom(route, route.request().url())
  })
  const arrived = page.waitForRequest((request) => last.test(request.url()))
  await page.goto(`/${link}`, { waitUntil: 'commit' })
  await arrived
  return {
    asked,
    release: () => {
      for (const go of held) go()
    },
  }
}

const times = (asked: readonly string[], end: string): number => asked.filter((path) => path.endsWith(end)).length

test('the first recording and its archive are asked for while the program is on its way, and only once', async ({
  page,
}) => {
  const { asked, release } = await askedWithoutProgram(page, '', /payments-api\/captures\.zip$/)
  expect(times(asked, 'payments-api/recording.json')).toBe(1)
  release()
  await settled(page)
  await expect(page.locator('[data-diagnosis]')).toBeVisible()
  await expect(page.locator('[data-pane=cpu] g.frame').first()).toBeVisible()
  expect(times(asked, 'payments-api/recording.json')).toBe(1)
  expect(times(asked, 'payments-api/captures.zip')).toBe(1)
})

test('a link asks for its own recording, and for no other', async ({ page }) => {
  const { asked, release } = await askedWithoutProgram(page, `#${recording('small-0')}`, /small-0\//)
  release()
  await settled(page)
  await expect(page.locator('[data-diagnosis]')).toBeVisible()
  expect(times(asked, 'small-0/recording.json')).toBe(1)
  expect(asked.filter((path) => path.includes('payments-api'))).toEqual([])
})

test('a link to a recording that is one file asks for that file alone, and shows what its folder shows', async ({
  page,
}) => {
  const folder = new URL('../public/recordings/nightly-monday/', import.meta.url)
  const files = readdirSync(folder).map((name) => ({ path: name, bytes: readFileSync(new URL(name, folder)) }))
  const zip = Buffer.from(await writeZip(files, 0).arrayBuffer())
  await page.route('**/kept/monday.zip', (route) => route.fulfill({ body: zip, contentType: 'application/zip' }))
  const verdict = page.locator('[data-diagnosis]')
  const { asked, release } = await askedWithoutProgram(page, '#v=2&src=recording:kept/monday.zip', /monday\.zip$/)
  release()
  await settled(page)
  const said = await verdict.getAttribute('data-diagnosis')
  await expect(page.locator('[data-pane=cpu] g.frame').first()).toBeVisible()
  expect(times(asked, 'monday.zip')).toBe(1)
  expect(asked.filter((path) => path.includes('/kept/'))).toHaveLength(1)
  expect(asked.filter((path) => path.includes('/nightly-monday/'))).toEqual([])

  await page.goto(`/#${recording('nightly-monday')}`)
  await expect.poll(() => times(asked, 'nightly-monday/recording.json')).toBe(1)
  await settled(page)
  await expect(page.locator('[data-pane=cpu] g.frame').first()).toBeVisible()
  await expect(verdict).toHaveAttribute('data-diagnosis', said ?? '')
})

test('on a phone the profiles come before the code that draws them, and nothing is said to be read once the verdict is there', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  const held: (() => void)[] = []
  await page.route(/payments-api\/captures\.zip$/, async (route) => {
    await new Promise<void>((release) => held.push(release))
    await answerFrom(route, route.request().url())
  })
  await page.addInitScript(() => {
    const said: string[] = []
    Object.assign(globalThis, { said })
    new MutationObserver(() => {
      const text = document.querySelector('[data-progress]')?.textContent ?? ''
      if (said.at(-1) !== text) said.push(text)
    }).observe(document, { childList: true, subtree: true, characterData: true })
  })
  const phone = page.waitForResponse(/\/assets\/phone-[\w-]+\.js$/)
  await page.goto('/')
  await phone
  await expect(page.locator('[data-progress]')).toContainText('logging handler')
  const drawing = /\/assets\/(?:evidence|phonePanes|InsideStrip|Timeline)-[\w-]+\.js$/
  expect(asked.filter((path) => drawing.test(path))).toEqual([])
  for (const go of held) go()
  await settled(page)
  await expect(page.locator('[data-diagnosis]')).toBeVisible()
  expect(asked.some((path) => /\/assets\/phonePanes-/.test(path))).toBe(true)
  const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said)
  // One banner that waits, then the verdict: none in between for code that had come already, which would stay for 300 ms.
  expect(said.filter((text) => text.startsWith('Reading'))).toEqual([])
})
