/** The store, service and labels that were chosen last, on this machine only. Links decide before this is looked at. */
import { type SourceRef, defaultView } from '../../core/link/view.ts'
import { formatAddress, parseAddress } from '../../core/link/address.ts'
import { deployment } from './deployment.ts'
import { appStore } from '../view/store.ts'

const storageKey = 'trifold.store'

/** The remembered store, when this page is still configured with it. */
export async function rememberedStore(): Promise<SourceRef | undefined> {
  const text = read()
  if (text === undefined) return undefined
  const { source } = parseAddress(text).view
  if (source?.kind !== 'store') return undefined
  const { config } = await deployment()
  return config.stores.some(({ name, kind }) => name === source.name && kind !== 'go-pprof') ? source : undefined
}

/** Only what a person chose here: neither a link that was opened nor what the page opens by itself. */
export function rememberChoices(): void {
  appStore.subscribe(({ view, last }, previous) => {
    if (view.source === previous.view.source || last !== 'sourceChosen') return
    // Files looked at in between change nothing about where the work is.
    if (view.source?.kind === 'store') write(formatAddress({ ...defaultView, source: view.source }).text)
    else if (view.source?.kind === 'recording') write(undefined)
  })
}

/** Storage may be forbidden, and asking for it may throw. */
function read(): string | undefined {
  try {
    return localStorage.getItem(storageKey) ?? undefined
  } catch {
    return undefined
  }
}

function write(text: string | undefined): void {
  try {
    if (text === undefined) localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, text)
  } catch {
    // Nothing to do: the next visit begins with the first recording.
  }
}
