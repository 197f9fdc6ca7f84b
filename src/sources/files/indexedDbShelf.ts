/** The shelf that survives a reload: one object store for descriptions, one for contents, both by hash. */
import type { EpochMs } from '../../core/base/units.ts'
import { LocalStore, memoryShelf, type LocalFile, type LocalStoreOptions, type Shelf } from './localStore.ts'

const databaseName = 'trifold'
const databaseVersion = 1
const described = 'files'
const contents = 'contents'

/** Falls back to memory where the browser has no IndexedDB, or forbids it (private windows, sandboxed frames), and says so. */
export async function openLocalStore(
  factory: IDBFactory | undefined,
  now: () => EpochMs,
  options: Pick<LocalStoreOptions, 'limitBytes'> = {},
): Promise<LocalStore> {
  try {
    if (factory !== undefined) {
      const shelf = indexedDbShelf(factory)
      // Where storage does not work, this says so.
      await shelf.list()
      return new LocalStore({ shelf, now, ...options })
    }
  } catch {
    // Opening throws or fails where storage is forbidden; which of the two differs by browser.
  }
  const note = 'This browser keeps no files for this page: opened files are gone after a reload.'
  const shelf = memoryShelf()
  // What another page of this origin keeps is not read here, and is forgotten all the same when a person says so.
  const clear = async (): Promise<void> => {
    await shelf.clear()
    if (factory !== undefined) await deleted(factory)
  }
  return new LocalStore({ shelf: { ...shelf, clear }, now, note, ...options })
}

function deleted(factory: IDBFactory): Promise<void> {
  return within(longestOpeningMs, (resolve, reject) => {
    let deleting: IDBOpenDBRequest
    try {
      deleting = factory.deleteDatabase(databaseName)
    } catch {
      // Where storage is forbidden there is nothing in it.
      return resolve()
    }
    deleting.onsuccess = () => resolve()
    deleting.onerror = () => reject(deleting.error ?? new Error('IndexedDB cannot be deleted'))
    deleting.onblocked = () => reject(new Error('another tab holds them: close it and try again'))
  })
}

/** A row as another version or a damaged disk may have left it; undefined for one that describes no file. */
function fileOf(row: unknown): LocalFile | undefined {
  if (typeof row !== 'object' || row === null) return undefined
  const { hash, name, bytes, usedAtMs, dateMs } = row as Readonly<Record<keyof LocalFile, unknown>>
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash) || typeof name !== 'string') return undefined
  if (!isAmount(bytes) || !isAmount(usedAtMs)) return undefined
  return { hash, name: name.slice(0, longestName), bytes, usedAtMs, ...(isAmount(dateMs) ? { dateMs } : {}) }
}

const longestName = 1000
/** Of bytes and of times alike: what a Date holds. */
const isAmount = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 8.64e15

/** Some browsers never answer after a crash of their own; a person who waits for a file must not wait for that. */
const longestOpeningMs = 5000
/** Of what is open: a busy disk takes its time, and no more than a second for a megabyte. */
const longestWorkMs = 15_000
const longestMegabyteMs = 1000

function within<T>(
  ms: number,
  work: (resolve: (value: T) => void, reject: (error: Error) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(
      () => reject(new Error('the browser’s storage does not answer: close this page in all tabs and try again')),
      ms,
    )
    const ended =
      <A>(end: (answer: A) => void) =>
      (answer: A): void => {
        clearTimeout(tooLong)
        end(answer)
      }
    work(ended(resolve), ended(reject))
  })
}

function openDatabase(factory: IDBFactory, onClosed: () => void): Promise<IDBDatabase> {
  return within(longestOpeningMs, (resolve, failed) => {
    const opening = factory.open(databaseName, databaseVersion)
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(described, { keyPath: 'hash' })
      opening.result.createObjectStore(contents)
    }
    opening.onsuccess = () => {
      const names = opening.result.objectStoreNames
      if (!names.contains(described) || !names.contains(contents)) {
        opening.result.close()
        return failed(new Error('IndexedDB holds something else'))
      }
      // A newer page in another tab must be able to change the layout.
      opening.result.onversionchange = () => {
        opening.result.close()
        onClosed()
      }
      // The browser cleared the site's data, or took the storage away for want of room.
      opening.result.onclose = onClosed
      resolve(opening.result)
    }
    opening.onerror = () => failed(opening.error ?? new Error('IndexedDB cannot be opened'))
    opening.onblocked = () => failed(new Error('IndexedDB is blocked by another tab'))
  })
}

/** Opens when first used, and again when the connection was lost. */
function indexedDbShelf(factory: IDBFactory): Shelf {
  let opened: Promise<IDBDatabase> | undefined
  const connect = (): Promise<IDBDatabase> => {
    const lost = (): void => {
      if (opened === connecting) opened = undefined
    }
    const connecting = openDatabase(factory, lost)
    connecting.catch(lost)
    return connecting
  }
  const database = (): Promise<IDBDatabase> => (opened ??= connect())
  return {
    kind: 'indexeddb',
    list: async () => {
      const rows = await answer<unknown[]>((await database()).transaction(described).objectStore(described).getAll())
      return rows.flatMap((row) => fileOf(row) ?? [])
    },
    get: async (hash) => {
      const content = await answer<unknown>((await database()).transaction(contents).objectStore(contents).get(hash))
      // Earlier pages kept the bytes themselves.
      if (content instanceof ArrayBuffer) return new Blob([content])
      return content instanceof Blob ? content : undefined
    },
    put: async (file, content) =>
      whole(await database(), content?.size ?? 0, (transaction) => {
        if (content !== undefined) transaction.objectStore(contents).put(content, file.hash)
        transaction.objectStore(described).put(file)
      }),
    remove: async (hashes) =>
      whole(await database(), 0, (transaction) => {
        for (const hash of hashes) {
          transaction.objectStore(described).delete(hash)
          transaction.objectStore(contents).delete(hash)
        }
      }),
    clear: async () =>
      whole(await database(), 0, (transaction) => {
        for (const store of [described, contents]) transaction.objectStore(store).clear()
      }),
  }
}

function answer<T>(request: IDBRequest): Promise<T> {
  return within(longestWorkMs, (resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB did not answer'))
  })
}

/** Both stores change, or neither: description and content never part. */
function whole(database: IDBDatabase, bytes: number, work: (transaction: IDBTransaction) => void): Promise<void> {
  return within(longestWorkMs + (bytes / 1e6) * longestMegabyteMs, (resolve, reject) => {
    const transaction = database.transaction([described, contents], 'readwrite')
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB gave up'))
    work(transaction)
  })
}
