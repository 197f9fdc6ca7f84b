/**
 * A page that tests share as they share the one of `shared`, served by a real server with stores behind it. A test that needs a first
 * load, a clock of its own, or a configuration that names its stores has a page of its own (`test` of `page.ts`).
 */
import { expect, test as base } from './page.ts'
import type { StandingStores } from './servers/standingStores.ts'

export const test = base.extend<{ readonly stores: StandingStores }>({
  stores: async ({ standing: [stores] }, run) => run(stores),
  page: async ({ standing: [, tab], browser, viewport, hasTouch, isMobile, uncaught }, run, info) => {
    await run(await tab.take(browser, { viewport, hasTouch, isMobile }))
    await tab.giveBack(info.status === info.expectedStatus)
    const errors = tab.takeErrors()
    if (uncaught === 'none') expect(errors, 'uncaught errors in the page').toEqual([])
  },
  context: async ({ page }, run) => run(page.context()),
})
