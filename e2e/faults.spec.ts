/** What breaks around the page (the browser, its storage, the network), and what people read then. Stores: `faultSteps.spec.ts`. */
import { deflateRawSync } from 'node:zlib'
import { drop, expect, figures, notBlank, open, recording, settled, shared, test } from './page.ts'

const folded = { name: 'cpu.folded', content: 'main;handler;parse 90\nmain;idle 10\n' }

test.describe('a page that cannot be drawn', () => {
  // There is an uncaught error on purpose, and what counts is what people see.
  test.use({ uncaught: 'expected' })
  test('says so, and opens again without what broke it or what is kept', async ({ page }) => {
    // A fault of the platform while files are shown, outside of every part that has a boundary of its own.
    await page.addInitScript(() => {
      const Plain = globalThis.Date
      // Subclassed rather than patched: what is made by `new` fails, and nothing else of the platform changes.
      globalThis.Date = class Failing extends Plain {
        override getUTCHours(): number {
          if (location.hash.includes('src=files')) throw new RangeError('date value is not finite')
          return super.getUTCHours()
        }
      } as typeof Date
    })
    await open(page, recording('none'))
    await drop(page, [folded])
    const heading = page.getByRole('heading', { name: 'This page could not be drawn' })
    await expect(heading).toBeVisible()
    await expect(page.getByRole('alert')).toContainText('date value is not finite')
    await expect(page.locator('html')).toHaveAttribute('data-state', 'failed')
    const link = page.url()
    // It is in the address, so a reload ends here again.
    await page.reload()
    await expect(heading).toBeVisible()
    await page.getByRole('button', { name: 'Open without it' }).click()
    await expect(page.locator('[data-diagnosis]').first()).toBeVisible()
    expect(page.url()).not.toContain('src=files')

    await page.goto('about:blank')
    await page.goto(link)
    await page.getByRole('button', { name: 'Forget the files kept in this browser, and open without them' }).click()
    await expect(page.locator('[data-diagnosis]').first()).toBeVisible()
    const kept = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const opening = indexedDB.open('trifold')
          opening.onsuccess = () => {
            const count = opening.result.transaction('contents').objectStore('contents').count()
            count.onsuccess = () => resolve(count.result)
          }
        }),
    )
    expect(kept).toBe(0)
  })
})

shared('a hostile or damaged snapshot is one sentence, never a blank page', async ({ page }) => {
  const shell = {
    format: 'trifold-snapshot',
    version: 1,
    view: '',
    title: 'x',
    service: 'x',
    inputs: [],
    head: { analysis: { views: {}, window: { fromMs: 0, untilMs: 1 } }, trees: {} },
  }
  const html = (data: object): string =>
    `<!doctype html><script id="trifold-snapshot" type="text/plain">${deflateRawSync(JSON.stringify(data)).toString('base64')}</script>`
  const small = recording('small-0')
  await open(page, small)
  const verdict = await page.locator('[data-diagnosis]').first().getAttribute('data-diagnosis')
  for (const data of [
    shell,
    { ...shell, service: {} },
    { ...shell, head: { ...shell.head, analysis: { ...shell.head.analysis, window: 'yesterday' } } },
    { ...shell, version: 99 },
  ]) {
    await drop(page, [{ name: 'incident.html', content: html(data) }])
    await expect(page.getByRole('alert')).toContainText(/incident\.html|[Tt]he snapshot/)
    await open(page, small)
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(page.locator(`[data-diagnosis="${verdict}"]`).first()).toBeVisible()
  }
})

test('code that takes its time, or never comes, leaves a sentence and no empty page', async ({ page }) => {
  await page.route('**/assets/*.js', (route) => route.abort())
  await page.goto(`/#${recording('small-0')}`)
  await expect(page.getByText('Trifold is being loaded.')).toBeVisible()
  await page.unroute('**/assets/*.js')
  await page.reload()
  await settled(page)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  await expect(page.getByText('Trifold is being loaded.')).toHaveCount(0)
})

