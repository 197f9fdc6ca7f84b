/** Who holds a lock, and what threads wait for that wait for no lock: what of it is on screen, and what leaves. */
import { readFileSync } from 'node:fs'
import { joined, numbers, text16, writeNettrace, type WrittenEvent } from '../src/core/testing/nettraceWriter.ts'
import { drop, expect, open, recording, settled, shared as test } from './page.ts'
import { openShare, snapshotOf, unpacked } from './share/steps.ts'

const ms = 1_000_000
const runtime = 'Microsoft-Windows-DotNETRuntime'
const [post, flush] = [0x7f00_0000_0008, 0x7f00_0000_1008]

/** Two threads wait for the lock of a ledger, whose holder flushes a file meanwhile; the second version of the event names it. */
function dotnetTrace(version: 1 | 2): Buffer {
  const method = (at: number, type: string, name: string): WrittenEvent => ({
    of: `${runtime}Rundown 144`,
    version: 1,
    at: 1990 * ms,
    payload: joined(
      numbers([64, 1], [64, 2], [64, at - 8], [32, 256], [32, 0], [32, 0]),
      text16(type),
      text16(name),
      text16('void ()'),
    ),
  })
  const wait = (thread: number): readonly WrittenEvent[] => [
    {
      of: `${runtime} 81`,
      version,
      thread,
      at: 100 * ms,
      stack: [post],
      payload: joined(
        numbers([8, 0], [16, 9]),
        version === 1 ? new Uint8Array(0) : numbers([64, 0x7e00], [64, 1], [64, 5]),
      ),
    },
    { of: `${runtime} 91`, thread, at: 1900 * ms, payload: numbers([8, 0], [16, 9]) },
  ]
  const sample = (thread: number, at: number, ...stack: number[]): WrittenEvent => ({
    of: 'Microsoft-DotNETCore-SampleProfiler 0',
    thread,
    at: at * ms,
    stack,
    payload: numbers([32, 1]),
  })
  const ticks = Array.from({ length: 200 }, (_, tick) => tick * 10)
  const events = [
    ...wait(1),
    ...wait(2),
    ...ticks.flatMap((at) => [sample(5, at, flush, post), sample(1, at, post), sample(2, at, post)]),
    method(post, 'Shop.Ledger', 'Post'),
    method(flush, 'System.IO.RandomAccess', 'FlushToDisk'),
  ]
  return Buffer.from(
    writeNettrace(
      events.toSorted((a, b) => a.at - b.at),
      { version: 4 },
    ),
  )
}

test('a .NET trace names the holder’s work where its events name the owner, and says how to record it where not', async ({
  page,
}) => {
  await open(page, recording('none'))
  await drop(page, [{ name: 'named.nettrace', content: dotnetTrace(2) }])
  const lock = page.locator('[data-pane="lock"]')
  await expect(lock.getByText(/held by .*100 % of the wait was disk/)).toBeVisible({ timeout: 30_000 })
  await lock.getByRole('radio', { name: 'holders' }).check({ force: true })
  await expect(lock.getByRole('treeitem', { name: /waits for the disk/ })).toBeVisible()

  await drop(page, [{ name: 'older.nettrace', content: dotnetTrace(1) }])
  await expect(lock.getByText('who holds it was not recorded')).toBeVisible({ timeout: 30_000 })
  await lock.getByRole('radio', { name: 'holders' }).check({ force: true })
  await expect(lock.getByText('Who holds the locks was not recorded.')).toBeVisible()
  await expect(lock.getByText(/^dotnet-trace collect -p PID/)).toBeVisible()
})

test('the address that most of the I/O waits for is on screen, and in nothing that leaves without host names', async ({
  page,
}, info) => {
  await open(page, recording('none'))
  const content = readFileSync(new URL('samples/jfr/locks/network.jfr.gz', import.meta.url))
  await drop(page, [{ name: 'network.jfr.gz', content }])
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
  const address = /on sockets to 127\.0\.0\.1:36357/
  await expect(page.locator('[data-pane="cpu"]').getByText(address).first()).toBeVisible()
  expect(decodeURIComponent(page.url())).not.toContain('36357')
  await openShare(page)
  await page.getByRole('checkbox', { name: 'addresses, host and file names' }).check()
  const text = unpacked(await snapshotOf(page, info))
  expect(text).toContain('LockTruth$Quotes')
  expect(text).toMatch(/"to":"host-[0-9a-f]{6}"/)
  expect(text).not.toMatch(/127\.0\.0\.1|36357/)
  // The choice lasts as long as the tab.
  await page.getByRole('checkbox', { name: 'addresses, host and file names' }).uncheck()
})

