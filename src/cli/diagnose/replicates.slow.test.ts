import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

const recordings = join(import.meta.dirname, '../../../public/recordings')
const of = (name: string): string => join(recordings, name)

describe('--base given several times', () => {
  it('adds the runs up, measures against what they differ by, and says so', async () => {
    const words = ['--base', of('fast-path-a'), '--base', of('fast-path-a2'), '--head', of('fast-path-b')]
    const said = await diagnose(['--json', ...words])
    expect(said.code).toBe(0)
    const answer = JSON.parse(said.stdout) as {
      readonly runs?: object
      readonly yardstick: string
      readonly title: string
    }
    expect(answer.runs).toEqual({ base: 2, head: 1 })
    expect(answer.yardstick).toContain('measured among 3 runs of A and B')
    expect(answer.title).toContain('LookupCached is no longer reached')
  })

  it('takes windows of one recording for runs, each by the window named after it', async () => {
    const words = (window: string): string[] =>
      `--base ${of('fast-path-a')} --base-window ${window} --base ${of('fast-path-a2')} --head ${of('fast-path-b')}`.split(
        ' ',
      )
    const said = await diagnose(words('steady'))
    expect(said.stderr).toBe('')
    expect(said.stdout).toContain('measured among 3 runs of A and B')
    const wrong = await diagnose(words('healthy'))
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('"healthy" is neither FROM..UNTIL')])
  })

  it('of windows of one process measures what they vary by, where too few functions tell what runs differ by', async () => {
    const window = (from: string, until: string): string => `2026-11-22T12:${from}Z..2026-11-22T12:${until}Z`
    const bases = [
      ['48:00', '48:30'],
      ['48:30', '49:00'],
      ['49:00', '49:30'],
      ['49:30', '50:00'],
    ] as const
    const said = await diagnose([
      '--json',
      ...bases.flatMap(([from, until]) => ['--base', of('orderbook'), '--base-window', window(from, until)]),
      '--head',
      of('orderbook'),
      '--head-window',
      window('50:00', '50:30'),
    ])
    const answer = JSON.parse(said.stdout) as {
      readonly runs?: object
      readonly yardstick: string
      readonly changes: readonly unknown[]
      readonly comparability: readonly { readonly text: string }[]
    }
    expect(answer.runs).toEqual({ base: 4, head: 1 })
    expect(answer.changes).toEqual([])
    // The block profile counts no events; how the windows vary tests it all the same.
    expect(answer.yardstick).toMatch(/lock: .*measured among the 4 windows of one side/)
    expect(answer.comparability.map(({ text }) => text).join()).not.toContain('nothing is tested')
  })

  it('refuses one run twice: it would be measured against itself', async () => {
    const said = await diagnose(['--base', of('mix-a'), '--base', of('mix-a'), '--head', of('mix-b')])
    expect([said.code, said.stderr]).toEqual([2, expect.stringContaining('--base: one run is given twice')])
  })

  it('refuses a run that cannot be read, by its name', async () => {
    const said = await diagnose(['--base', of('none-such'), '--base', of('mix-a'), '--head', of('mix-b')])
    expect([said.code, said.stderr]).toEqual([2, expect.stringMatching(/^diagnose: --base: .*none-such/)])
    const compared = await diagnose(['--base', of('none-such'), '--head', of('mix-b')], 'compare')
    expect([compared.code, compared.stderr]).toEqual([2, expect.stringMatching(/^compare: --base: .*none-such/)])
  })
})
