import { existsSync } from 'node:fs'
import { distFolder, hasNginx, startNginx, type Nginx } from '../servers/nginxServer.ts'
import { expect, test } from '../page.ts'

test.describe('the built page behind the nginx of the README', () => {
  test.skip(!hasNginx, 'there is no nginx on this machine (apt install nginx)')

  let nginx: Nginx
  test.beforeAll(async () => {
    expect(existsSync(distFolder), 'the page was built').toBe(true)
    nginx = await startNginx({ dist: distFolder })
  })
  test.afterAll(() => nginx.close())

  test('shows the recorded incident, and its content policy forbids nothing it needs', async ({ page }) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`${nginx.url}/`)
    await expect(page.locator('html')).toHaveAttribute('data-state', 'ready')
    await expect(page.locator('[data-diagnosis]').first()).toBeVisible()
    expect(complaints).toEqual([])
  })
})
