import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

const samples = join(import.meta.dirname, '../../../e2e/samples')
const work = mkdtempSync(join(tmpdir(), 'diagnose-kind-'))
afterAll(() => rmSync(work, { recursive: true }))
/** Without the marks by which its event is told. */
const unmarked = (sample: string, name: string): string => {
  const path = join(work, name)
  writeFileSync(path, readFileSync(join(samples, sample), 'utf8').replaceAll('_[i]', ''))
  return path
}
const locks = unmarked('folded/async-lock-total.collapsed.txt', 'locks.txt')
const allocations = unmarked('folded/async-alloc-total.collapsed.txt', 'alloc.txt')
const goCpu = join(samples, 'pprof-go/cpu.pb.gz')

const answerTo = async (...words: readonly string[]) => {
  const { code, stdout } = await diagnose(['--json', ...words])
  expect(code).toBe(0)
  return JSON.parse(stdout) as {
    readonly signals: Readonly<Record<string, { readonly value: number | null }>>
    readonly profiles: readonly { readonly kind: string; readonly unit: string; readonly total: number }[]
    readonly warnings: readonly string[]
  }
}

describe('diagnose --kind', () => {
  it('is asked for in a warning where a file does not say what it counts', async () => {
    const { profiles, warnings } = await answerTo(locks)
    expect(profiles).toMatchObject([{ kind: 'cpu', unit: 'count' }])
    expect(warnings).toEqual([
      'locks.txt does not say what it counts: it is drawn as CPU samples and no signal is made of it. Say it with --kind locks.txt=KIND (cpu, wall, heap_live, heap_alloc, lock, block).',
    ])
  })

  it('says that a file is not drawn where another one is the CPU', async () => {
    const { profiles, warnings } = await answerTo(locks, goCpu)
    expect(profiles).toMatchObject([{ kind: 'cpu', unit: 'nanoseconds' }])
    expect(warnings.join()).toContain('it is not drawn, as the CPU is that of another file, and no signal')
    expect(warnings.join()).not.toContain('it is drawn as CPU')
  })

  it('makes lock waits and allocations of folded stacks, each by its file', async () => {
    const kinds = ['--kind', 'locks.txt=lock:ns', `--kind=${allocations}=heap_alloc`]
    const { signals, profiles, warnings } = await answerTo(
      ...kinds,
      '--seconds',
      '6',
      '--threads',
      '8',
      locks,
      allocations,
    )
    expect(warnings.join()).not.toContain('--kind')
    expect(profiles).toMatchObject([
      { kind: 'heap_alloc', unit: 'bytes' },
      { kind: 'lock', unit: 'nanoseconds' },
    ])
    // 24.03 s of waiting of 6 s × 8 threads, and as much as makes 30.07 for permits of a semaphore, which is a pool.
    expect(signals['lock_wait_pct']!.value).toBeCloseTo(50.07, 1)
    expect(signals['alloc_rate_mb_s']!.value).toBeCloseTo(34.8, 1)
  })

  it('without a file is said of those that do not say, and of no other', async () => {
    const { profiles } = await answerTo('--kind', 'lock', locks, goCpu)
    expect(profiles.map(({ kind }) => kind)).toEqual(['cpu', 'lock'])
    const { warnings } = await answerTo('--kind', 'cpu.pb.gz=lock', goCpu)
    expect(warnings).toContain('cpu.pb.gz says itself what it counts (cpu); --kind was not used for it.')
  })

  it('with a slip of the pen costs the run, in one line', async () => {
    for (const [words, message] of [
      [['--kind', 'memory'], /^diagnose: --kind needs .*, not "memory"\n$/],
      [['--kind', 'locks.txt=heap_live:ns'], /^diagnose: --kind needs .*, not "locks.txt=heap_live:ns"\n$/],
      [['--kind', '=cpu'], /^diagnose: --kind needs /],
      [['--kind', 'lock.txt=lock'], /^diagnose: --kind names lock\.txt, which is none of the files given\n$/],
    ] as const) {
      expect(await diagnose([...words, locks])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(message),
      })
    }
  })

  it('holds for both sides of a comparison', async () => {
    const { code, stdout } = await diagnose(['--json', '--kind', 'lock:ns', '--base', locks, '--head', locks])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).head.profiles).toMatchObject([{ kind: 'lock', unit: 'nanoseconds' }])
  })
})
