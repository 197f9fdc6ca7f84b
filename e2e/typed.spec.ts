import { readFileSync } from 'node:fs'
import { drop, expect, open, settled, test } from './page.ts'

const dump = (name: string): { readonly name: string; readonly content: Buffer } => ({
  name,
  content: readFileSync(new URL(`samples/thread-dumps/${name}`, import.meta.url)),
})

test('numbers from a dashboard decide what a dump left open, the link keeps it, and one key takes one back', async ({
  page,
}) => {
  await open(page)
  await drop(page, [dump('jdk17-idle.jstack.txt.gz')])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  const form = page.getByRole('region', { name: 'Numbers from your dashboard' })
  await expect(form).toContainText('What does your dashboard say?')
  // The deciding one first.
  await expect(form.locator('input').first()).toHaveAttribute('name', 'cpu')
  await form.getByLabel('CPU in use').fill('nonsense')
  await expect(form.getByRole('button', { name: 'Use' }).first()).toBeDisabled()
  await form.getByLabel('CPU in use').fill('0.02')
  await page.keyboard.press('Enter')
  await page.getByLabel('How many CPUs may this service use?').fill('2')
  await page.keyboard.press('Enter')
  await settled(page)
  await form.getByLabel('Growth of memory').fill('120MB/h')
  await page.keyboard.press('Enter')
  await settled(page)
  await expect(page.locator('[data-diagnosis="slow-leak"]').first()).toBeVisible()
  expect(page.url()).toContain('cpu=0.02&growth=120MB')
  await expect(form).toContainText('typed')
  await page.reload()
  await settled(page)
  await expect(page.locator('[data-diagnosis="slow-leak"]').first()).toBeVisible()
  await form.getByRole('button', { name: 'Take back Growth of memory' }).press('Enter')
  await settled(page)
  await expect(page.locator('[data-diagnosis="slow-leak"]')).toHaveCount(0)
})
