import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type * as collect from '../../src/sources/files/collectFiles.ts'
import { serveModule } from '../servers/inBrowser.ts'
import type { TestServer } from '../servers/serve.ts'
import { expect, test } from '../page.ts'

let server: TestServer
let folder: string
test.beforeAll(async () => {
  server = await serveModule('sources/files/collectFiles.ts')
  folder = mkdtempSync(join(tmpdir(), 'trifold-drop-'))
  mkdirSync(join(folder, 'rec', 'heap'), { recursive: true })
  mkdirSync(join(folder, 'rec', '.git'))
  // More than the hundred entries a browser hands out at a time.
  for (let i = 0; i < 230; i++) writeFileSync(join(folder, 'rec', 'heap', `${i}.pb.gz`), 'x')
  writeFileSync(join(folder, 'rec', 'recording.json'), '{}')
  writeFileSync(join(folder, 'rec', '.DS_Store'), 'x')
  writeFileSync(join(folder, 'rec', '.git', 'config'), 'x')
  writeFileSync(join(folder, 'alone.txt'), 'x')
})
test.afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

test('a dropped folder is walked to its end, without the litter in it', async ({ page }) => {
  await page.goto(server.url)
  await expect(page).toHaveTitle('ready')
  const paths = page.evaluate(async () => {
    const { collectTransfer } = (globalThis as unknown as { bundled: typeof collect }).bundled
    const collected = await new Promise<Awaited<ReturnType<typeof collectTransfer>>>((resolve) => {
      document.addEventListener('dragover', (event) => event.preventDefault())
      document.addEventListener('drop', (event) => {
        event.preventDefault()
        if (event.dataTransfer) resolve(collectTransfer(event.dataTransfer))
      })
      document.title = 'waiting'
    })
    return collected.ok ? collected.value.map(({ path }) => path) : collected.error.what
  })
  await expect(page).toHaveTitle('waiting')
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [join(folder, 'rec'), join(folder, 'alone.txt')], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 100, y: 100, data })
  const all = await paths
  expect(all).toHaveLength(232)
  expect(all).toEqual(
    expect.arrayContaining(['rec/recording.json', 'rec/heap/0.pb.gz', 'rec/heap/229.pb.gz', 'alone.txt']),
  )
})

test('pasted text is a file, too', async ({ page }) => {
  await page.goto(server.url)
  await expect(page).toHaveTitle('ready')
  const pasted = await page.evaluate(async () => {
    const { collectTransfer } = (globalThis as unknown as { bundled: typeof collect }).bundled
    const transfer = new DataTransfer()
    transfer.setData('text/plain', 'main;work 12\nmain;wait 3\n')
    const collected = await collectTransfer(transfer)
    if (!collected.ok) return collected.error.what
    const [file] = collected.value
    return file && { path: file.path, text: await file.blob.text() }
  })
  expect(pasted).toEqual({ path: 'pasted text', text: 'main;work 12\nmain;wait 3\n' })
})
