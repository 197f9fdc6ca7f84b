import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

const orderbook = join(import.meta.dirname, '../../../public/recordings/orderbook')

async function compared(base: string, head: string): Promise<{ readonly headline: object; readonly title: string }> {
  const window = (minutes: string): string => minutes.replace(/[0-9:]+/g, (at) => `2026-11-22T12:${at}Z`)
  const words = ['--base', orderbook, '--base-window', window(base), '--head', orderbook, '--head-window', window(head)]
  const said = await diagnose(['--json', ...words], 'compare')
  expect(said.stderr).toBe('')
  return JSON.parse(said.stdout) as { readonly headline: object; readonly title: string }
}

// A block profile counts no events, and of two minutes of which half were recorded there are no parts to measure by.
describe('a profile of which nothing can be tested', () => {
  it('is the headline where the verdict rests on it and its signal stands clear of the other side’s', async () => {
    const { headline, title } = await compared('45:24..47:24', '47:39..51:09')
    expect(headline).toMatchObject({ id: 'whole', kind: 'lock', untested: true })
    expect(title).toBe(
      'Lock wait changed: 0.19 → 95 threads waiting; lock wait 0.2 → 94 %; its functions could not be tested.',
    )
  })
  it('is none where both sides wait as much', async () => {
    const { headline } = await compared('48:00..48:20', '49:00..49:20')
    expect(headline).not.toMatchObject({ untested: true })
  })
})
