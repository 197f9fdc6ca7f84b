import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

const samples = join(import.meta.dirname, '../../../e2e/samples')
const cpuDiff = join(samples, 'flamebearer/cpu-diff.json')

describe('diagnose of a file that is a difference', () => {
  it('compares the two sides that are in it', async () => {
    const { code, stdout } = await diagnose(['--json', cpuDiff])
    expect(code).toBe(0)
    const answer = JSON.parse(stdout)
    expect(Object.keys(answer)).toEqual([
      'base',
      'head',
      'headline',
      'title',
      'transition',
      'comparability',
      'yardstick',
      'changes',
      'unchanged',
    ])
    expect(answer.base.profiles).toMatchObject([{ kind: 'cpu', total: 34_670_000_000 }])
    expect(answer.head.profiles).toMatchObject([{ kind: 'cpu', total: 75_590_000_000 }])
    expect(answer.base.window).toEqual({ from: null, until: null, seconds: null })
    // The build without the fast path: found in one file of a store, without the recordings behind it.
    expect(answer.changes[0]).toMatchObject({
      verdict: 'gone',
      name: 'services.example/fast-path/pricing.(*Cache).LookupCached',
    })
  })

  it('speaks of shares and of no second, which the file does not have', async () => {
    const { stdout } = await diagnose([cpuDiff])
    expect(stdout).toContain('neither side says how long it was recorded: shares are compared')
    expect(stdout).toContain('takes a larger share: 25 % → 78 % of CPU')
    expect(stdout).not.toMatch(/\/s\b/)
  })

  it('tests nothing where samples cannot be counted, and says so', async () => {
    const { code, stdout } = await diagnose(['--json', join(samples, 'flamebearer/inuse-diff.json')])
    expect(code).toBe(0)
    const { changes, unchanged, comparability } = JSON.parse(stdout)
    expect([changes, unchanged.tested]).toEqual([[], 0])
    expect(JSON.stringify(comparability)).toContain('so nothing is tested')
  })

  it('among other files is one more profile, its head, and says so', async () => {
    const { code, stdout } = await diagnose(['--json', cpuDiff, join(samples, 'flamebearer/inuse.json')])
    expect(code).toBe(0)
    const { profiles, warnings } = JSON.parse(stdout)
    expect(profiles).toMatchObject([{ kind: 'cpu', total: 75_590_000_000 }, { kind: 'heap_live' }])
    expect(warnings.join()).toContain('cpu-diff.json is a difference of two profiles; here only its head is read.')
  })
})
