import { describe, expect, it } from 'vitest'
import { explainLoadError } from '../../base/result.ts'
import { expectSoundWhenDamaged } from '../../testing/damaged.ts'
import { drawStacks } from '../../testing/drawStacks.ts'
import { readFile } from '../readFile.ts'

const options = { fileName: 'profile.json', maxInflatedBytes: 1e8 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const row = (line: string, lineno: number, python: number, native: number, megabytes: number): object => ({
  line,
  lineno,
  n_cpu_percent_python: python,
  n_cpu_percent_c: native,
  n_sys_percent: 0,
  n_malloc_mb: megabytes,
})
const saved = {
  elapsed_time_sec: 4,
  start_time_absolute: 1_795_000_000,
  growth_rate: 0,
  program: '/srv/app.py',
  args: ['--token', 'secret-argument'],
  files: {
    '/srv/app.py': {
      functions: [row('serve', 9, 50, 10, 120), row('Cart.add', 20, 20, 0, 0)],
      lines: [{ line: "password = 'secret-argument'", lineno: 3, n_cpu_percent_python: 1 }],
    },
  },
}

describe('scalene', () => {
  it('gives shares of CPU and allocated bytes by function, and none of the source or the command line', async () => {
    const result = await readFile(bytesOf(JSON.stringify(saved)), options)
    if (!result.ok) throw new Error(explainLoadError(result.error))
    const { format, parts, facts } = result.value
    expect([format, parts.map(({ kind }) => kind)]).toEqual(['scalene', ['cpu', 'wall', 'heap']])
    expect(parts.map(({ profile }) => drawStacks(profile))).toEqual([
      ['app.serve percent=60', 'app.Cart.add percent=20'],
      ['app.serve percent=60', 'app.Cart.add percent=20'],
      ['app.serve alloc_space=125829120'],
    ])
    expect(parts[0]!.window).toEqual({ fromMs: 1_795_000_000_000, untilMs: 1_795_000_004_000 })
    expect(parts[1]!.profile.meta.notes.join()).toMatch(/88 % was in Python, 13 % in native code/)
    // What is freed soon is not sampled: 126 MB in 4 s is the least, and the picture ranks.
    expect([parts[2]!.covers, parts[2]!.window]).toEqual(['cumulative', undefined])
    expect(facts.bounds).toMatchObject([{ signal: 'alloc_rate_mb_s', low: 125.829_12 / 4 }])
    expect(facts.bounds![0]).not.toHaveProperty('high')
    expect(JSON.stringify(result.value)).not.toContain('secret-argument')
  })

  it('gives what its lines have beyond its functions to the module itself', async () => {
    const line = (python: number): object => ({ line: 'x', lineno: 3, n_cpu_percent_python: python })
    const inModule = {
      ...saved,
      files: { '/srv/app.py': { functions: [row('serve', 9, 30, 0, 0)], lines: [line(30), line(25), line(15)] } },
    }
    const result = await readFile(bytesOf(JSON.stringify(inModule)), options)
    expect(result.ok ? drawStacks(result.value.parts[0]!.profile) : []).toEqual([
      'app.serve percent=30',
      'app.<module> percent=40',
    ])
  })

  it('counts sleeping, which it calls system time, as time and not as CPU', async () => {
    const sleeping = { ...row('wait_db', 9, 1, 0, 0), n_sys_percent: 89 }
    const result = await readFile(
      bytesOf(JSON.stringify({ ...saved, files: { '/srv/app.py': { functions: [sleeping], lines: [] } } })),
      options,
    )
    if (!result.ok) throw new Error(explainLoadError(result.error))
    expect(result.value.parts.map(({ kind, profile }) => [kind, ...drawStacks(profile)])).toEqual([
      ['cpu', 'app.wait_db percent=1'],
      ['wall', 'app.wait_db percent=90'],
    ])
  })

  it('without a function that did anything is refused with what has more', async () => {
    const result = await readFile(bytesOf(JSON.stringify({ ...saved, files: {} })), options)
    expect(result.ok ? '' : explainLoadError(result.error)).toMatch(/without a function.*py-spy record/)
  })

  it('cut off or changed anywhere is a value or a sentence', async () => {
    const whole = bytesOf(JSON.stringify(saved))
    await expectSoundWhenDamaged(whole, (bytes) => readFile(bytes, options), { everyBytes: 7, numRuns: 150 })
  })
})
