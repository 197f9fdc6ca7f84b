import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

const sample = (name: string): string => join(import.meta.dirname, '../../../e2e/samples', name)
const wallA = sample('wall/wall-a.pb.gz')
const wallB = sample('wall/wall-b.pb.gz')
const said = async (...words: readonly string[]): Promise<string> => {
  const { code, stdout } = await diagnose(words)
  expect(code).toBe(0)
  return stdout
}

describe('diagnose of a file that has no pane of its own', () => {
  it('shows the functions of a wall-clock profile under its own name, and no CPU', async () => {
    const text = await said(wallA)
    expect(text).toMatch(/^wall clock: 60 s/m)
    expect(text).toContain('OpenSSL::SSL::SSLSocket#sysread')
    expect(text).toContain('Wall-clock time, not CPU')
    const { profiles, signals } = JSON.parse(await said('--json', '--cores', '4', wallA))
    expect(profiles).toMatchObject([{ kind: 'wall', pane: 'cpu', total: 60e9 }])
    expect(signals.cpu_user_pct.value).toBeNull()
  })

  it('compares two of them: 33 % → 84 % is said first', async () => {
    const text = await said('--base', wallA, '--head', wallB)
    expect(text).toMatch(/^OpenSSL::SSL::SSLSocket#sysread takes more wall-clock time: 0\.33 → 0\.84 threads\./)
    expect(text.replace(/\s+/g, ' ')).toContain('33 % → 84 % of the wall-clock time')
    const { changes } = JSON.parse(await said('--json', '--base', wallA, '--head', wallB))
    expect(changes[0]).toMatchObject({ kind: 'wall', verdict: 'grew' })
  })

  it('says that nothing was tested where nothing was, and never that nothing changed', async () => {
    // CPU on one side and wall-clock time on the other are not two amounts of one thing.
    const text = await said('--base', wallA, '--head', sample('pprof-rust/cpu.pb'))
    expect(text).toMatch(/^These two could not be compared/)
    expect(text).toContain('A has wall clock, B CPU: not two amounts of one thing')
    expect(text).not.toMatch(/no (evidence of )?change/i)
  })

  it('finds no change between a wall-clock profile and itself', async () => {
    expect(await said('--base', wallA, '--head', wallA)).toMatch(/^No change found\./)
  })

  it('shows where threads were created', async () => {
    const { profiles } = JSON.parse(await said('--json', sample('pprof-go/threadcreate.pb.gz')))
    expect(profiles).toMatchObject([{ kind: 'threads', pane: 'lock', unit: 'count' }])
  })

  it('reads the wall clock of V8 as its .cpuprofile', async () => {
    const busy = async (file: string): Promise<number> =>
      JSON.parse(await said('--json', '--cores', '4', sample(`wall/${file}`))).signals.cpu_user_pct.value
    expect(await busy('v8-wall.pb.gz')).toBeCloseTo(68, 0)
    expect(await busy('v8-wall.pb.gz')).toBeCloseTo(await busy('v8.cpuprofile'), 0)
  })
})
