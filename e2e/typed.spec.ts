import { readFileSync } from 'node:fs'
import { drop, expect, open, openAgain, recording, settled, shared as test } from './page.ts'

test('a number from a dashboard decides what a dump left open, the link keeps it, and one key takes it back', async ({
  page,
}) => {
  await open(page, recording('none'))
  const name = 'jdk17-idle.jstack.txt.gz'
  await drop(page, [{ name, content: readFileSync(new URL(`samples/thread-dumps/${name}`, import.meta.url)) }])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  const form = page.getByRole('region', { name: 'Numbers from your dashboard' })
  await expect(form).toContainText('What does your dashboard say?')
  // The deciding one first: with the locks known to be free, growth alone tells a leak.
  await expect(form.locator('input').first()).toHaveAttribute('name', 'growth')
  await form.getByLabel('Growth of memory').fill('nonsense')
  await expect(form.getByRole('button', { name: 'Use' }).first()).toBeDisabled()
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
