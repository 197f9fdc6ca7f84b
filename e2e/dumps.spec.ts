import { readFileSync } from 'node:fs'
import { drop, expect, open, recording, settled, shared as test } from './page.ts'

const dump = (name: string): { readonly name: string; readonly content: Buffer } => ({
  name,
  content: readFileSync(new URL(`samples/thread-dumps/${name}`, import.meta.url)),
})

test('three dumps of a JVM say who waits, for which lock, and draw the stacks that wait', async ({ page }) => {
  await open(page, recording('none'))
  await drop(page, [dump('jdk17-sleep.jstack-3.txt.gz')])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  const lock = page.locator('[data-pane="lock"]')
  await expect(lock.locator('g.frame').first()).toBeVisible()
  await expect(lock).toContainText('Threads')
  await expect(lock).toContainText('10 of 13')
  await page.getByRole('button', { name: 'Why' }).click()
  await expect(page.getByText(/10 threads wait at .* for one Threads\$Ledger/).first()).toBeAttached()
})

test('a deadlock is said outright, and an idle pool is no contention', async ({ page }) => {
  await open(page, recording('none'))
  await drop(page, [dump('jdk17-deadlock.jstack.txt.gz')])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  await page.getByRole('button', { name: 'Why' }).click()
  await expect(page.getByText(/Deadlock: debit-first-0 and credit-first-0/).first()).toBeAttached()
  await drop(page, [dump('jdk17-idle.jstack.txt.gz')])
  await settled(page)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toHaveCount(0)
})
