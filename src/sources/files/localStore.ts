/**
 * Files that a person opened stay in this browser, by content hash, so that a reload and a link with hashes find them again.
 * Nothing is sent anywhere. The store has a bound that is shown; the files not used for longest go first.
 */
import { err, ok, type LoadError, type Result } from '../../core/base/result.ts'
import type { Bytes, EpochMs } from '../../core/base/units.ts'
import { sha256Hex } from './sha256.ts'

export interface LocalFile {
  /** SHA-256 of the content, hex. */
  readonly hash: string
  /** Path as it was dropped; the last one when the same content came under two names. */
  readonly name: string
  readonly bytes: Bytes
  readonly usedAtMs: EpochMs
  /** When it was last written where it came from: it may be all that says when it was taken. */
  readonly dateMs?: EpochMs
}

/** What the address bar keeps of a file. */
export interface FileLinkRef {
  readonly name: string
  readonly hash: string
}

/** Where the bytes lie. Two rows per file, so that a listing does not read the contents. */
export interface Shelf {
  readonly kind: 'indexeddb' | 'memory'
  list(): Promise<readonly LocalFile[]>
  get(hash: string): Promise<Blob | undefined>
  /** Without `content` only the description is renewed. */
  put(file: LocalFile, content?: Blob): Promise<void>
  remove(hashes: readonly string[]): Promise<void>
  /** All there is, contents without a description too. */
  clear(): Promise<void>
}

export interface LocalStoreOptions {
  readonly shelf: Shelf
  readonly now: () => EpochMs
  readonly limitBytes?: Bytes
  /** One sentence when files will not survive a reload. */
  readonly note?: string
}

export interface Usage {
  readonly files: number
  readonly usedBytes: Bytes
  readonly limitBytes: Bytes
}

const defaultLimitBytes = 500e6

export class LocalStore {
  readonly limitBytes: Bytes
  /** Present when files are kept only until the page is closed: show it. */
  readonly note: string | undefined
  readonly #shelf: Shelf
  readonly #now: () => EpochMs
  /** One change at a time: two drops at once must not both believe that there is room. */
  #last: Promise<unknown> = Promise.resolve()

  constructor({ shelf, now, limitBytes = defaultLimitBytes, note }: LocalStoreOptions) {
    this.#shelf = shelf
    this.#now = now
    this.limitBytes = limitBytes
    this.note = note
  }

  get isLasting(): boolean {
    return this.#shelf.kind === 'indexeddb'
  }

  /** Keeps a copy. A failure is no reason not to show the file: it only will not be there after a reload. */
  keep(name: string, content: Blob, knownHash?: string, dateMs?: EpochMs): Promise<Result<FileLinkRef>> {
    return this.#inTurn(async () => {
      const hash = knownHash ?? (await sha256Hex(content))
      const bytes = content.size
      if (bytes > this.limitBytes)
        return err({
          code: 'too-large',
          where: name,
          what: `it is larger than all that is kept in this browser (${megabytes(this.limitBytes)})`,
          todo: 'keep the file at hand: after a reload it must be opened again',
        })
      try {
        const files = await this.#shelf.list()
        const known = files.some((file) => file.hash === hash)
        if (!known) await this.#makeRoom(files, bytes)
        const file = { hash, name, bytes, usedAtMs: this.#now(), ...(dateMs === undefined ? {} : { dateMs }) }
        await (known ? this.#shelf.put(file) : this.#shelf.put(file, content))
        return ok({ name, hash })
      } catch (error) {
        return err(shelfError(name, error))
      }
    })
  }

  async has(hash: string): Promise<boolean> {
    return (await this.list()).some((file) => file.hash === hash)
  }

  /** The content under this hash; not-found says what to do, since a link may come from another browser. */
  open(ref: FileLinkRef): Promise<Result<Blob>> {
    return this.#inTurn(async () => {
      const content = await this.#shelf.get(ref.hash).catch(() => undefined)
      if (content === undefined) return err(this.missing(ref))
      const { dateMs } = (await this.#shelf.list().catch(() => [])).find(({ hash }) => hash === ref.hash) ?? {}
      const file = {
        hash: ref.hash,
        name: ref.name,
        bytes: content.size,
        usedAtMs: this.#now(),
        ...(dateMs === undefined ? {} : { dateMs }),
      }
      // Only for the order in which files leave; the content is here whether this works or not.
      await this.#shelf.put(file).catch(() => undefined)
      return ok(content)
    })
  }

  missing(ref: FileLinkRef): LoadError {
    return {
      code: 'not-found',
      where: ref.name,
      what: `this file is not kept in this browser (SHA-256 ${ref.hash.slice(0, 12)}…)`,
      todo: 'drop the same file on the page, or ask whoever shared the link for it',
    }
  }

  /** Most recently used first. */
  async list(): Promise<readonly LocalFile[]> {
    const files = await this.#shelf.list().catch(() => [])
    return files.toSorted((a, b) => b.usedAtMs - a.usedAtMs)
  }

  async usage(): Promise<Usage> {
    const files = await this.list()
    return { files: files.length, usedBytes: sum(files), limitBytes: this.limitBytes }
  }

  forget(hashes: readonly string[]): Promise<void> {
    return this.#inTurn(() => this.#shelf.remove(hashes))
  }

  forgetAll(): Promise<void> {
    return this.#inTurn(() => this.#shelf.clear())
  }

  async #makeRoom(files: readonly LocalFile[], bytes: Bytes): Promise<void> {
    let over = sum(files) + bytes - this.limitBytes
    const leaving: string[] = []
    for (const file of files.toSorted((a, b) => a.usedAtMs - b.usedAtMs)) {
      if (over <= 0) break
      leaving.push(file.hash)
      over -= file.bytes
    }
    if (leaving.length > 0) await this.#shelf.remove(leaving)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work)
    this.#last = turn.catch(() => undefined)
    return turn
  }
}

export function memoryShelf(): Shelf {
  const files = new Map<string, { readonly file: LocalFile; readonly content: Blob }>()
  return {
    kind: 'memory',
    list: () => Promise.resolve([...files.values()].map(({ file }) => file)),
    get: (hash) => Promise.resolve(files.get(hash)?.content),
    put: (file, content) => {
      const kept = content ?? files.get(file.hash)?.content
      if (kept !== undefined) files.set(file.hash, { file, content: kept })
      return Promise.resolve()
    },
    remove: (hashes) => {
      for (const hash of hashes) files.delete(hash)
      return Promise.resolve()
    },
    clear: () => Promise.resolve(files.clear()),
  }
}

const sum = (files: readonly LocalFile[]): Bytes => files.reduce((total, { bytes }) => total + bytes, 0)
const megabytes = (bytes: Bytes): string => `${Math.round(bytes / 1e6)} MB`

function shelfError(where: string, error: unknown): LoadError {
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
  return {
    code: 'refused',
    where,
    what: isFull ? 'the browser has no room left to keep a copy' : 'the browser could not keep a copy',
    todo: isFull
      ? 'forget files that are no longer needed; this one is shown all the same'
      : 'open it again after a reload; it is shown all the same',
  }
}
