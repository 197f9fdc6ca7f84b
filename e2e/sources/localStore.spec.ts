import type { Page } from '@playwright/test'
import type * as shelf from '../../src/sources/files/indexedDbShelf.ts'
import { serveModule } from '../servers/inBrowser.ts'
import type { TestServer } from '../servers/serve.ts'
import { expect, test } from '../page.ts'

declare global {
  // What serveModule puts there.
  var bundled: typeof shelf
}

let server: TestServer
test.beforeAll(async () => {
  server = await serveModule('sources/files/indexedDbShelf.ts')
})
test.afterAll(() => server.close())

test('files are still there after a reload, until they are forgotten', async ({ page }) => {
  await page.goto(server.url)
  await expect(page).toHaveTitle('ready')
  const kept = await page.evaluate(async () => {
    const store = await globalThis.bundled.openLocalStore(indexedDB, Date.now)
    const one = await store.keep('cpu.pb.gz', new Blob(['profile']))
    await store.keep('heap.pb.gz', new Blob(['another']))
    return { ref: one.ok ? one.value : undefined, lasting: store.isLasting, note: store.note }
  })
  expect(kept).toMatchObject({ lasting: true, ref: { name: 'cpu.pb.gz' } })
  expect(kept.note).toBeUndefined()

  await page.reload()
  await expect(page).toHaveTitle('ready')
  const found = await page.evaluate(
    async (ref) => {
      const store = await globalThis.bundled.openLocalStore(indexedDB, Date.now)
      const content = await store.open(ref)
      const usage = await store.usage()
      await store.forget([ref.hash])
      const left = await store.list()
      await store.forgetAll()
      return {
        text: content.ok ? await content.value.text() : content.error.what,
        usage,
        left: left.map(({ name }) => name),
        after: (await store.usage()).files,
      }
    },
    kept.ref ?? { name: '', hash: '' },
  )
  expect(found).toEqual({
    text: 'profile',
    usage: { files: 2, usedBytes: 14, limitBytes: 500e6 },
    left: ['heap.pb.gz'],
    after: 0,
  })
})

