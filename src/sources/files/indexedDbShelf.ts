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
    if (factory !== undefined)
      return new LocalStore({ shelf: indexedDbShelf(await openDatabase(factory)), now, ...options })
  } catch {
    // Opening throws or fails where storage is forbidden; which of the two differs by browser.
  }
  const note = 'This browser keeps no files for this page: opened files are gone after a reload.'
  return new LocalStore({ shelf: memoryShelf(), now, note, ...options })
}

function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = factory.open(databaseName, databaseVersion)
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore(described, { keyPath: 'hash' })
      opening.result.createObjectStore(contents)
    }
    opening.onsuccess = () => {
      // A newer page in another tab must be able to change the layout.
      opening.result.onversionchange = () => opening.result.close()
      resolve(opening.result)
    }
    opening.onerror = () => reject(opening.error ?? new Error('IndexedDB cannot be opened'))
    opening.onblocked = () => reject(new Error('IndexedDB is blocked by another tab'))
  })
}

function indexedDbShelf(database: IDBDatabase): Shelf {
  return {
    kind: 'indexeddb',
    list: () => answer<LocalFile[]>(database.transaction(described).objectStore(described).getAll()),
    get: async (hash) => {
      type Kept = Blob | ArrayBuffer | undefined
      const content = await answer<Kept>(database.transaction(contents).objectStore(contents).get(hash))
      // Earlier pages kept the bytes themselves.
      return content instanceof ArrayBuffer ? new Blob([content]) : content
    },
    put: (file, content) =>
      whole(database, (transaction) => {
        if (content !== undefined) transaction.objectStore(contents).put(content, file.hash)
        transaction.objectStore(described).put(file)
      }),
    remove: (hashes) =>
      whole(database, (transaction) => {
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