test.describe('storage that fails', () => {
  const broken = {
    'that is full': () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError')
      }
    },
    'whose every transaction ends before it is done': () => {
      const end = function (this: IDBObjectStore): never {
        this.transaction.abort()
        throw new DOMException('ended', 'AbortError')
      }
      IDBObjectStore.prototype.put = end
      IDBObjectStore.prototype.get = end
    },
    'that may not be opened': () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('not in this mode', 'SecurityError')
      }
    },
    'that another tab holds': () => {
      IDBFactory.prototype.open = () => {
        const request = new EventTarget() as IDBOpenDBRequest
        setTimeout(() => {
          const blocked = new Event('blocked')
          request.dispatchEvent(blocked)
          request.onblocked?.(blocked as IDBVersionChangeEvent)
        })
        return request
      }
    },
    'that never answers': () => {
      IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest
    },
  } as const
  test('costs the next visit, never this one, however it fails', async ({ page }) => {
    test.setTimeout(120_000)
    for (const [what, fault] of Object.entries(broken)) {
      // From the next visit on, in place of the one before it.
      await page.addInitScript(fault)
      if (page.url().includes('src=files')) {
        // Of what was dropped before nothing is there; that is no page that shows nothing.
        await page.reload()
        await settled(page)
        await notBlank(page)
      }
      const hasRecording = what !== 'that is full'
      await open(page, recording(hasRecording ? 'small-0' : 'none'))
      await expect(page.locator('[data-diagnosis="contention-bound"]'), what).toHaveCount(hasRecording ? 1 : 0)
      await drop(page, [folded])
      await expect.poll(() => page.url(), { message: what, timeout: 30_000 }).toContain('src=files')
      await settled(page)
      await expect(page.locator('[data-pane="cpu"] g.frame').first(), what).toBeVisible()
      if (what !== 'that is full') continue
      await expect(page.getByText(/no room left to keep a copy/).first()).toBeVisible()
      await page.reload()
      await settled(page)
      await notBlank(page)
      await expect(page.getByText(/not kept in this browser/).first()).toBeVisible()
      // No file said when it was taken, and the stand-in in the link is no time of day.
      expect(await page.title()).toBe('Trifold')
      await expect(page.locator('header')).not.toContainText('1970')
      await expect(page.locator('header')).not.toContainText('UTC')
    }
  })

  shared('what the browser threw away is asked for again, and the next file is kept', async ({ page, context }) => {
    await open(page, recording('none'))
    await drop(page, [folded])
    await expect.poll(() => page.url()).toContain('src=files')
    await settled(page)
    // What a browser does for want of room: the connection is closed and everything is gone.
    const browser = await context.newCDPSession(page)
    await browser.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes: 'indexeddb' })
    await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
    await drop(page, [{ name: 'second.folded', content: 'main;second 5\n' }])
    await expect.poll(() => page.url()).toContain('second.folded')
    await page.reload()
    await settled(page)
    await expect(page.locator('[data-pane="cpu"]')).toContainText('second')
  })
})

test('offline in the middle of a load, files are named, the rest holds, and a second try has all', async ({ page }) => {
  let served = 0
  let offline = true
  await page.route('**/recordings/small-0/*.pb', (route) =>
    offline && ++served > 2 ? route.abort('internetdisconnected') : route.fallback(),
  )
  await open(page, recording('small-0'))
  await expect(page.getByText(/could not be reached/).first()).toBeVisible()
  expect(await page.evaluate(() => document.querySelectorAll('main *').length)).toBeGreaterThan(20)
  offline = false
  await page.reload()
  await settled(page)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  await expect(page.getByText(/could not be reached/)).toHaveCount(0)
})

shared('fifty times back and forward end where they began', async ({ page }) => {
  test.setTimeout(180_000)
  await open(page, recording('small-0'))
  await open(page, recording('small-1'))
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  const before = await figures(page)
  const link = page.url()
  for (let i = 0; i < 50; i++) {
    await page.evaluate(() => history.back())
    await page.evaluate(() => history.forward())
  }
  await expect.poll(() => page.url()).toBe(link)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  await settled(page)
  expect(await figures(page)).toEqual(before)
})

shared('fifty changes of window faster than any of them loads end at the last one', async ({ page }) => {
  await open(page, recording('orderbook'))
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  const last = recording('orderbook', '&w=2026-11-22T12:46:09Z..2026-11-22T12:47:24Z')
  const links = [recording('checkout'), recording('orderbook'), recording('jvm-leak'), last]
  await page.evaluate(async (hashes) => {
    for (let i = 0; i < 50; i++) {
      location.hash = hashes[i % hashes.length] ?? ''
      await new Promise((next) => requestAnimationFrame(() => next(undefined)))
    }
    location.hash = hashes.at(-1) ?? ''
  }, links)
  await expect.poll(() => page.url()).toContain('12:46:09Z')
  await settled(page)
  const fast = await figures(page)
  await page.goto('about:blank')
  await open(page, last)
  expect(fast).toEqual(await figures(page))
})

test('a night of sleep and a clock set back change nothing on screen', async ({ page }) => {
  await page.clock.install({ time: new Date('2026-11-28T02:14:00Z') })
  await page.goto(`/#${recording('small-0')}`)
  await settled(page)
  const before = await figures(page)
  await page.clock.fastForward('08:00:00')
  await page.clock.setSystemTime(new Date('2026-11-01T00:00:00Z'))
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  expect(await figures(page)).toEqual(before)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog').first()).toBeVisible()
})

shared('two tabs of one visit keep their files apart and see the same ones', async ({ page: first, context }) => {
  const second = await context.newPage()
  for (const tab of [first, second]) await open(tab, recording('none'))
  await Promise.all([drop(first, [folded]), drop(second, [{ name: 'second.folded', content: 'main;second 5\n' }])])
  for (const [tab, name] of [
    [first, 'cpu.folded'],
    [second, 'second.folded'],
  ] as const) {
    await expect.poll(() => tab.url()).toContain(name)
    await tab.reload()
    await settled(tab)
    await expect(tab.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
  }
  await open(first, second.url())
  await expect(first.locator('[data-pane="cpu"]')).toContainText('second')
})
