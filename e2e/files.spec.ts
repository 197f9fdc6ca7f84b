import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Dialog } from '@playwright/test'
import {
  drop,
  dropBeside,
  expect,
  firstRecording,
  open,
  openAgain,
  recording,
  settled,
  shared as test,
} from './page.ts'

const hostile = [
  '<img src=x onerror=alert(1)>;</script><script>alert(2)</script> 40',
  `${'long'.repeat(25_000)};leaf 30`,
  '\u202eevil;zero\u200bwidth 20',
  'javascript:alert(3);__proto__;constructor 10',
].join('\n')

test('dropped files are read by content, hostile names are text, and the kind is asked for', async ({ page }) => {
  let dialogs = 0
  const dismiss = (dialog: Dialog): void => {
    dialogs++
    void dialog.dismiss()
  }
  page.on('dialog', dismiss)
  await open(page, recording('none'))
  await drop(page, [{ name: 'anything.bin', content: hostile }])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  await expect(page.locator('[data-pane="cpu"] g.frame').first()).toBeVisible()
  await expect(page.locator('[data-pane="cpu"]')).toContainText('<img src=x')
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  expect(dialogs).toBe(0)
  page.off('dialog', dismiss)
})

test('a bad file costs itself only, in one sentence; a folder of a hundred files is one name in the link; and a reload still has what could be read', async ({
  page,
}) => {
  await open(page, recording('none'))
  await drop(page, [
    { name: 'good.txt', content: 'main;work 70\nmain;idle 30\n' },
    { name: 'cut.pb.gz', content: gzipSync(Buffer.alloc(4000, 7)).subarray(0, 30) },
  ])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  // The address, which is there for print, names the file as well.
  await expect(page.getByText('cut.pb.gz').filter({ visible: true }).first()).toBeVisible()
  await expect(page.locator('[data-pane="cpu"]')).toContainText('work')
  const ofTheGoodFile = page.url()

  await page.getByRole('button', { name: /^Source:/ }).click()
  await page.getByRole('button', { name: 'Your files' }).click()
  await page.locator('input[data-pick="folder"]').setInputFiles('public/recordings/orderbook')
  await expect.poll(() => page.url()).toMatch(/src=files&files=orderbook\.zip@[0-9a-f]{64}&w=/)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  await page.reload()
  await settled(page)
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
  await open(page, ofTheGoodFile)
  await expect(page.locator('[data-pane="cpu"]')).toContainText('work')
})

test('files of nothing readable say what is wrong and keep what was on screen', async ({ page }) => {
  await open(page, firstRecording)
  await drop(page, [{ name: 'empty.pb.gz', content: '' }])
  await expect(page.getByRole('alert')).toContainText('empty.pb.gz')
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
})

test('what a file counts is told once, and the pane it belongs to shows it in its unit', async ({ page }) => {
  // Without the marks by which its event is told.
  const sample = new URL('samples/folded/async-lock-total.collapsed.txt', import.meta.url)
  const locks = readFileSync(sample, 'utf8').replaceAll('_[i]', '')
  await open(page, recording('none'))
  await drop(page, [{ name: 'locks.txt', content: locks }])
  await settled(page)
  await page.getByLabel('What does locks.txt count?').selectOption({ label: 'lock waits in ns' })
  await expect(page.locator('[data-pane="lock"] g.frame').first()).toBeVisible()
  // Of 30.1 s all but the 6.0 s that waited for a permit: those are no lock's.
  await expect(page.locator('[data-pane="lock"]')).toContainText('24.0 s')
  expect(page.url()).toContain(':lock:ns')
  await openAgain(page)
  await expect(page.locator('[data-pane="lock"]')).toContainText('24.0 s')
})

test('a difference opens as the comparison of its two sides, and a link opens it again', async ({ page }) => {
  const difference = readFileSync(new URL('samples/flamebearer/cpu-diff.json', import.meta.url))
  await open(page, recording('none'))
  await drop(page, [{ name: 'cpu-diff.json', content: difference }])
  await expect.poll(() => page.url()).toContain('base=')
  const gone = page.getByText('no longer reached: 19 % → 0.0 % of CPU').first()
  await expect(gone).toBeVisible()
  await openAgain(page)
  await expect(gone).toBeVisible()
})

test('a file that takes long says how far it is, and can be given up', async ({ page }, info) => {
  // Chunks of a recording may be put one after the other: a real one, each time a little later (the same one twice is read once), until
  // reading takes seconds.
  const once = gunzipSync(readFileSync('public/recordings/jvm-contention-async/order-gateway-async-0002.jfr.gz'))
  const startAt = 32
  const lastsAt = 40
  const chunks = Array.from({ length: 100 }, (_, at) => {
    const chunk = Buffer.from(once)
    chunk.writeBigInt64BE(once.readBigInt64BE(startAt) + BigInt(at) * once.readBigInt64BE(lastsAt), startAt)
    return chunk
  })
  const path = info.outputPath('long.jfr')
  writeFileSync(path, Buffer.concat(chunks))
  await open(page, recording('none'))
  await page.getByRole('button', { name: /^Source:/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Your files' }).click()
  await page.locator('input[data-pick="files"]').setInputFiles(path)
  const said = page.locator('[data-progress]')
  await expect(said).toHaveText(/ of 47 MB read, [1-9]\d* %\./)
  const before = await said.textContent()
  await expect(said).not.toHaveText(before ?? '')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('alert')).toContainText('long.jfr: reading was cancelled.')
  await page.getByRole('button', { name: 'Open the first recording' }).click()
  await expect(page.locator('[data-diagnosis="contention-bound"]')).toBeVisible()
})

test('a wall-clock profile alone is seen under its own name, and two of them are compared', async ({ page }) => {
  const sample = (name: string): Buffer => readFileSync(new URL(`samples/wall/${name}`, import.meta.url))
  await open(page, recording('none'))
  await drop(page, [{ name: 'wall-a.pb.gz', content: sample('wall-a.pb.gz') }])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  const pane = page.locator('[data-pane="cpu"]')
  await expect(pane.locator('g.frame').first()).toBeVisible()
  await expect(pane).toContainText('wall-clock time, not CPU')
  await expect(pane).toContainText('SSLSocket#sysread')
  await expect(page.getByRole('region', { name: 'One function, all profiles' })).toContainText('wall clock self')
  await expect(page.locator('[data-signal="cpu_user_pct"]')).not.toHaveAttribute('data-value', /\d/)
  await dropBeside(page, [{ name: 'wall-b.pb.gz', content: sample('wall-b.pb.gz') }])
  await expect.poll(() => page.url()).toContain('base.src=files')
  const changes = page.locator('section[aria-labelledby="changes"]')
  await expect(changes).toContainText('SSLSocket#sysread')
  await expect(changes).toContainText('of the wall-clock time')
  await expect(page.locator('[data-pane="cpu"]')).toContainText('wall-clock time, not CPU')
})
