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
