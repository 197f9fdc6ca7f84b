/** A large picture is drawn in turns: whatever comes between two of them, what stands there at the end is one picture, and all of it. */
import type { Page } from '@playwright/test'
import { drop, expect, open, recording, shared as test } from './page.ts'

const columns = 12
const levels = 18

/** Each function calls the next one and a small one of its own: nothing folds into a chain, and everything is wide enough to be drawn. */
function stacks(): string {
  const lines: string[] = []
  for (let column = 0; column < columns; column++) {
    let path = `column${column}`
    for (let level = 0; level < levels; level++) {
      lines.push(`${path};leaf${column}_${level} 40`)
      path += `;step${column}_${level}`
    }
    lines.push(`${path} 40`)
  }
  return lines.join('\n')
}

const tree = '[data-pane="cpu"] svg[role="tree"]'
const frames = `${tree} [role="treeitem"]`

/** From now on the browser's frames come when the test says so, and with them the turns after the first. */
async function holdFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const held: FrameRequestCallback[] = []
    const real = window.requestAnimationFrame
    window.requestAnimationFrame = (callback) => held.push(callback)
    Object.assign(window, {
      release: () => {
        window.requestAnimationFrame = real
        for (const callback of held) callback(performance.now())
      },
    })
  })
}

const release = (page: Page): Promise<void> =>
  page.evaluate(() => (window as unknown as { release: () => void }).release())

interface Stood {
  readonly names: readonly string[]
  /** A caller is read before what it calls: no level is skipped on the way down. */
  readonly isInOrder: boolean
  readonly stops: number
}

const stands = (page: Page): Promise<Stood> =>
  page.evaluate((selector) => {
    const all = [...document.querySelectorAll(selector)]
    const levelOf = (at: number): number => Number(all[at]?.getAttribute('aria-level') ?? 0)
    return {
      names: all.map((one) => one.getAttribute('aria-label') ?? ''),
      isInOrder: all.every((_, at) => levelOf(at) <= levelOf(at - 1) + 1),
      stops: all.filter((one) => one.getAttribute('tabindex') === '0').length,
    }
  }, frames)

const done = (page: Page): Promise<void> => expect(page.locator(tree)).toHaveAttribute('aria-busy', 'false')

async function openLarge(page: Page): Promise<void> {
  await open(page, recording('none'))
  await drop(page, [{ name: 'cpu.folded', content: stacks() }])
  await expect(frame(page, 'column0')).toBeVisible()
  await done(page)
}

const frame = (page: Page, name: string) => page.locator(`${frames}[aria-label="${name}"]`)

/** Its first rows stand there, and nothing else comes before `release`. */
async function beginLarge(page: Page): Promise<void> {
  await openLarge(page)
  await holdFrames(page)
  await page.keyboard.press('1')
  await expect(page.locator(tree)).toHaveAttribute('aria-busy', 'true')
}

test('what is drawn in turns is one tree at the end, read in its order, with one place for Tab', async ({ page }) => {
  await beginLarge(page)
  const begun = await stands(page)
  expect(begun.isInOrder).toBe(true)
  expect(begun.stops).toBe(1)
  await release(page)
  await done(page)
  const whole = await stands(page)
  expect(whole.names.length).toBeGreaterThan(columns * levels * 2)
  expect(begun.names.length).toBeLessThan(whole.names.length)
  expect(new Set(whole.names).size).toBe(whole.names.length)
  expect(whole.isInOrder).toBe(true)
  expect(whole.stops).toBe(1)
})

test('a drawing that is overtaken by the next one leaves nothing of itself', async ({ page }) => {
  const isOf3 = (name: string): boolean => /^all|^(column|step|leaf)3(_|$)/.test(name)
  await beginLarge(page)
  await frame(page, 'column3').dispatchEvent('click')
  await expect(frame(page, 'leaf3_9')).toBeVisible()
  await release(page)
  await done(page)
  const overtaking = await stands(page)
  expect(overtaking.names.filter((name) => !isOf3(name))).toEqual([])
  // The counter-example: the picture that was overtaken has others, and drawn in peace the two are what they are here.
  await page.locator(frames).first().dispatchEvent('click')
  await expect(frame(page, 'leaf4_9')).toBeVisible()
  await done(page)
  expect((await stands(page)).names.filter((name) => !isOf3(name)).length).toBeGreaterThan(columns * levels)
  await frame(page, 'column3').dispatchEvent('click')
  await expect(frame(page, 'leaf4_9')).toHaveCount(0)
  await done(page)
  expect(await stands(page)).toEqual(overtaking)
})

test('what is searched for while a picture is drawn is searched for in all of it', async ({ page }) => {
  await beginLarge(page)
  await page.keyboard.press('/')
  await page.keyboard.type('leaf3')
  await expect(frame(page, 'column3')).toHaveClass(/dimmed/)
  await release(page)
  await done(page)
  const dimmed = (found: boolean) =>
    page.locator(`${frames}[aria-label^="leaf3_"]${found ? ':not(.dimmed)' : '.dimmed'}`)
  await expect(dimmed(true)).toHaveCount(levels)
  await expect(dimmed(false)).toHaveCount(0)
  await expect(page.locator(`${frames}[aria-label^="leaf4_"]:not(.dimmed)`)).toHaveCount(0)
})
