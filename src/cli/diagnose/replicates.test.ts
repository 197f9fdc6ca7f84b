import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

const recordings = join(import.meta.dirname, '../../../public/recordings')
const of = (name: string): string => join(recordings, name)

describe('--base given several times', () => {
  it('adds the runs up, measures against what they differ by, and says so in words and in JSON', async () => {
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
    const text = await diagnose(words)
    expect(text.stdout).toContain('measured among 3 runs of A and B')
  })

  it('takes windows of one recording for runs, each by the window named after it', async () => {
    const words = (window: string): string[] =>
      `--json --base ${of('fast-path-a')} --base-window ${window} --base ${of('fast-path-a2')} --head ${of('fast-path-b')}`.split(
        ' ',
      )
    const said = await diagnose(words('steady'))
    expect(said.stderr).toBe('')
    expect((JSON.parse(said.stdout) as { readonly runs?: object }).runs).toEqual({ base: 2, head: 1 })
    const wrong = await diagnose(words('healthy'))
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('"healthy" is neither FROM..UNTIL')])
  })

  it('refuses one run twice: it would be measured against itself', async () => {
    const said = await diagnose(['--base', of('mix-a'), '--base', of('mix-a'), '--head', of('mix-b')])
    expect([said.code, said.stderr]).toEqual([2, expect.stringContaining('--base: one run is given twice')])
  })

  it('refuses a run that cannot be read, by its name', async () => {
    const said = await diagnose(['--base', of('none-such'), '--base', of('mix-a'), '--head', of('mix-b')])
    expect([said.code, said.stderr]).toEqual([2, expect.stringMatching(/^diagnose: --base: .*none-such/)])
  })
})
