/** The address bar and the store, with a bar of this test's own: what a browser does beyond it is held by the browser tests. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { formatAddress } from '../../core/link/address.ts'
import { type View, defaultView } from '../../core/link/view.ts'
import type { LinkByHand } from './address.ts'

const recording = (url: string): View => ({
  ...defaultView,
  source: { kind: 'recording', url },
  window: { fromMs: 1_000, untilMs: 61_000 },
})
const textOf = (view: View): string => formatAddress(view).text

/** One tab: an address, a history to go back in, and who is told. */
class Bar {
  readonly entries: string[]
  pathname = '/'
  search = ''
  readonly #followers: (() => void)[] = []
  constructor(hash: string) {
    this.entries = [hash]
  }
  get hash(): string {
    const text = this.entries.at(-1) ?? ''
    return text === '' ? '' : `#${text}`
  }
  pushState(_state: unknown, _title: string, url: string): void {
    this.entries.push(url.slice(url.indexOf('#') + 1))
  }
  replaceState(_state: unknown, _title: string, url: string): void {
    this.entries[this.entries.length - 1] = url.slice(url.indexOf('#') + 1)
  }
  addEventListener(kind: string, follower: () => void): void {
    if (kind === 'hashchange') this.#followers.push(follower)
  }
  paste(hash: string): void {
    this.entries.push(hash)
    for (const follower of this.#followers) follower()
  }
}

let bar: Bar
let appStore: (typeof import('./store.ts'))['appStore']
let dispatch: (typeof import('./store.ts'))['dispatch']
const nobody = (): Promise<LinkByHand> => Promise.reject(new Error('this link needs no reading by hand'))

async function start(hash: string, byHand = nobody): Promise<void> {
  bar = new Bar(hash)
  vi.stubGlobal('location', bar)
  vi.stubGlobal('history', bar)
  vi.stubGlobal('addEventListener', bar.addEventListener.bind(bar))
  // A page of its own: what follows an address does so for as long as its page is there.
  vi.resetModules()
  ;({ appStore, dispatch } = await import('./store.ts'))
  const { connectAddress } = await import('./address.ts')
  await connectAddress(byHand)
}
afterEach(() => vi.unstubAllGlobals())

describe('the address bar', () => {
  it('opens what it says, and says what is opened', async () => {
    const view = recording('recordings/orderbook/')
    await start(textOf(view))
    expect(appStore.getState().view).toEqual(view)
    dispatch({ type: 'selected', name: 'main' })
    expect(bar.entries).toEqual([textOf({ ...view, selected: 'main' })])
  })

  it('makes an entry to go back to for a decision, and none for a look', async () => {
    await start(textOf(recording('a/')))
    dispatch({ type: 'windowChanged', window: { fromMs: 2_000, untilMs: 62_000 } })
    dispatch({ type: 'orientationToggled' })
    expect(bar.entries).toHaveLength(2)
  })

  it('follows a link pasted over it, and asks nothing of it twice', async () => {
    await start(textOf(recording('a/')))
    bar.paste(textOf(recording('b/')))
    await vi.waitFor(() => expect(appStore.getState().view.source).toEqual({ kind: 'recording', url: 'b/' }))
    expect(bar.entries).toHaveLength(2)
  })

  it('writes nothing before there is something to link to', async () => {
    await start('')
    dispatch({ type: 'zoneChanged', zone: 'UTC' })
    expect(bar.entries).toEqual([''])
  })

  it('becomes the link that one written by hand was understood as', async () => {
    const view = recording('a/')
    await start('service=orderbook&last=15m', () =>
      Promise.resolve({ view, problems: ['last: 15 min'], queryLeft: '' }),
    )
    expect(bar.entries).toEqual([textOf(view)])
    expect(appStore.getState().linkProblems).toEqual(['last: 15 min'])
  })

  it('makes a guest of whoever opens an embed, who then changes nothing that was shown', async () => {
    const view = { ...recording('a/'), embed: true }
    await start(textOf(view))
    dispatch({ type: 'windowChanged', window: { fromMs: 0, untilMs: 1 } })
    expect(appStore.getState().view.window).toEqual(view.window)
  })
})
