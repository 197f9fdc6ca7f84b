/**
 * One page of a worker that several tests use one after the other. Each gets it as it was when it had just been loaded: nothing opened,
 * nothing on screen, nothing stored, the pointer and the focus nowhere. What cannot be brought back to that, and what a failed test leaves
 * behind, is thrown away, and the next test begins with a new one.
 *
 * What stays is what a person's tab keeps as well: the program, and what it has read. So a test has a page of its own (`test`) when it
 * needs a first load, answers of its own (`page.route`) at the start or in place of files that another test may have had read, a script
 * before the page's, an embed, or listens to what the page asks for.
 */
import type { Browser, BrowserContext, Page, PlaywrightTestOptions } from '@playwright/test'

/** What a context is made for and cannot change. */
type Device = Pick<PlaywrightTestOptions, 'viewport' | 'hasTouch' | 'isMobile'>

export class SharedTab {
  #page: Page | undefined
  #device: Device | undefined
  #errors: string[] = []
  readonly #hasStores: boolean

  /** @param hasStores where there are stores, an address of nothing shows their services: then it is one of a store that is not there */
  constructor(hasStores = false) {
    this.#hasStores = hasStores
  }

  async take(browser: Browser, device: Device): Promise<Page> {
    if (JSON.stringify(device) !== JSON.stringify(this.#device)) await this.close()
    this.#device = device
    // The options of the configuration hold here as in every context.
    this.#page ??= await this.#opened(await browser.newContext())
    return this.#page
  }

  /** @param isWell whether the test that had it passed */
  async giveBack(isWell: boolean): Promise<void> {
    const page = this.#page
    if (page && !(isWell && !page.isClosed() && (await this.#cleared(page).catch(() => false)))) await this.close()
  }

  async close(): Promise<void> {
    await this.#page?.context().close()
    this.#page = undefined
  }

  takeErrors(): readonly string[] {
    return this.#errors.splice(0)
  }

  async #opened(context: BrowserContext): Promise<Page> {
    context.on('weberror', (error) => this.#errors.push(error.error().message))
    return context.newPage()
  }

  /** Whether the page is as it was before it showed anything. */
  async #cleared(page: Page): Promise<boolean> {
    const context = page.context()
    for (const other of context.pages()) if (other !== page) await other.close()
    await page.unrouteAll()
    await context.unrouteAll()
    await context.clearPermissions()
    await page.emulateMedia({ media: null, forcedColors: null, colorScheme: 'dark' })
    const viewport = this.#device?.viewport
    if (viewport && JSON.stringify(viewport) !== JSON.stringify(page.viewportSize()))
      await page.setViewportSize(viewport)
    await page.mouse.move(0, 0)
    return page.evaluate(leave, this.#hasStores ? 'nowhere' : undefined)
  }
}

/**
 * Runs in the page: lets go of what it shows and keeps, and tells whether nothing is left of it.
 * @param store one that is not there
 */
async function leave(store: string | undefined): Promise<boolean> {
  const page = document.documentElement
  const hasProgram = page.dataset['state'] !== undefined
  if (!hasProgram || location.pathname !== '/' || location.search !== '') return false
  // A menu of the header stays open over whatever comes, as it does for a person.
  if (document.querySelector('dialog[open]')) document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))
  page.dataset['theme'] = 'dark'
  localStorage.clear()
  sessionStorage.clear()
  for (const { name } of await indexedDB.databases()) if (name !== undefined) await emptied(name)
  // Now: a menu that closed gave the focus back to its button.
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  // An address of nothing: every part goes away, with what it held.
  location.hash =
    store === undefined ? '' : `v=2&src=store:${store}&service=x&w=2026-01-01T00:00:00Z..2026-01-01T00:10:00Z`
  const untilMs = performance.now() + 5000
  while (performance.now() < untilMs) {
    await new Promise((next) => setTimeout(next, 10))
    const isSaid = store === undefined || document.querySelector('main')?.textContent?.includes(`${store}: `) === true
    const isEmpty =
      isSaid &&
      page.dataset['state'] === (store === undefined ? 'loading' : 'failed') &&
      !document.querySelector('[data-pane], [data-diagnosis], dialog[open]')
    if (!isEmpty) continue
    // As of a page that has not begun: who opens something waits for that and not for this.
    page.dataset['state'] = 'loading'
    return scrollX === 0 && scrollY === 0 && document.querySelector('[role=menu], [role=tooltip]') === null
  }
  return false

  function emptied(name: string): Promise<void> {
    return new Promise((done, failed) => {
      const opening = indexedDB.open(name)
      opening.onerror = () => failed(opening.error ?? new Error('not opened'))
      opening.onsuccess = () => {
        const database = opening.result
        const stores = [...database.objectStoreNames]
        const transaction = stores.length > 0 ? database.transaction(stores, 'readwrite') : undefined
        for (const store of stores) transaction?.objectStore(store).clear()
        const end = (): void => {
          database.close()
          done()
        }
        if (transaction) transaction.oncomplete = end
        else end()
      }
    })
  }
}
