/**
 * The page as a person at 02:14 uses it. Any uncaught error in it fails the test that ran, unless the test causes one on
 * purpose and says so: `test.use({ uncaught: 'expected' })`.
 */
import { type BrowserContext, type Page, type Route, expect, test as base } from '@playwright/test'

export const test = base.extend<{ uncaught: 'none' | 'expected'; everyPage: void }>({
  uncaught: ['none', { option: true }],
  // Every page of the test: its own, a second tab, a browser of somebody else who opens a link or a snapshot.
  everyPage: [
    async ({ browser, uncaught }, run) => {
      const errors: string[] = []
      const watch = (context: BrowserContext): void => {
        context.on('weberror', (error) => errors.push(error.error().message))
      }
      browser.on('context', watch)
      await run()
      browser.off('context', watch)
      if (uncaught === 'none') expect(errors, 'uncaught errors in the page').toEqual([])
    },
    { auto: true },
  ],
})

export { expect }

/** Opens an address (what stands behind the #, or a whole one) and waits until the page has an answer or says why not. */
export async function open(page: Page, link = ''): Promise<void> {
  await page.goto(link.startsWith('http') || link.startsWith('file') ? link : `/${link === '' ? '' : `#${link}`}`)
  await settled(page)
}

export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => ['ready', 'failed'].includes(document.documentElement.dataset['state'] ?? ''))
}

/** The page may talk to its own origin only, so what a proxy does for a deployment is done here: a path leads to a server. */
export async function forward(page: Page, path: string, target: string): Promise<void> {
  await page.route(`**${path}/**`, (route) => {
    const url = route.request().url()
    return answerFrom(route, target + url.slice(url.indexOf(`${path}/`) + path.length))
  })
}

/** Answers a request of the page with what another address says; a request that the page or the test's end gave up is no failure. */
export async function answerFrom(route: Route, url: string): Promise<void> {
  try {
    await route.fulfill({ response: await route.fetch({ url }) })
  } catch {
    await route.abort().catch(() => undefined)
  }
}

/** Drops files on the page as a person does. */
export async function drop(page: Page, files: readonly { name: string; content: string | Buffer }[]): Promise<void> {
  const data = await page.evaluateHandle(
    (list) => {
      const transfer = new DataTransfer()
      for (const { name, bytes } of list) transfer.items.add(new File([new Uint8Array(bytes)], name))
      return transfer
    },
    files.map(({ name, content }) => ({ name, bytes: [...Buffer.from(content)] })),
  )
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: data })
  await page.dispatchEvent('body', 'drop', { dataTransfer: data })
}

export const recording = (name: string, rest = ''): string => `v=2&src=recording:recordings/${name}/${rest}`

/** The figures that must not differ between two ways of seeing the same window. */
export async function figures(page: Page): Promise<unknown> {
  // Panes draw one after the other; one that has nothing to draw says why.
  await page.waitForFunction(() => {
    const panes = [...document.querySelectorAll('[data-pane]')]
    return (
      panes.length > 0 &&
      // What is still that of the step before is no figure of this one.
      document.querySelector('[data-pane] [aria-busy="true"]') === null &&
      panes.every((pane) => pane.querySelector('g.frame') ?? /not recorded/.test(pane.textContent ?? ''))
    )
  })
  return page.evaluate(() => ({
    diagnosis: document.querySelector<HTMLElement>('[data-diagnosis]')?.dataset['diagnosis'],
    signals: [...document.querySelectorAll<HTMLElement>('[data-signal]')].map((one) => [
      one.dataset['signal'],
      one.dataset['value'],
    ]),
    panes: [...document.querySelectorAll<HTMLElement>('[data-pane]')].map((pane) => [
      pane.dataset['pane'],
      pane.querySelectorAll('g.frame').length,
      pane.querySelector('b')?.textContent,
    ]),
  }))
}
