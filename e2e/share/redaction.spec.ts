/** The choice of what must not leave governs every button of the Share menu. */
import { readFileSync } from 'node:fs'
import { axeFinds, ofColours } from '../axe.ts'
import { expect, firstRecording, open, settled, shared as test } from '../page.ts'
import { copied, dropText, openShare, saved, snapshotOf, unpacked } from './steps.ts'

const secrets = [/vaultlib/i, /\bzq\b/, /hush/, /localhost/, /tenant/]

test('nothing of what is hidden is in the link, the chat text, the pictures, the snapshot or the embed code; the menu has no detectable accessibility violations', async ({
  page,
  context,
}, info) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await open(page, firstRecording)
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    await openShare(page)
    await page.getByLabel('function names', { exact: true }).check()
    await expect(page.getByLabel('What the chat will show')).toContainText('hidden-')
    // Narrow and wide its texts are the same: in their other colours once.
    for (const theme of width === 390 ? ['dark'] : ['light', 'dark']) {
      await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
      const rules = theme === 'dark' ? undefined : ofColours
      expect(await axeFinds(page, { parts: ['dialog'], rules }), `${theme}, ${width} wide`).toEqual([])
    }
    await page.keyboard.press('Escape')
  }

  const stacks = [
    'app.main;vaultlib.Ledger.settle;zq 60',
    'app.main;vaultlib.Ledger.settle_all (/srv/hush/ledger.py:12) 30',
    'app.main;vaultlib;vaultlib.<lambda> & "tenant-7" 20',
  ]
  await dropText(page, stacks.join('\n'), 'pay-hush-7f9c.txt')
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('vaultl')
  await expect.poll(() => page.url()).toContain('q=vaultl')

  await openShare(page)
  const preview = page.getByLabel('What the chat will show')
  await expect(preview).toContainText('pay-hush-7f9c')
  for (const what of ['function names', 'paths of source files', 'labels', 'addresses, host and file names'])
    await page.getByLabel(what, { exact: true }).check()
  await page.getByLabel(/but keep function names that start with/).fill('app.')
  await expect(preview).not.toContainText('pay-hush')
  await expect(page.getByText(/the link loses .*the search.* and the address of this page/)).toBeVisible()
  // The bar is the reader's own.
  expect(page.url()).toContain('q=vaultl')

  const chat = await copied(page, 'Copy for chat')
  expect(await preview.textContent()).toBe(chat)
  const svg = readFileSync(await saved(page, info, 'Save SVG', 'panes.svg'), 'utf8')
  const out = {
    chat,
    svg,
    link: await copied(page, 'Copy link'),
    embed: await copied(page, 'Copy embed code'),
    snapshot: unpacked(await snapshotOf(page, info)),
  }
  for (const [what, text] of Object.entries({ ...out, decoded: decodeURIComponent(out.link) }))
    for (const secret of secrets) expect(text, what).not.toMatch(secret)
  expect(svg).toContain('app.main')
  // One function, one hidden name.
  const names = new Set(svg.match(/hidden-[0-9a-f]{10}/g))
  expect(names.size).toBeGreaterThan(1)
  for (const name of names) expect(out.snapshot).toContain(name)
  expect(
    readFileSync(await saved(page, info, 'Save PNG', 'panes.png'))
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
  // What was made before a change is not offered after it.
  await page.getByLabel('labels', { exact: true }).uncheck()
  await expect(page.getByRole('button', { name: 'Download snapshot' })).toHaveCount(0)
  await page.getByLabel('labels', { exact: true }).check()

  // Beside the menu as well.
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Why/ }).click()
  await page.getByRole('button', { name: 'Copy evidence as text' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const evidence = await page.evaluate(() => navigator.clipboard.readText())
  expect(evidence).toContain('Signals')
  for (const secret of secrets) expect(evidence, 'evidence').not.toMatch(secret)

  // Remembered as long as the page is open; that a reload forgets it is in incident.spec.ts.
  await openShare(page)
  await expect(page.getByLabel('function names', { exact: true })).toBeChecked()
  await expect(page.getByLabel(/but keep function names/)).toHaveValue('app.')
  // And shown again, for whom the tab is given to.
  for (const what of ['function names', 'paths of source files', 'labels', 'addresses, host and file names'])
    await page.getByLabel(what, { exact: true }).uncheck()
})
