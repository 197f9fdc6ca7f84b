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
  return new LocalStore({ shelf: memoryShelf(), now, note, ...options })
}

/** Some browsers never answer after a crash of their own; a person who waits for a file must not wait for that. */
const longestOpeningMs = 5000

function openDatabase(factory: IDBFactory, onClosed: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = factory.open(databaseName, databaseVersion)
    const tooLong = setTimeout(() => reject(new Error('IndexedDB does not answer')), longestOpeningMs)
    const failed = (error: Error): void => {
      clearTimeout(tooLong)
      reject(error)
    }
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(described, { keyPath: 'hash' })
      opening.result.createObjectStore(contents)
    }
    opening.onsuccess = () => {
      clearTimeout(tooLong)
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
    list: async () => answer<LocalFile[]>((await database()).transaction(described).objectStore(described).getAll()),
    get: async (hash) => {
      type Kept = Blob | ArrayBuffer | undefined
      const content = await answer<Kept>((await database()).transaction(contents).objectStore(contents).get(hash))
      // Earlier pages kept the bytes themselves.
      return content instanceof ArrayBuffer ? new Blob([content]) : content
    },
    put: async (file, content) =>
      whole(await database(), (transaction) => {
        if (content !== undefined) transaction.objectStore(contents).put(content, file.hash)
        transaction.objectStore(described).put(file)
      }),
    remove: async (hashes) =>
      whole(await database(), (transaction) => {
        for (const hash of hashes) {
          transaction.objectStore(described).delete(hash)
          transaction.objectStore(contents).delete(hash)
        }
      }),
  }
}

function answer<T>(request: IDBRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as T)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB did not answer'))
  })
}

/** Both stores change, or neither: description and content never part. */
function whole(database: IDBDatabase, work: (transaction: IDBTransaction) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([described, contents], 'readwrite')
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB gave up'))
    work(transaction)
  })
}
