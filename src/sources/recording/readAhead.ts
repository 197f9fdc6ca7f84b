/**
 * What a first visit will ask for, asked for while the program is still on its way: the recording that a link names, or else the first
 * one offered, and the archive or the only profile in it. Whoever asks for one of them later is handed the answer that is there. It
 * guesses: what it does not know it leaves, and a guess that nobody asks for costs its bytes only.
 */
import { folderUrl, urlInFolder, zipUrl } from './folder.ts'
import { unsafePathReason } from './safePath.ts'

export interface AheadOptions {
  /** Of the address, with or without its "#". */
  readonly hash: string
  /** Absolute. */
  readonly pageUrl: string
  readonly fetch: typeof globalThis.fetch
  /** An archive is coming: whatever unpacks it can come beside it. */
  readonly onArchive?: () => void
}

export interface Ahead {
  /** The answer to this request if it was asked for ahead, once; whoever asks again asks the server. */
  take(url: string, signal?: AbortSignal | null): Promise<Response> | undefined
  /** When everything was asked for that could be. Never rejects. */
  readonly asked: Promise<void>
}

export function readAhead({ hash, pageUrl, fetch, onArchive }: AheadOptions): Ahead {
  const kept = new Map<string, { readonly answer: Promise<Response>; readonly controller: AbortController }>()

  const ask = (url: string): Promise<Response> => {
    const controller = new AbortController()
    const answer = fetch(url, { signal: controller.signal })
    kept.set(url, { answer, controller })
    return answer
  }
  /** Undefined for what is not there or is no JSON: whoever is responsible says so. */
  const askJson = async (url: string): Promise<unknown> => {
    try {
      const answer = await ask(url)
      return answer.ok ? await answer.clone().json() : undefined
    } catch {
      return undefined
    }
  }
  const askRecording = async (url: string): Promise<void> => {
    const packed = zipUrl(url)
    if (packed) {
      onArchive?.()
      ask(urlInFolder(packed.folder, packed.archive)).catch(() => undefined)
      return
    }
    const base = folderUrl(url)
    const recording = await askJson(urlInFolder(base, 'recording.json'))
    const archive = field(recording, 'archive')
    // Of several files the window may need some; the only one is needed whatever the window.
    const captures = array(field(recording, 'captures'))
    const only = captures.length === 1 ? field(captures[0], 'file') : undefined
    const file = archive ?? only
    if (typeof file !== 'string' || unsafePathReason(file) !== undefined) return
    if (file === archive) onArchive?.()
    ask(urlInFolder(base, file)).catch(() => undefined)
  }
  const askFirst = async (): Promise<void> => {
    const index = urlInFolder(folderUrl(new URL('recordings/', pageUrl).href), 'index.json')
    const [config, listed] = await Promise.all([askJson(new URL('trifold.config.json', pageUrl).href), askJson(index)])
    const [first] = array(field(listed, 'recordings'))
    const path = field(first, 'path')
    // Where stores are configured or files were named, those are the first screen.
    const isPlain = array(field(config, 'sources')).length === 0 && array(field(config, 'open')).length === 0
    if (!isPlain || typeof path !== 'string' || unsafePathReason(path) !== undefined) return
    await askRecording(new URL(path, index).href)
  }

  const named = namedRecordings(hash, pageUrl)
  const asked = hash.length <= 1 ? askFirst() : Promise.all(named.map(askRecording)).then(() => undefined)
  return {
    asked,
    take(url, signal) {
      const one = kept.get(url)
      if (one === undefined || signal?.aborted === true) return undefined
      kept.delete(url)
      signal?.addEventListener('abort', () => one.controller.abort(signal.reason), { once: true })
      return one.answer
    },
  }
}

/** Those of the page's own server: for others the configuration has to be asked first. */
function namedRecordings(hash: string, pageUrl: string): readonly string[] {
  const named = new Set<string>()
  for (const part of hash.replace(/^#/, '').split('&')) {
    const escaped = /^(?:base\.)?src=recording:(.+)$/.exec(part)?.[1]
    if (escaped === undefined) continue
    try {
      const url = new URL(decodeURIComponent(escaped), pageUrl)
      if (url.origin === new URL(pageUrl).origin && url.username === '') named.add(url.href)
    } catch {
      // No address: whoever reads the link says so.
    }
  }
  return [...named]
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined

const array = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
