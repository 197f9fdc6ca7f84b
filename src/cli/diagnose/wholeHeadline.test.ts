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

  it('leaves the headline to what it calls where that is the change', async () => {
    const { headline, title } = await compared(usual, { ...usual, discount: 3 * usual.discount })
    expect(headline).toMatchObject({ id: 'function', name: 'shop.discount' })
    expect(title).toContain('shop.discount takes more CPU')
  })
})
