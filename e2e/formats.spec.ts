/** Files whose formats hold more than one picture: a whole machine, memory beside the heap. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import { trifoldCommand } from '../src/cli/testing/command.ts'
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
import { offline, openShare, saved, snapshotOf } from './share/steps.ts'

const sample = (path: string): { readonly name: string; readonly content: Buffer } => ({
  name: path.slice(path.lastIndexOf('/') + 1),
  content: readFileSync(new URL(`samples/${path}`, import.meta.url)),
})

async function dropped(page: Page, files: readonly { readonly name: string; readonly content: string | Buffer }[]) {
  await open(page, recording('none'))
  await drop(page, files)
  await expect.poll(() => page.url()).toContain('src=files')
  await settled(page)
}

test('memory of native code beside a Java heap is a picture of its own, and its growth stands in the foot of the pane', async ({
  page,
}) => {
  await dropped(page, [sample('jfr/native.jfr.gz')])
  const heap = page.locator('[data-pane="heap"]')
  await heap.getByRole('radio', { name: 'native' }).check({ force: true })
  await expect(heap).toContainText('held outside the managed heap')
  await expect(heap.getByRole('row', { name: /NativeLeak\.keep/ })).toBeVisible()
  await expect(page).toHaveURL(/heap=native/)
  await heap.getByRole('button', { name: 'Heap as a table' }).press('Enter')
  await expect(heap.getByRole('treegrid')).toContainText('NativeLeak')
  // Who goes elsewhere finds it as it was: the address says so, and the files are kept.
  const link = page.url()
  await open(page, firstRecording)
  await expect(heap).toContainText('payments/ledger.py')
  await open(page, link)
  await expect(heap.getByRole('radio', { name: 'native' })).toBeChecked()
  // The Java heap's own picture is another: what it allocated, most of it elsewhere.
  await heap.getByRole('radio', { name: 'alloc' }).check({ force: true })
  await expect(heap).not.toContainText('held outside the managed heap')
  await expect(heap).toContainText('NativeLeak.onHeap')
})

test('native memory goes with the page: on a phone, into a saved picture, into a snapshot, and between two windows', async ({
  page,
  browser,
}, info) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await dropped(page, [sample('jfr/native.jfr.gz')])
  const heap = page.locator('[data-pane="heap"]')
  await page.getByRole('tab', { name: 'Heap' }).click()
  await heap.getByRole('radio', { name: 'native' }).check({ force: true })
  await expect(heap.getByRole('row', { name: /NativeLeak\.keep/ })).toBeVisible()
  await heap.getByRole('button', { name: 'Show flame graph' }).click()
  await expect(heap.getByRole('treeitem', { name: /NativeLeak/ }).first()).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)).toBe(false)

  await page.setViewportSize({ width: 1440, height: 900 })
  await openShare(page)
  const svg = readFileSync(await saved(page, info, 'Save SVG', 'native.svg'), 'utf8')
  expect(svg).toContain('held outside the managed heap')
  expect(svg).toContain('NativeLeak.keep')
  const alone = await offline(browser)
  await open(alone, pathToFileURL(await snapshotOf(page, info)).href)
  const frozen = alone.locator('[data-pane="heap"]')
  await expect(frozen.getByRole('radio', { name: 'native' })).toBeChecked()
  await expect(frozen.getByRole('row', { name: /NativeLeak\.keep/ })).toBeVisible()
  await expect(frozen.getByRole('treeitem', { name: /NativeLeak/ }).first()).toBeVisible()
  await alone.context().close()

  await page.keyboard.press('Escape')
  await dropBeside(page, [sample('jfr/native.jfr.gz')])
  await expect.poll(() => page.url()).toContain('&base=')
  const compared = heap.getByText('No evidence of change in any function.')
  await expect(compared).toBeVisible({ timeout: 30_000 })
  await expect(heap.getByRole('radio', { name: 'native' })).toBeChecked()
  await expect(heap.getByRole('treeitem', { name: /NativeLeak/ }).first()).toBeVisible()
})

/** What an agent of a whole machine writes: services beside each other, times in nanoseconds as texts. */
function machine(services: Readonly<Record<string, readonly [name: string, samples: number]>>): string {
  const strings = ['', 'samples', 'count', 'cpu', 'nanoseconds', ...Object.values(services).map(([name]) => name)]
  const functions = Object.values(services).map(([name]) => ({ nameStrindex: strings.indexOf(name) }))
  const time = 1_774_910_497_000_000_000n
  return JSON.stringify({
    resourceProfiles: Object.entries(services).map(([service, [, count]], index) => ({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeProfiles: [
        {
          profiles: [
            {
              sampleType: { typeStrindex: 1, unitStrindex: 2 },
              periodType: { typeStrindex: 3, unitStrindex: 4 },
              period: '50000000',
              timeUnixNano: String(time),
              durationNano: '5000000000',
              samples: [
                {
                  stackIndex: index + 1,
                  timestampsUnixNano: Array.from({ length: count }, (_, at) => String(time + BigInt(at) * 50_000_000n)),
                },
              ],
            },
          ],
        },
      ],
    })),
    dictionary: {
      stringTable: strings,
      mappingTable: [{}],
      functionTable: [{}, ...functions],
      locationTable: [{}, ...functions.map((_, at) => ({ lines: [{ functionIndex: at + 1 }] }))],
      linkTable: [{}],
      attributeTable: [{}],
      stackTable: [{}, ...functions.map((_, at) => ({ locationIndices: [at + 1] }))],
    },
  })
}

