/**
 * "Record now": profiles of a Go service taken from this moment on. One recording at a time; it goes on while the page is used
 * for something else, and what comes of it is opened, kept in this browser and ready to be saved.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { SourceRef } from '../../core/link/view.ts'
import { type Result, err, explainLoadError, ok } from '../../core/base/result.ts'
import type { Share, TimeWindow } from '../../core/base/units.ts'
import type { GoRecorder } from '../../sources/goPprof/goRecorder.ts'
import type { GoRecording } from '../../sources/goPprof/recordGo.ts'
import type { SourceError } from '../../sources/source.ts'
import { deployment } from './deployment.ts'
import { appStore } from '../view/store.ts'

export interface GoWish {
  /** Name of the source in the configuration. */
  readonly store: string
  /** Of the whole, and of each step; whole seconds. */
  readonly seconds: number
  readonly everySeconds: number
}

export type GoCapture =
  | { readonly state: 'idle' }
  | { readonly state: 'recording'; readonly title: string; readonly share: Share; readonly stopping: boolean }
  | { readonly state: 'failed'; readonly sentence: string }
  | {
      readonly state: 'done'
      readonly title: string
      readonly isPartial: boolean
      readonly notes: readonly string[]
      readonly zip: Blob
      readonly fileName: string
    }

/** A recording made since the page was opened: something to compare the next one with. */
export interface MadeRecording {
  readonly title: string
  readonly source: SourceRef
  readonly window: TimeWindow
}

interface State {
  readonly capture: GoCapture
  readonly made: readonly MadeRecording[]
}

const store = createStore<State>()(() => ({ capture: { state: 'idle' }, made: [] }))
let stop = new AbortController()

export const useGoCapture = (): GoCapture => useStore(store, ({ capture }) => capture)
export const useMadeRecordings = (): readonly MadeRecording[] => useStore(store, ({ made }) => made)

const show = (capture: GoCapture): void => store.setState({ capture })

export const putAwayCapture = (): void => show({ state: 'idle' })

/** Ends after what is finished: complete steps become a shorter recording. */
export function stopRecording(): void {
  const { capture } = store.getState()
  if (capture.state === 'recording') show({ ...capture, stopping: true })
  stop.abort()
}

/** What is off in this service, each with the line that switches it on. An error means that there is nothing to record. */
export async function checkGo(name: string, signal: AbortSignal): Promise<Result<readonly string[], SourceError>> {
  const found = await findRecorder(name)
  return found.ok ? found.value.check(signal) : found
}

export async function recordNow(wish: GoWish): Promise<void> {
  if (store.getState().capture.state === 'recording') return
  const found = await findRecorder(wish.store)
  if (!found.ok) return show({ state: 'failed', sentence: explainLoadError(found.error) })
  const recorder = found.value
  const { title, service } = recorder
  const cores = (await deployment()).config.services.get(service)?.cores
  stop = new AbortController()
  show({ state: 'recording', title, share: 0, stopping: false })
  const recorded = await recorder.record({
    seconds: wish.seconds,
    everySeconds: wish.everySeconds,
    signal: stop.signal,
    onProgress: (share) => {
      const { capture } = store.getState()
      if (capture.state === 'recording') show({ ...capture, share })
    },
    ...(cores === undefined ? {} : { cores }),
  })
  show(
    recorded.ok
      ? await openRecorded(title, recorded.value)
      : { state: 'failed', sentence: explainLoadError(recorded.error) },
  )
}

async function findRecorder(name: string): Promise<Result<GoRecorder, SourceError>> {
  const { config, http } = await deployment()
  const found = config.stores.find((one) => one.kind === 'go-pprof' && one.name === name)
  if (found) {
    const { goRecorder } = await import('../../sources/goPprof/goRecorder.ts')
    return ok(goRecorder({ http, config: found, now: () => Date.now() }))
  }
  return err({
    code: 'not-found',
    where: name,
    what: 'this page is not configured with a Go service of that name',
    todo: 'add it to trifold.config.json with "kind": "go-pprof"',
  })
}

/** As the one zip that a person can save: what is on screen, kept and saved is the same file, and its link stays short. */
async function openRecorded(title: string, recorded: GoRecording): Promise<GoCapture> {
  const [{ recordingZip }, { openNamed }] = await Promise.all([
    import('../../sources/goPprof/openGoRecording.ts'),
    import('./takeFiles.ts'),
  ])
  const { recording, notes, isPartial } = recorded
  const [window] = recording.windows
  const endedMs = window?.untilMs ?? 0
  const zip = recordingZip(recorded, -new Date(endedMs).getTimezoneOffset())
  const when = new Date(endedMs).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const fileName = `${recording.service.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'recording'}-${when}Z.zip`
  const opened = await openNamed(ok([{ path: fileName, blob: zip }]))
  if (!opened.ok) return { state: 'failed', sentence: explainLoadError(opened.error) }
  const { source } = appStore.getState().view
  if (source && window) {
    const one = { title: recording.title ?? title, source, window }
    store.setState(({ made }) => ({ made: [one, ...made] }))
  }
  return { state: 'done', title, isPartial, notes, zip, fileName }
}
