/**
 * The page's own code comes in parts, when they are first needed; by then the network may be gone, or a newer version stand in the place of
 * the one that is open. That costs the part that was asked for and no more, and people read why.
 */
import type { Page } from '@playwright/test'
import { drop, expect, open, recording, test } from './page.ts'

const missing =
  'Trifold: a part of it could not be fetched: there is no network, or a newer version stands in its place.'

const folded = { name: 'cpu.folded', content: 'main;handler;parse 90\nmain;idle 10\n' }
const callgrind = {
  name: 'callgrind.out.1',
  content: '# callgrind format\nevents: Ir\nfn=render\n1 500\nfn=main\n1 100\n',
}

/** Large enough for a worker of its own. */
const largeCallgrind = {
  name: 'callgrind.out.2',
  content: `${callgrind.content}${'fn=draw\n1 7\n'.repeat(150_000)}`,
}

/** Nothing is answered any more while `gone`, to the page or its workers. */
async function fading(page: Page): Promise<{ gone: boolean }> {
  const server = { gone: false }
  await page.route('**/*', (route) => (server.gone ? route.abort('internetdisconnected') : route.continue()))
  return server
}

test('code of the page that does not come costs its part, and comes when it is asked for again', async ({ page }) => {
  const server = await fading(page)
  await open(page, recording('small-0'))
  const verdict = page.locator('[data-diagnosis]')
  await expect(verdict).toBeVisible()
  await expect(page.locator('[data-pane=cpu] g.frame').nth(2)).toBeVisible()
  server.gone = true

  await page.getByRole('button', { name: 'Why' }).click()
  await expect(page.getByRole('alert').first()).toContainText(missing)
  await expect(page.locator('#why')).toHaveCount(0)
  // What takes files in; the sentence can be put away.
  await drop(page, [folded])
  const ofDrop = page.getByRole('alert').filter({ has: page.getByRole('button', { name: 'Put away' }) })
  await expect(ofDrop).toContainText(missing)
  // What reads links that somebody wrote: the address is again that of what is on the screen.
  const shown = page.url()
  await page.evaluate(() => {
    location.hash += '&odd=1'
  })
  await expect(page.getByRole('region', { name: 'Warnings' }).first()).toContainText(missing)
  expect(page.url()).toBe(shown)
  await page.getByRole('button', { name: 'Share' }).click()
  const menu = page.getByRole('dialog', { name: 'Share' })
  await expect(menu.getByRole('alert')).toContainText(missing)
  await expect(verdict).toBeVisible()
  await expect(page.locator('[data-pane=cpu] g.frame').nth(2)).toBeVisible()

  server.gone = false
  await menu.getByRole('button', { name: 'Try again' }).click()
  await expect(menu.getByRole('button', { name: 'Copy link' })).toBeVisible()
  await expect(menu.getByRole('alert')).toHaveCount(0)
  await page.keyboard.press('Escape')
  // Or when it is drawn anew.
  await page.getByRole('button', { name: 'Why' }).click()
  await page.getByRole('button', { name: 'Why' }).click()
  await expect(page.locator('#why')).toBeVisible()
})

test('where nothing answers any more, that is what is said of a file that nothing here reads yet and of another recording', async ({
  page,
}) => {
  const server = await fading(page)
  await open(page, recording('small-0'))
  // Fetches what takes files in.
  await drop(page, [folded])
  await expect(page.locator('[data-pane=cpu] g.frame').filter({ hasText: 'parse' })).toBeVisible()
  server.gone = true
  await drop(page, [callgrind])
  const tryAgain = page.getByRole('button', { name: 'Try again' })
  // Of the file, not of a part that is drawn late.
  await expect(page.getByRole('alert').filter({ hasNot: tryAgain })).toContainText(missing)
  server.gone = false
  await drop(page, [callgrind])
  await expect(page.locator('[data-pane=cpu] g.frame').filter({ hasText: 'render' })).toBeVisible()

  server.gone = true
  await page.evaluate(() => {
    location.hash = '#v=2&src=recording:recordings/small-1/'
  })
  await expect(page.getByRole('alert').filter({ hasNot: tryAgain })).toContainText(
    'it did not answer, nor did the server of this page when it was asked why. See whether there is a network',
  )
})

test('a mistake of ours in the reader of a large file is a sentence about that file, and so is a reader that does not come', async ({
  page,
}) => {
  const reader = '**/assets/callgrind-*.js'
  await page.route(reader, (route) => route.abort('internetdisconnected'))
  await open(page, recording('small-0'))
  await drop(page, [largeCallgrind])
  await expect(page.getByRole('alert')).toContainText(missing)

  await page.unroute(reader)
  await page.route(reader, (route) =>
    route.fulfill({ contentType: 'text/javascript', body: "throw new TypeError('a mistake of ours')" }),
  )
  await drop(page, [{ ...largeCallgrind, name: 'callgrind.out.3', content: `${largeCallgrind.content}fn=once\n1 1\n` }])
  await expect(page.getByRole('alert')).toContainText(
    'callgrind.out.3: reading it stopped unexpectedly (Uncaught TypeError: a mistake of ours)',
  )
})