test('dumps say where threads stood, beside a CPU profile that was not recorded', async ({ page }) => {
  await open(page, recording('none'))
  const content = readFileSync(new URL('samples/thread-dumps/jdk17-deadlock.jstack.txt.gz', import.meta.url))
  await drop(page, [{ name: 'dump.jstack.txt.gz', content }])
  const cpu = page.locator('[data-pane="cpu"]')
  await expect(cpu.getByText(/5 of 10 waiting for a lock, 5 idle or asleep/).first()).toBeVisible({ timeout: 30_000 })
  const lock = page.locator('[data-pane="lock"]')
  await expect(lock.getByText('5 of 10', { exact: true })).toBeVisible()
  // All of them are an Object: where each is taken tells them apart.
  await expect(lock.getByText(/ · deadlock: \S*main\$1[34] → \S*main\$1[34] → /).first()).toBeVisible()
})

for (const width of [1440, 390]) {
  test(`a deadlock inside a flight recording is drawn, who waits and who holds, at ${width}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 })
    await open(page, recording('none'))
    const content = readFileSync(new URL('samples/jfr/open/knot.jfr.gz', import.meta.url))
    await drop(page, [{ name: 'knot.jfr.gz', content }])
    await expect(page.getByText('knot.jfr.gz').first()).toBeVisible({ timeout: 30_000 })
    await settled(page)
    if (width === 390) await page.getByRole('tab', { name: 'Lock' }).click()
    const lock = page.locator('[data-pane="lock"]')
    await expect(lock.getByText(/ · deadlock: OpenWaits.refund → OpenWaits.reserve → OpenWaits.refund/)).toBeVisible()
    await lock.getByRole('radio', { name: 'both' }).check({ force: true })
    // No event has any time of these waits: threads are drawn, in both halves.
    await expect(lock.getByRole('treeitem', { name: /^OpenWaits.refund/ })).toHaveCount(2)
    await expect(lock.getByRole('treeitem', { name: /^waits in a deadlock/ })).toHaveCount(2)
    await expect(lock.getByText('nothing waited for a lock')).toHaveCount(0)
    // Of two rows a badge would cover one.
    const more = lock.getByRole('button', { name: /more rows? (above|below)/ })
    const covering = await more.evaluateAll(
      (badges) =>
        badges.filter((badge) => {
          const box = badge.closest('.relative')?.querySelector('[data-flame-scroll]')?.getBoundingClientRect()
          const { top, bottom } = badge.getBoundingClientRect()
          return box !== undefined && top < box.bottom - 1 && bottom > box.top + 1
        }).length,
    )
    expect(covering).toBe(0)
  })
}

test('on a phone causes that may still be are counted once: of a lock wait whose interval reaches over the threshold', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open(page, recording('none'))
  const content = readFileSync(new URL('samples/nettrace/chain.nettrace.gz', import.meta.url))
  await drop(page, [{ name: 'chain.nettrace.gz', content }])
  await expect(page.getByText('1 of 5 causes still possible: contention-bound.')).toBeVisible({ timeout: 30_000 })
  const why = page.getByRole('button', { name: /^Why: 4 of 5 causes ruled out/ })
  await why.click()
  await expect(page.locator('[data-rule="contention-bound"]').getByText('still possible')).toBeVisible()
  await expect(page.locator('[data-rule]').getByText('ruled out')).toHaveCount(4)
})

test('who had the interpreter is said where waits for locks are invisible', async ({ page }) => {
  await open(page, recording('none'))
  const content = readFileSync(new URL('samples/tachyon/all.gecko.json.gz', import.meta.url))
  await drop(page, [{ name: 'all.gecko.json.gz', content }])
  const lock = page.locator('[data-pane="lock"]')
  await expect(lock.getByText(/for the GIL, most at app\./)).toBeVisible({ timeout: 30_000 })
  await expect(lock.getByText(/held by app\.parse/)).toBeVisible()
  await expect(lock.getByText('The lock profile was not recorded')).toBeVisible()
})
