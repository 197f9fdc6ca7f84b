import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trifold-whole-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Samples of CPU below the one function that does everything, over a minute. */
async function compared(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>) {
  const files = [a, b].map((of, side) => {
    const path = join(folder, `${side}.folded`)
    writeFileSync(
      path,
      Object.entries({ start: 1, ...of })
        .map(([name, seen]) => `main;shop.handle;shop.${name} ${seen}\n`)
        .join(''),
    )
    return path
  })
  const words = ['--json', '--kind', 'cpu', '--seconds', '60', '--base', files[0]!, '--head', files[1]!]
  const { stdout } = await diagnose(words, 'compare')
  return JSON.parse(stdout) as { readonly headline: { readonly id: string }; readonly title: string }
}

const usual = { tax: 2600, discount: 1900, render: 1100 }

describe('a function that is all of the CPU in both', () => {
  it('is no headline where it got less of the machine: the whole is, with where it was', async () => {
    const { headline, title } = await compared(usual, { tax: 420, discount: 330, render: 150 })
    expect(headline).toMatchObject({ id: 'whole', kind: 'cpu' })
    expect(title).toBe('CPU changed: 93/s → 15/s; 100 % of the difference is in shop.handle.')
  })

  it('is no headline where few functions that it calls moved alike, and one is that does all of it by libraries', async () => {
    const usualOf = { tax: 2600, discount: 1900, render: 1100, total: 900 }
    const more = { tax: 7900, discount: 5600, render: 3400, total: 2650 }
    expect((await compared(usualOf, more)).title).toContain('all functions alike, ×3.0')
    const inJson = (of: typeof usualOf): Readonly<Record<string, number>> =>
      Object.fromEntries(Object.entries(of).map(([name, seen]) => [`reply;json.${name}`, seen]))
    expect((await compared(inJson(usualOf), inJson(more))).title).toBe(
      'CPU changed: 108/s → 326/s; 100 % of the difference is in shop.reply.',
    )
  })

  it('leaves the headline to what it calls where that is the change', async () => {
    const { headline, title } = await compared(usual, { ...usual, discount: 3 * usual.discount })
    expect(headline).toMatchObject({ id: 'function', name: 'shop.discount' })
    expect(title).toContain('shop.discount takes more CPU')
  })
})
