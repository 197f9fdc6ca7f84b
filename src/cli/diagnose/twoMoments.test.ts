import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Headline } from '../../core/diff/comparison.ts'
import { headlineShape } from '../../core/snapshot/headlineShape.ts'
import { diagnose } from './diagnose.ts'

const root = join(import.meta.dirname, '../../..')

async function compared(base: string, head: string) {
  const [a, b] = [base, head].map((file) => join(root, file)) as [string, string]
  const { stdout, stderr } = await diagnose(['--json', '--base', a, '--head', b], 'compare')
  expect(stderr).toBe('')
  const said = JSON.parse(stdout) as {
    readonly headline: Headline
    readonly title: string
    readonly yardstick: string
    readonly comparability: readonly { readonly text: string }[]
  }
  expect(headlineShape.check(said.headline, 'headline')).toBeUndefined()
  return { ...said, moments: said.comparability.find(({ text }) => text.startsWith('B is the process of A'))?.text }
}

const leak = (file: string): string => `e2e/samples/go-heaps/${file}`
const recorded = (name: string): string => `public/recordings/${name}.pb.gz`

describe('two heap files of a running Go process, each since its start', () => {
  it('are told by what is held more, with what was allocated between them', async () => {
    const { headline, title, moments, yardstick } = await compared(leak('leak-4s.pb.gz'), leak('leak-12s.pb.gz'))
    expect(headline).toMatchObject({ id: 'function', kind: 'heap_live', verdict: 'grew' })
    expect(title).toMatch(/^services\.example\/basket\/session\.New holds more: 5\.8 MB → 28 MB held/)
    // 100 MiB by the two files: go tool pprof -sample_index=alloc_space -base.
    expect(moments).toMatch(
      / s later, .* between the two 1\d\d MB were allocated, .* and the live heap grew by 2\d MB$/,
    )
    expect(yardstick).toContain('sampling alone, of one process at two moments')
    expect(yardstick).not.toContain('allocation:')
  })

  it('list nothing where the heap only comes and goes', async () => {
    const { headline, moments } = await compared(recorded('fast-path-a/heap-0002'), recorded('fast-path-a/heap-0007'))
    expect(moments).toBeDefined()
    expect(headline.id).toBe('none')
  })

  it('of two processes are two runs, which allocated each for itself', async () => {
    const other = await compared(leak('another-2s.pb.gz'), leak('leak-12s.pb.gz'))
    expect(other.moments).toBeUndefined()
    // Too little for a test of one function, and no reason to say that none carries it.
    expect(other.title).toBe(
      'What is held changed: 7.4 MB → 28 MB held; 100 % of the difference is in services.example/basket/session.New.',
    )
    for (const [a, b] of [
      ['fast-path-a/heap-0002', 'fast-path-a2/heap-0009'],
      ['nightly-monday/heap-0001', 'nightly-tuesday/heap-0004'],
      ['mix-a/heap-0003', 'mix-b/heap-0008'],
    ] as const)
      expect((await compared(recorded(a), recorded(b))).moments).toBeUndefined()
    // The later one first.
    expect((await compared(leak('leak-12s.pb.gz'), leak('leak-4s.pb.gz'))).moments).toBeUndefined()
  })
})
