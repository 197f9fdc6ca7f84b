/** `npm run screenshot`: the README's pictures, taken of the built page with the shipped recordings. Run `npm run build` first. */
import { mkdirSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { preview } from 'vite'
import { ensureChromium } from './chromium.ts'

const pictures = [
  { file: 'incident.png', link: '' },
  {
    file: 'comparison.png',
    link: 'v=2&src=recording:recordings/fast-path-b/',
    compareWith: 'recordings/fast-path-a/',
  },
] as const

mkdirSync('e2e/screenshots', { recursive: true })
const server = await preview({ preview: { port: 4175, strictPort: true } })
const browser = await chromium.launch({ executablePath: ensureChromium(), args: ['--no-sandbox', '--disable-gpu'] })
for (const picture of pictures) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Kolkata',
  })
  await page.goto(`http://localhost:4175/${picture.link === '' ? '' : `#${picture.link}`}`)
  await page.waitForFunction(() => document.documentElement.dataset['state'] === 'ready')
  if ('compareWith' in picture) {
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.getByLabel(/Another recording/).selectOption(picture.compareWith)
    await page.locator('section[aria-labelledby="changes"] tbody tr').first().waitFor()
  }
  await page.locator('[data-pane="lock"]').waitFor()
  // The lines over time come after everything else, those of all rows within a moment.
  await page.locator('main tbody td svg').nth(2).waitFor()
  await page.waitForTimeout(1500)
  await page.screenshot({ path: `e2e/screenshots/${picture.file}` })
  await page.close()
}
await browser.close()
await server.close()
