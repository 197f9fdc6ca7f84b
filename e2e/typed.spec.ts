import { readFileSync } from 'node:fs'
import { drop, expect, open, openAgain, recording, settled, shared as test } from './page.ts'

test('numbers from a dashboard decide what a dump left open, the link keeps them, and one key takes one back', async ({
  page,
}) => {
  await open(page, recording('none'))
  const name = 'jdk17-idle.jstack.txt.gz'
  await drop(page, [{ name, content: readFileSync(new URL(`samples/thread-dumps/${name}`, import.meta.url)) }])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  const form = page.getByRole('region', { name: 'Numbers from your dashboard' })
  await expect(form).toContainText('What does your dashboard say?')
  // What rules most out first: one look that met nobody waiting rules out no lock, and with a CPU at rest growth tells a leak.
  await expect(form.locator('input').first()).toHaveAttribute('name', 'cpu')
  await form.getByLabel('CPU in use').fill('nonsense')
  await expect(form.getByRole('button', { name: 'Use' }).first()).toBeDisabled()
  await form.getByLabel('CPU in use').fill('1%')
  await page.keyboard.press('Enter')
  await settled(page)
  await form.getByLabel('Growth of memory').fill('120MB/h')
  await page.keyboard.press('Enter')
  await settled(page)
  await expect(page.locator('[data-diagnosis="slow-leak"]').first()).toBeVisible()
  await expect(form).toContainText('typed')
  expect(page.url()).toContain('growth=120MB')
  await openAgain(page)
  await expect(page.locator('[data-diagnosis="slow-leak"]').first()).toBeVisible()
  await form.getByRole('button', { name: 'Take back Growth of memory' }).press('Enter')
  await settled(page)
  await expect(page.locator('[data-diagnosis="slow-leak"]')).toHaveCount(0)
})
