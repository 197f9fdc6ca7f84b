/**
 * Part of npm run bench -- --browser: the three big files of bigFiles.ts chosen in the built page, one fresh browser each.
 *
 * Memory is what Linux says of the processes, above what they had before the file was chosen: page and workers share the
 * renderer, Blobs lie in the browser. Peaks are the kernel's own high-water mark (VmHWM, reset before), so that nothing between
 * two looks is missed; what garbage collection has not given back yet is in them. "Kept" is what remains after a forced one.
 */
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { chromium, type Browser, type Page } from '@playwright/test'
import { bigFiles, resultBytes, type BigFile } from './bigFiles.ts'

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`

function print(ratio: string, what: string, value: string): void {
  console.log(`${ratio.padStart(14)}  ${what.padEnd(52)}  ${value.padStart(10)}`)
}

/** Of some processes together: bytes now, and at most since this was made. Linux only. */
class Memory {
  readonly #pids: readonly number[]
  readonly #before: number

  constructor(pids: readonly number[]) {
    this.#pids = pids
    // 5 resets the high-water mark (proc_pid_clear_refs).
    for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, '5')
    this.#before = this.#read('VmRSS')
  }

  /** Above what there was when this was made. */
  get now(): number {
    return this.#read('VmRSS') - this.#before
  }

  get peak(): number {
    return this.#read('VmHWM') - this.#before
  }

  /** Threads that are workers of a page, by the name that Chromium gives them. */
  get workers(): number {
    const names = this.#pids.flatMap((pid) =>
      readdirSync(`/proc/${pid}/task`).map((thread) => {
        try {
          return readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8')
        } catch {
          // Gone since it was listed.
          return ''
        }
      }),
    )
    return names.filter((name) => name.startsWith('DedicatedWorker')).length
  }

  #read(name: string): number {
    const line = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm')
    const kilobytes = this.#pids.map((pid) => Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]))
    return kilobytes.reduce((sum, one) => sum + one, 0) * 1024
  }
}

/** The renderers (one is the page's, the others idle), and where Blobs and stored files are. */
async function watchMemory(browser: Browser): Promise<{ readonly page: Memory; readonly browser: Memory }> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const pids = (type: RegExp): number[] => processInfo.filter((one) => type.test(one.type)).map(({ id }) => id)
  return { page: new Memory(pids(/^renderer$/)), browser: new Memory(pids(/^browser$|storage/i)) }
}

/** Runs in the page before anything else: every state it has been in. */
function watchStates(): void {
  const states: string[] = []
  Object.assign(globalThis, { benchStates: states })
  new MutationObserver(() => {
    const state = document.documentElement.dataset['state'] ?? ''
    if (states.at(-1) !== state) states.push(state)
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-state'] })
}

const state = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => document.documentElement.dataset['state'])

async function choose(page: Page, file: BigFile): Promise<void> {
  await page.getByRole('button', { name: /^Source:/ }).click()
  await page.getByRole('button', { name: 'Your files' }).click()
  await page.locator('input[data-pick="files"]').setInputFiles(file.path)
}

const collectGarbage = async (page: Page): Promise<void> => {
  const collect = (): void => (globalThis as unknown as { gc?: () => void }).gc?.()
  for (let round = 0; round < 2; round += 1) {
    await page.evaluate(collect)
    for (const worker of page.workers()) await worker.evaluate(collect).catch(() => undefined)
    await page.waitForTimeout(500)
  }
}

async function measureOpening(browser: Browser, page: Page, file: BigFile): Promise<void> {
  const memory = await watchMemory(browser)
  const startedAt = performance.now()
  // States of the incident shown before.
  const before = await page.evaluate(() => (globalThis as unknown as { benchStates: string[] }).benchStates.length)
  await choose(page, file)
  const progress = new Set<string>()
  for (;;) {
    const seen = await page.evaluate(() => ({
      text: document.querySelector('[data-progress]')?.textContent ?? '',
      frames: document.querySelectorAll('[data-pane=cpu] g.frame').length,
      states: (globalThis as unknown as { benchStates: string[] }).benchStates,
    }))
    const since = seen.states.slice(before)
    if (seen.text !== '') progress.add(seen.text)
    if (since.at(-1) === 'failed') throw new Error('the page could not read it')
    if (since.includes('loading') && since.at(-1) === 'ready' && seen.frames > 10) break
    if (performance.now() - startedAt > 300_000) throw new Error('not there after 5 minutes')
    await page.waitForTimeout(20)
  }
  const ms = performance.now() - startedAt
  const fileBytes = statSync(file.path).size
  const held = resultBytes(file.path)
  const ratios = (bytes: number): string => `${(bytes / fileBytes).toFixed(1)} × file`
  print(
    `${(ms / 1000 / (fileBytes / 1e6)).toFixed(3)} s/MB`,
    'chosen → panes interactive',
    `${(ms / 1000).toFixed(1)} s`,
  )
  print(`${progress.size}`, 'different texts of progress seen', '')
  const peak = memory.page.peak
  print(ratios(peak), 'peak memory of page and workers', megabytes(peak))
  print(`${(peak / held).toFixed(1)} × result`, '… against the columns of the profile', megabytes(held))
  print(ratios(memory.browser.peak), 'peak memory of the browser (Blobs, storage)', megabytes(memory.browser.peak))
  await collectGarbage(page)
  print(ratios(memory.page.now), 'kept by page and workers', megabytes(memory.page.now))
}

/** When the button was pressed, by the page's clock, in milliseconds since 1970. */
function noteClick(): void {
  document.addEventListener(
    'click',
    () => Object.assign(globalThis, { benchClickedAt: performance.timeOrigin + performance.now() }),
    { capture: true, once: true },
  )
}

/** In the middle of the reading: how long until its worker is gone, what stays, and whether the page still works. */
async function measureCancel(browser: Browser, page: Page, file: BigFile): Promise<void> {
  const memory = await watchMemory(browser)
  const workers = memory.page.workers
  const before = await page.evaluate(() => (globalThis as unknown as { benchStates: string[] }).benchStates.length)
  await choose(page, file)
  // Only what takes long can be given up: the button comes after a while.
  const outcome = await page.waitForFunction(
    (first) => {
      const isReading = / read, [1-9]/.test(document.querySelector('[data-progress]')?.textContent ?? '')
      const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Cancel')
      const { benchStates: states } = globalThis as unknown as { benchStates: string[] }
      if (isReading && button) return 'reading'
      return states.slice(first).includes('loading') && states.at(-1) === 'ready' ? 'ready' : undefined
    },
    before,
    { timeout: 300_000 },
  )
  if ((await outcome.jsonValue()) === 'ready') {
    print('–', 'read before Cancel is offered', '')
    return
  }
  await page.evaluate(noteClick)
  void page
    .getByRole('button', { name: 'Cancel' })
    .click({ force: true })
    .catch(() => undefined)
  while (memory.page.workers > workers) await new Promise((resolve) => setTimeout(resolve, 5))
  const goneAt = performance.timeOrigin + performance.now()
  await page.waitForFunction(() => document.documentElement.dataset['state'] === 'failed')
  const ms = goneAt - (await page.evaluate(() => (globalThis as unknown as { benchClickedAt: number }).benchClickedAt))
  print(`${(ms / 1000).toFixed(2)} of 1 s`, 'Cancel pressed → its worker is gone', `${Math.round(ms)} ms`)
  await collectGarbage(page)
  const kept = memory.page.now
  print(`${(kept / statSync(file.path).size).toFixed(1)} × file`, '… kept by page and workers', megabytes(kept))
  await page.getByRole('button', { name: 'Open the first recording' }).click()
  await page.waitForFunction(() => document.querySelector('[data-diagnosis]') !== null)
  print('', '… and the page goes on', (await state(page)) ?? '')
}

export async function benchBigFiles(executablePath: string, address: string): Promise<void> {
  if (!existsSync('/proc/self/clear_refs')) {
    console.log('\nbig files: memory is read from /proc, which is not here')
    return
  }
  for (const file of bigFiles()) {
    console.log(`\n${megabytes(statSync(file.path).size)} of ${file.what}, in the page`)
    for (const measure of [measureOpening, measureCancel]) {
      const args = ['--no-sandbox', '--disable-gpu', '--js-flags=--expose-gc']
      const browser = await chromium.launch({ executablePath, args })
      try {
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
        await page.addInitScript(watchStates)
        await page.goto(address)
        await page.waitForFunction(() => document.documentElement.dataset['state'] === 'ready')
        await page.waitForTimeout(500)
        await measure(browser, page, file)
      } catch (problem) {
        print('–', `stopped: ${String(problem instanceof Error ? problem.message : problem).split('\n')[0]}`, '')
      }
      await browser.close()
    }
  }
}
