import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writePprof } from '../../core/testing/pprofWriter.ts'
import { diagnose } from './diagnose.ts'

const samples = join(import.meta.dirname, '../../../e2e/samples')
const cpuDiff = join(samples, 'flamebearer/cpu-diff.json')

describe('diagnose of a file that is a difference', () => {
  it('compares the two sides that are in it', async () => {
    const { code, stdout } = await diagnose(['--json', cpuDiff])
    expect(code).toBe(0)
    const answer = JSON.parse(stdout)
    expect(Object.keys(answer)).toEqual([
      'schema',
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

  it('names no function in text, Markdown or JSON where names are redacted, but those that are kept', async () => {
    const told = async (...words: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await diagnose([cpuDiff, ...words])
      return stdout + stderr
    }
    const hidden = ['--redact', 'names', '--keep', 'runtime.']
    for (const form of [[], ['--markdown'], ['--json'], ['--quiet']]) {
      expect(await told(...form)).toContain('LookupCached')
      const text = await told(...form, ...hidden)
      expect(text).not.toMatch(/LookupCached|services\.example|main\.|encoding\/json/)
      expect(text).toMatch(/hidden-[0-9a-f]{10}/)
    }
    expect(await told('--json', ...hidden)).toContain('"runtime.')
  })

  it('speaks of shares and of no second, which the file does not have', async () => {
    const stdout = (await diagnose([cpuDiff])).stdout.replace(/\s+/g, ' ')
    expect(stdout).toContain('neither side says how long it was recorded: shares are compared')
    expect(stdout).toContain('takes a larger share: 18 % → 56 % of CPU')
    expect(stdout).not.toMatch(/\/s\b/)
  })

  it('tests nothing where samples cannot be counted, and says so', async () => {
    const { code, stdout } = await diagnose(['--json', join(samples, 'flamebearer/inuse-diff.json')])
    expect(code).toBe(0)
    const { changes, unchanged, comparability } = JSON.parse(stdout)
    expect([changes, unchanged.tested]).toEqual([[], 0])
    expect(JSON.stringify(comparability)).toContain('so nothing is tested')
  })

  describe('that pprof saved', () => {
    const folder = mkdtempSync(join(tmpdir(), 'difference-'))
    afterAll(() => rmSync(folder, { recursive: true }))
    const sample = (name: string, samples: number, labels?: Readonly<Record<string, string>>) => ({
      stack: ['main', name],
      values: [samples, samples * 10_000_000],
      ...(labels ? { labels } : {}),
    })
    const saved = (name: string, samples: readonly ReturnType<typeof sample>[]): string => {
      const path = join(folder, name)
      const types = [
        ['samples', 'count'],
        ['cpu', 'nanoseconds'],
      ] as const
      const period = { periodType: ['cpu', 'nanoseconds'] as const, period: 10_000_000 }
      writeFileSync(path, writePprof({ types, ...period, durationNanos: 120e9, samples }))
      return path
    }
    const base = { 'pprof::base': 'true' }

    it('with -diff_base tests its two sides by shares, because nobody knows how long either took', async () => {
      const file = saved('diff.pb', [
        sample('encode', 5000),
        sample('parse', 1000),
        sample('encode', -2000, base),
        sample('parse', -4000, base),
      ])
      const { stdout } = await diagnose([file])
      expect(stdout).toMatch(/^parse takes a smaller share in B: 67 % → 17 % of CPU\./)
      expect(stdout).not.toMatch(/\d cores/)
    })

    it('with -base shows what fell and what grew and tests neither: what stayed the same is in none', async () => {
      const file = saved('base.pb', [sample('encode', 3000), sample('parse', -3000)])
      const { stdout } = await diagnose([file])
      expect(stdout).toMatch(/^These two could not be compared/)
      expect(stdout).toContain('CPU is one profile less another: what fell stands in A, what grew in B')
      expect(stdout).toContain('A, 30 s: 100 % parse')
      expect(stdout).toContain('B, 30 s: 100 % encode')
      expect(stdout).not.toMatch(/no longer reached|takes its place|only in A|No change found/)
    })
  })

  it('among other files is one more profile, its head, and says so', async () => {
    const { code, stdout } = await diagnose(['--json', cpuDiff, join(samples, 'flamebearer/inuse.json')])
    expect(code).toBe(0)
    const { profiles, warnings } = JSON.parse(stdout)
    expect(profiles).toMatchObject([{ kind: 'cpu', total: 75_590_000_000 }, { kind: 'heap_live' }])
    expect(warnings.join()).toContain('cpu-diff.json is a difference of two profiles; here only its head is read.')
  })
})
