/** From an address to the first screen: a link decides; without one the first recording shipped with the page is opened. */
import { connectAddress } from './address.ts'
import { openCached } from './openCached.ts'
import { listRecordings } from './openedRecording.ts'
import { appStore, dispatch } from './store.ts'

/** Called once, before React draws. */
export function boot(): void {
  connectAddress()
  void firstSource()
  // A relative or missing window becomes absolute the moment its source is known, so that the address bar is always a link.
  appStore.subscribe((state, previous) => {
    if (state.view.source !== previous.view.source || state.view.window !== previous.view.window) void resolveWindow()
  })
  void resolveWindow()
}

async function firstSource(): Promise<void> {
  if (appStore.getState().view.source) return
  const recordings = await listRecordings()
  const [first] = recordings.ok ? recordings.value : []
  if (!first || appStore.getState().view.source) return
  appStore.setState(({ view }) => ({
    view: { ...view, source: { kind: 'recording', url: first.url } },
    last: 'windowResolved',
  }))
}

async function resolveWindow(): Promise<void> {
  const { source, window } = appStore.getState().view
  if (!source || window) return
  const opened = await openCached(source).catch(() => undefined)
  const now = appStore.getState().view
  if (opened?.opens && now.source === source && !now.window) dispatch({ type: 'windowResolved', window: opened.opens })
}
