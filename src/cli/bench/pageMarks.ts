/** What a bench of the page needs: a script that notes when what changed on the screen, and lines that hold it against a limit. */
import type { Page } from '@playwright/test'

/** Left in the page by the script below. */
export interface Marks {
  readonly states: { readonly state: string; readonly at: number }[]
  readonly longTasks: { readonly at: number; readonly ms: number }[]
  bannerAt?: number
  /** Time of the event; the next change is measured from it. */
  armedAt?: number
  /** Selector of where a change counts. */
  within?: string
  changedAfterMs?: number
}

/** Runs in the page before anything else. */
export function watchPage(): void {
  const marks: Marks = { states: [], longTasks: [] }
  Object.assign(globalThis, { benchMarks: marks })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) marks.longTasks.push({ at: entry.startTime, ms: entry.duration })
  }).observe({ type: 'longtask', buffered: true })
  new MutationObserver((changes) => {
    const now = performance.now()
    const state = document.documentElement.dataset['state'] ?? ''
    if (marks.states.at(-1)?.state !== state) marks.states.push({ state, at: now })
    if (marks.bannerAt === undefined && document.querySelector('[data-diagnosis]')) marks.bannerAt = now
    if (marks.armedAt === undefined || marks.changedAfterMs !== undefined) return
    const within = marks.within ?? 'html'
    const seen = changes.some(({ target }) =>
      (target instanceof Element ? target : target.parentElement)?.closest(within),
    )
    if (seen) marks.changedAfterMs = now - marks.armedAt
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
}

export const readMarks = (page: Page): Promise<Marks> =>
  page.evaluate(() => (globalThis as unknown as { benchMarks: Marks }).benchMarks)

/** How long the page could not answer, at the longest, and what is said of it: a browser reports only those over 50 ms. */
export interface LongestBlock {
  readonly ms: number
  readonly said: string
}

/** @param sinceMs by the page's own clock */
export function longestBlock({ longTasks }: Marks, sinceMs = 0): LongestBlock {
  const ms = Math.max(0, ...longTasks.filter(({ at }) => at >= sinceMs).map((task) => task.ms))
  return { ms, said: ms > 0 ? `${ms.toFixed(0)} ms` : 'none over 50 ms' }
}

/** Milliseconds from the first of these DOM events to the next change inside `within`. */
export async function untilChange(
  page: Page,
  event: string,
  within: string,
  act: () => Promise<void>,
): Promise<number> {
  await page.evaluate(
    ([name, where]) => {
      const marks = (globalThis as unknown as { benchMarks: Marks }).benchMarks
      delete marks.armedAt
      delete marks.changedAfterMs
      marks.within = where
      document.addEventListener(name, () => (marks.armedAt ??= performance.now()), { capture: true, once: true })
    },
    [event, within] as const,
  )
  await act()
  await page.waitForFunction(
    () => (globalThis as unknown as { benchMarks: Marks }).benchMarks.changedAfterMs !== undefined,
  )
  return (await readMarks(page)).changedAfterMs!
}

/** Middle of a wide frame that nothing covers, other than the one the zoom clicked. */
export async function findFrame(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const found = await page.waitForFunction(() => {
    for (const frame of [...document.querySelectorAll('[data-pane=cpu] g.frame')].slice(2)) {
      // A comparison begins with its list; its panes are further down.
      frame.scrollIntoView({ block: 'nearest' })
      const { left, top, width, height } = frame.getBoundingClientRect()
      const point = { x: left + width / 2, y: top + height / 2 }
      if (width > 60 && frame.contains(document.elementFromPoint(point.x, point.y))) return point
    }
    return undefined
  })
  return (await found.jsonValue())!
}

function line(ratio: string, what: string, value: string): void {
  console.log(`${ratio.padStart(14)}  ${what.padEnd(52)}  ${value.padStart(10)}`)
}

export const against = (value: number, limit: number, what: string, unit: string): void =>
  line(`${(value / limit).toFixed(2)} of ${limit} ${unit}`, what, `${Math.round(value)} ${unit}`)
