/** Two recordings of a seeded service compared in the page: until the difference is drawn, then pointing at it and switching modes. */
import type { Page } from '@playwright/test'
import { formatWindow } from '../../core/link/values.ts'
import { inputWindow, recordingPath } from './handOutInputs.ts'
import { longestBlockMs, watchTasks } from './longestTask.ts'
import { against, findFrame, untilChange } from './pageMarks.ts'
import { type BenchSize, makeInput } from './seededProfile.ts'

const limitMs = { small: 1000, medium: 4000, large: 15_000 } as const

export async function benchComparison(page: Page, address: string, size: BenchSize): Promise<void> {
  console.log(`\ntwo recordings of ${size.samples.toLocaleString('en')} samples, in the page`)
  const source = (side: string): string => `recording:${recordingPath}${size.id}-${side}/`
  const head = `v=2&src=${source('head')}`
  const both = `${head}&base=${formatWindow(inputWindow)}&base.src=${source('base')}`
  const drawn = '[data-pane=cpu] .frame.new'
  const untilDrawn = (since: number): Promise<number> =>
    page
      .waitForFunction(
        ([selector, start]) => (document.querySelector(selector) ? performance.now() - start : undefined),
        [drawn, since] as const,
        { timeout: 600_000, polling: 20 },
      )
      .then((found) => found.jsonValue() as Promise<number>)

  // On a fresh machine they are made when first asked for, which is no part of opening them.
  for (const side of ['base', 'head'] as const) makeInput(size, 'pprof.pb.gz', side)
  // Another document, so that nothing of the first visit is still there.
  await page.goto('about:blank')
  await page.goto(`${address}#${both}`, { waitUntil: 'commit' })
  const tasks = await watchTasks(page)
  against(await untilDrawn(0), limitMs[size.id], 'link with two recordings → read, compared and drawn', 'ms')
  await tasks.print('  longest block of the page meanwhile', longestBlockMs[size.id], 0)

  await page.goto('about:blank')
  await page.goto(`${address}#${head}`)
  await page.waitForFunction(() => document.documentElement.dataset['state'] === 'ready', undefined, {
    timeout: 600_000,
  })
  const goTo = (link: string): Promise<number> =>
    page.evaluate((hash) => {
      location.hash = hash
      return performance.now()
    }, link)
  const untilReady = async (): Promise<void> => {
    await page.waitForTimeout(50)
    await page.waitForFunction(() => document.documentElement.dataset['state'] === 'ready', undefined, {
      timeout: 600_000,
    })
  }
  against(
    await untilDrawn(await goTo(both)),
    limitMs[size.id],
    'second recording chosen → read, compared and drawn',
    'ms',
  )

  // Both files have been read, the comparison has not been made: this is what comparing two trees takes by itself.
  await page.goto('about:blank')
  await page.goto(`${address}#v=2&src=${source('base')}`)
  await untilReady()
  await goTo(head)
  await untilReady()
  against(await untilDrawn(await goTo(both)), limitMs[size.id], 'two open recordings → compared and drawn', 'ms')

  await page.mouse.move(2, 2)
  const target = await findFrame(page)
  const hover = await untilChange(page, 'pointerover', 'body', () => page.mouse.move(target.x, target.y))
  against(hover, 50, 'difference: hover', 'ms')
  await page.mouse.move(2, 2)
  for (const to of ['share', 'absolute']) {
    // A press while the last picture is still being painted would measure that one too.
    await page.waitForTimeout(500)
    const switching = await watchTasks(page)
    // Beginning to watch is work for the page, too.
    await page.waitForTimeout(200)
    const since = await page.evaluate(() => performance.now())
    const ms = await untilChange(page, 'keydown', '[data-pane=cpu] g', () => page.keyboard.press('m'))
    against(ms, 50, `difference: switch to ${to}, first change in the picture`, 'ms')
    await page.waitForTimeout(500)
    await switching.print('  longest block of the page meanwhile', 50, since)
  }
}
