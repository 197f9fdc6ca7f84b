/** From an address to the first screen: a link decides; without one the store chosen last, the services of the stores, or the first recording. */
import { partMissing } from '../../core/base/ownPart.ts'
import { explainLoadError } from '../../core/base/result.ts'
import { connectAddress } from '../view/address.ts'
import { warmUp } from '../worker/analyst.ts'
import { deployment } from '../sources/deployment.ts'
import { openCached } from '../sources/openCached.ts'
import { firstWindow } from '../sources/openedSource.ts'
import { recordingsQuery } from '../sources/openedRecording.ts'
import { queryClient } from '../worker/queryClient.ts'
import { recoverFromCrashes } from '../worker/recover.ts'
import { rememberChoices, rememberedStore } from '../sources/remembered.ts'
import { appStore, dispatch } from '../view/store.ts'

/** Called once, before React draws. */
export function boot(): void {
  recoverFromCrashes(() => performance.now())
  warmUp()
  // Whoever prints what was thrown prints a sentence.
  addEventListener('vite:preloadError', ({ payload }) => {
    payload.message = explainLoadError(partMissing)
  })
  void connectAddress(async (hash, search) => (await import('./linkByHand.ts')).openByHand(hash, search)).then(() => {
    if (appStore.getState().guest) void import('../sharing/embedHeight.ts').then(({ answerHeight }) => answerHeight())
    return firstSource()
  })
  rememberChoices()
  // A relative or missing window becomes absolute the moment its source is known, so that the address bar is always a link.
  appStore.subscribe((state, previous) => {
    if (state.view.source !== previous.view.source || state.view.window !== previous.view.window) void resolveWindow()
  })
  void resolveWindow()
}

async function firstSource(): Promise<void> {
  const { view: linked, linkRefusal } = appStore.getState()
  if (linked.source || linkRefusal) return
  const { config } = await deployment()
  if (config.open.length > 0) return (await import('./offered.ts')).openOffered(config.open)
  const { guest } = appStore.getState()
  // An embed shows the same to everybody.
  const remembered = guest ? undefined : await rememberedStore()
  if (remembered) return dispatch({ type: 'sourceOffered', source: remembered })
  // Given up by a worker that ended meanwhile: whoever shows the list asks again.
  const recordings = await queryClient.fetchQuery(recordingsQuery).catch(() => undefined)
  const [first] = recordings?.ok === true ? recordings.value : []
  // Where there are stores, their services are the first screen, the worst first: nobody is woken for a recording.
  const hasStores = config.stores.some(({ kind }) => kind !== 'go-pprof') && !guest
  if (first && !hasStores) dispatch({ type: 'sourceOffered', source: { kind: 'recording', url: first.url } })
}

async function resolveWindow(): Promise<void> {
  const { source, window } = appStore.getState().view
  if (!source || window) return
  const opened = await openCached(source).catch(() => undefined)
  const now = appStore.getState().view
  if (opened?.opens && now.source === source && !now.window) dispatch(firstWindow(opened, opened.opens))
}
