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
      'Lock wait changed: 0.19 → 95 threads waiting; lock wait 0.2 → 94 %; 100 % of the difference is in services.example/orderbook/book.(*Book).Place; its functions could not be tested.',
    )
  })
  it('is none where both sides wait as much', async () => {
    const { headline } = await compared('48:00..48:20', '49:00..49:20')
    expect(headline).not.toMatchObject({ untested: true })
  })
})

// JDK 17 keeps some 250 objects of all that is held, whatever it is; the collector says how much that is.
describe('a leak of which only objects are seen', () => {
  const leak = join(import.meta.dirname, '../../../public/recordings/jvm-leak')
  const between = async (base: string, head: string) => {
    const words = ['--base', leak, '--base-window', base, '--head', leak, '--head-window', head]
    const { stdout } = await diagnose(['--json', ...words], 'compare')
    return JSON.parse(stdout) as { readonly headline: object; readonly title: string; readonly transition: string }
  }
  const window = (minutes: string): string => minutes.replace(/[0-9:]+/g, (at) => `2026-11-22T19:${at}+05:30`)

  it('is told by what is held, not by a small function that allocates', async () => {
    const { title, transition } = await between('healthy', 'incident')
    expect(title).toBe(
      'What is held changed: live heap 54 → 100 MB, heap growth 753 MB/h in B, not known in A; in.example.fares.FareServer.rank makes 99 % → 100 % of the live objects.',
    )
    expect(transition).toContain('heap growth not known → 753 MB/h')
    expect((await between('incident', 'healthy')).title).toContain('live heap 100 → 54 MB, heap growth 753 MB/h in A')
  })
  it('is none where it holds as much in both, or grows as fast', async () => {
    expect((await between(window('15:31..16:02'), window('16:02..16:33'))).headline).toMatchObject({ id: 'none' })
    expect((await between(window('16:35..18:30'), window('18:30..20:30'))).headline).not.toMatchObject({ id: 'signal' })
  })
})
