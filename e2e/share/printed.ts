/** What tests of paper do. */
import { spawnSync } from 'node:child_process'
import { type Page, type TestInfo, test } from '@playwright/test'
import { expect } from '../page.ts'

/** Poppler's reader, or Ghostscript's. */
const readers: readonly ((path: string) => readonly string[])[] = [
  (path) => ['pdftotext', '-layout', path, '-'],
  (path) => ['gs', '-q', '-dNOPAUSE', '-dBATCH', '-sDEVICE=txtwrite', '-sOutputFile=-', path],
]
const reader = readers.find((command) => spawnSync(command('')[0] ?? '', ['-v']).status === 0)

export interface Printed {
  readonly pages: number
  /** Text of each page; undefined where nothing here reads PDF. */
  readonly texts: readonly string[] | undefined
}

/** What is only for paper comes right after the first screen. */
export async function printable(page: Page): Promise<void> {
  // Each look draws the page for paper and back: not one a frame.
  const looks = { polling: 500 }
  await page.waitForFunction(
    () => {
      dispatchEvent(new Event('beforeprint'))
      const there = document.getElementById('why') !== null
      dispatchEvent(new Event('afterprint'))
      return there
    },
    undefined,
    looks,
  )
}

/** Needs a page that is `printable`. */
export async function print(page: Page, info: TestInfo, name: string, landscape: boolean): Promise<Printed> {
  const path = info.outputPath(`${name}-${landscape ? 'landscape' : 'portrait'}.pdf`)
  const bytes = await page.pdf({ path, format: 'A4', landscape })
  const pages = bytes.toString('latin1').match(/\/Type\s*\/Page(?!s)/g)?.length ?? 0
  if (!reader) return { pages, texts: undefined }
  const [command = '', ...args] = reader(path)
  const text = spawnSync(command, args, { encoding: 'utf8' }).stdout
  return { pages, texts: text.split('\f').filter((one, index, all) => index < all.length - 1 || one.trim() !== '') }
}

export const skipUnread = (): void =>
  test.skip(
    reader === undefined,
    'there is neither pdftotext nor gs here: of what is printed only the pages were counted',
  )

/** Of a page at 1440 with the incident of the order book. */
const parts = [
  'Contention-bound',
  'CPU use',
  'does not apply',
  'misses by',
  'where cycles burn',
  'what is held',
  'where threads wait',
  'cannot see',
  'One function',
  'src=recording:recordings/orderbook/',
]
/** Where readers of PDF differ is in the spaces (and in ligatures: no "fi" above). */
export const packed = (text: string): string => text.replace(/\s+/g, '').toLowerCase()

/** Of one that prints the incident of the order book: all is on some sheet, and no sheet is blank. After `skipUnread`. */
export function expectWhole({ texts = [] }: Printed): void {
  for (const part of parts) expect(packed(texts.join(''))).toContain(packed(part))
  for (const text of texts) expect(packed(text).length).toBeGreaterThan(200)
}
