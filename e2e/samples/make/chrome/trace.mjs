// node trace.mjs file:///srv/zoo-chrome/page.html OUT.json: what the Performance panel saves of the page, without its metadata.
import { writeFileSync } from 'node:fs'
import { chromium } from '@playwright/test'

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' })
const page = await browser.newPage()
await browser.startTracing(page, {
  categories: ['-*', '__metadata', 'devtools.timeline', 'v8.execute', 'disabled-by-default-v8.cpu_profiler'],
})
await page.goto(process.argv[2])
await page.waitForFunction(() => document.title === 'done')
// Its metadata holds the browser's command line and the machine's graphics card: they stay here.
const { traceEvents } = JSON.parse(await browser.stopTracing())
writeFileSync(process.argv[3], JSON.stringify({ traceEvents }))
await browser.close()