test('a file of a whole machine asks whose profiles are looked at, the busiest first, and the link keeps the answer', async ({
  page,
}) => {
  const content = machine({ billing: ['billing.settle', 12], orders: ['orders.price', 60] })
  await dropped(page, [{ name: 'host.json', content }])
  const cpu = page.locator('[data-pane="cpu"]')
  const choice = page.getByLabel('Which of host.json?')
  await expect(choice.locator('option')).toHaveText([/^orders · 3(\.0)? s CPU$/, /^billing · 600 ms CPU$/])
  await expect(cpu).toContainText('orders.price')
  await expect(cpu).not.toContainText('billing.settle')
  await choice.selectOption({ index: 1 })
  await settled(page)
  await expect(cpu).toContainText('billing.settle')
  await expect(cpu).not.toContainText('orders.price')
  await openAgain(page)
  await expect(cpu).toContainText('billing.settle')
})

/** One run of the command line over the same files. */
function diagnosed(paths: readonly string[]): {
  readonly signals: Readonly<Record<string, { readonly value: number | null }>>
  readonly diagnosis: { readonly pattern: string }
} {
  const files = paths.map((path) => fileURLToPath(new URL(`samples/${path}`, import.meta.url)))
  const words = [...trifoldCommand, 'diagnose', '--json', ...files]
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }))
}

for (const paths of [
  ['go-leak/heap-1.pb.gz', 'go-leak/heap-2.pb.gz', 'go-leak/heap-3.pb.gz', 'go-leak/goroutineleak.debug2.txt.gz'],
  ['jfr/jdk17.jfr'],
  ['folded/async-lock-total.collapsed.txt'],
  ['thread-dumps/jdk17-idle.jstack.txt.gz'],
]) {
  test(`the page says what the command line says of ${paths[0]}`, async ({ page }) => {
    await dropped(page, paths.map(sample))
    const { signals, diagnosis } = diagnosed(paths)
    await expect(page.locator('[data-diagnosis]').first()).toHaveAttribute('data-diagnosis', diagnosis.pattern)
    for (const [id, { value }] of Object.entries(signals)) {
      const shown = page.locator(`[data-signal="${id}"]`).first()
      if (value === null) await expect(shown).not.toHaveAttribute('data-value', /./)
      else expect(Number(await shown.getAttribute('data-value'))).toBeCloseTo(value, 6)
    }
  })
}

test('a heap of jemalloc is read by file and address, and beside a JVM’s own heap is memory of native code', async ({
  page,
}) => {
  await dropped(page, [sample('jemalloc/held.heap')])
  const heap = page.locator('[data-pane="heap"]')
  await expect(heap.getByRole('row', { name: /leaky\+0x1186/ })).toBeVisible()
  await heap.getByRole('button', { name: 'How Heap was measured' }).click()
  await expect(heap.getByRole('region', { name: 'How this was measured' })).toContainText('jeprof --collapsed')
  await dropped(page, [sample('jemalloc/held.heap'), sample('jfr/native.jfr.gz')])
  await heap.getByRole('radio', { name: 'native' }).check({ force: true })
  await expect(heap).toContainText('held outside the managed heap')
})

test('the binary form of Python 3.15 is read, and its CPU is told to be no more than that', async ({ page }) => {
  await dropped(page, [sample('tachyon/cpu.bin')])
  await expect(page.locator('[data-pane="cpu"]').getByRole('row', { name: /app\.parse/ })).toBeVisible()
  await expect(page.locator('[data-pane="lock"]')).toContainText('not recorded')
})
