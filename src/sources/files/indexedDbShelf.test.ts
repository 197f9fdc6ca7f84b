import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openLocalStore } from './indexedDbShelf.ts'

/** A browser that forbids to open a database, and whose deleting ends as told. */
function forbidding(end: (request: { onsuccess?: () => void }) => void): IDBFactory {
  return {
    open: () => {
      throw new Error('not in this mode')
    },
    deleteDatabase: () => {
      const request = {}
      queueMicrotask(() => end(request))
      return request
    },
  } as unknown as IDBFactory
}

describe('what another page of this origin keeps, where this one may not open it', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is waited for no longer than a person would, and then a sentence says what to do', async () => {
    const store = await openLocalStore(
      forbidding(() => undefined),
      () => 0,
    )
    const said = store.forgetAll().then(
      () => 'forgotten',
      (error: unknown) => String(error),
    )
    await vi.advanceTimersByTimeAsync(4000)
    expect(await Promise.race([said, Promise.resolve('still waiting')])).toBe('still waiting')
    await vi.advanceTimersByTimeAsync(2000)
    expect(await said).toMatch(/storage does not answer: close this page in all tabs/)
  })

  it('is forgotten where the browser answers', async () => {
    const store = await openLocalStore(
      forbidding((request) => request.onsuccess?.()),
      () => 0,
    )
    await expect(store.forgetAll()).resolves.toBeUndefined()
    await vi.advanceTimersByTimeAsync(60_000)
  })
})

describe('a database that opens and then says nothing', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is given up: files are kept in memory, and a note says so', async () => {
    const database = {
      objectStoreNames: { contains: () => true },
      transaction: () => ({ objectStore: () => ({ getAll: () => ({}) }) }),
    }
    const factory = {
      open: () => {
        const request: { result: unknown; onsuccess?: () => void } = { result: database }
        queueMicrotask(() => request.onsuccess?.())
        return request
      },
    } as unknown as IDBFactory
    const opened = openLocalStore(factory, () => 0)
    await vi.advanceTimersByTimeAsync(16_000)
    expect((await opened).note).toMatch(/gone after a reload/)
  })
})