test('a full store lets the oldest go, and both tabs see the same', async ({ context }) => {
  const [first, second] = [await context.newPage(), await context.newPage()]
  for (const tab of [first, second]) {
    await tab.goto(server.url)
    await expect(tab).toHaveTitle('ready')
  }
  await first.evaluate(async () => {
    const store = await globalThis.bundled.openLocalStore(indexedDB, Date.now, { limitBytes: 25 })
    for (const name of ['a', 'b', 'c']) {
      await store.keep(name, new Blob([name.repeat(10)]))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })
  const names = await second.evaluate(async () => {
    const store = await globalThis.bundled.openLocalStore(indexedDB, Date.now, { limitBytes: 25 })
    return (await store.list()).map(({ name }) => name)
  })
  expect(names).toEqual(['c', 'b'])
})

test('where the browser forbids storage, files are held in memory and the page says so', async ({ page }) => {
  await page.goto(server.url)
  await expect(page).toHaveTitle('ready')
  // A sandboxed frame has an origin of its own and no storage.
  const answer = await page.evaluate(async () => {
    const forbidden = {
      open: () => {
        throw new DOMException('forbidden', 'SecurityError')
      },
    } as unknown as IDBFactory
    const store = await globalThis.bundled.openLocalStore(forbidden, Date.now)
    const kept = await store.keep('cpu.pb.gz', new Blob(['profile']))
    const content = kept.ok ? await store.open(kept.value) : kept
    return { lasting: store.isLasting, note: store.note, found: content.ok }
  })
  expect(answer).toEqual({
    lasting: false,
    note: 'This browser keeps no files for this page: opened files are gone after a reload.',
    found: true,
  })
})

test.describe('what another version, or a damaged disk, left behind', () => {
  /** Rows as they are written by hand; `version` and `stores` as that page would have made them. */
  const leave = (
    page: Page,
    { version = 1, stores = ['files', 'contents'] }: { version?: number; stores?: readonly string[] } = {},
  ): Promise<void> =>
    page.evaluate(
      ([wanted, names]) =>
        new Promise<void>((resolve, reject) => {
          const opening = indexedDB.open('trifold', wanted)
          opening.onupgradeneeded = () => {
            for (const name of names)
              opening.result.createObjectStore(name, name === 'files' ? { keyPath: 'hash' } : undefined)
          }
          opening.onerror = () => reject(opening.error ?? new Error('not opened'))
          opening.onsuccess = () => {
            const database = opening.result
            const transaction = database.transaction([...names], 'readwrite')
            const hash = (digit: string): string => digit.repeat(64)
            if (names.includes('files'))
              for (const row of [
                { hash: hash('a'), name: { toString: null }, bytes: 5, usedAtMs: 1 },
                { hash: hash('b'), name: '<img src=x onerror=alert(1)>\u202e.pb', bytes: Number.NaN, usedAtMs: 1 },
                { hash: hash('c'), name: 'x'.repeat(1e6), bytes: 7, usedAtMs: 2 },
                { hash: hash('d'), name: 'late.pb', bytes: 7, usedAtMs: 8.64e15 + 1 },
                { hash: hash('e'), name: 'no date.folded', bytes: 7, usedAtMs: 1, dateMs: 'yesterday' },
                { hash: '__proto__', name: 'p', bytes: 1, usedAtMs: 1 },
                { hash: 7 },
              ])
                transaction.objectStore('files').put(row)
            if (names.includes('contents')) {
              transaction.objectStore('contents').put('not a file', hash('c'))
              transaction.objectStore('contents').put({ size: 1e300 }, hash('e'))
              transaction.objectStore('contents').put(new Blob(['nobody lists this']), hash('f'))
            }
            transaction.oncomplete = () => {
              database.close()
              resolve()
            }
            transaction.onabort = () => reject(transaction.error ?? new Error('not written'))
          }
        }),
      [version, stores] as const,
    )

  const left = (page: Page): Promise<readonly number[]> =>
    page.evaluate(
      () =>
        new Promise((resolve) => {
          const opening = indexedDB.open('trifold')
          opening.onsuccess = () => {
            const database = opening.result
            const names = [...database.objectStoreNames]
            if (names.length === 0) return resolve([])
            const transaction = database.transaction(names)
            const counts = names.map((name) => transaction.objectStore(name).count())
            transaction.oncomplete = () => {
              database.close()
              resolve(counts.map(({ result }) => result))
            }
          }
        }),
    )

  test('is listed where it describes a file, never taken for one, and forgotten whole', async ({ page }) => {
    await page.goto(server.url)
    await expect(page).toHaveTitle('ready')
    await leave(page)
    const seen = await page.evaluate(async () => {
      const store = await globalThis.bundled.openLocalStore(indexedDB, Date.now)
      const files = await store.list()
      const opened = await Promise.all(
        ['c', 'e', 'a'].map(async (digit) => {
          const content = await store.open({ name: 'kept', hash: digit.repeat(64) })
          return content.ok ? 'read' : content.error.code
        }),
      )
      const usage = await store.usage()
      const kept = await store.keep('new.folded', new Blob(['main 1']))
      await store.forgetAll()
      return { files: files.map(({ name, dateMs }) => [name.length, dateMs]), opened, usage, kept: kept.ok }
    })
    expect(seen).toEqual({
      files: [
        [1000, undefined],
        ['no date.folded'.length, undefined],
      ],
      opened: ['not-found', 'not-found', 'not-found'],
      usage: { files: 2, usedBytes: 14, limitBytes: 500e6 },
      kept: true,
    })
    expect(await left(page)).toEqual([0, 0])
  })

  for (const [what, how] of [
    ['a newer page', { version: 7 }],
    ['a page that never finished', { stores: ['files'] }],
  ] as const)
    test(`is left alone where it is of ${what}, said, and forgotten all the same when asked`, async ({ page }) => {
      await page.goto(server.url)
      await expect(page).toHaveTitle('ready')
      await leave(page, how)
      const seen = await page.evaluate(async () => {
        const store = await globalThis.bundled.openLocalStore(indexedDB, Date.now)
        const kept = await store.keep('new.folded', new Blob(['main 1']))
        return { note: store.note, kept: kept.ok, files: (await store.list()).length }
      })
      expect(seen).toMatchObject({ kept: true, files: 1, note: expect.stringContaining('keeps no files') })
      expect((await left(page)).some((count) => count > 0)).toBe(true)
      await page.evaluate(async () => (await globalThis.bundled.openLocalStore(indexedDB, Date.now)).forgetAll())
      expect(await left(page)).toEqual([])
    })
})
