import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Headline } from '../../core/diff/comparison.ts'
import { headlineShape } from '../../core/snapshot/headlineShape.ts'
import { plainText } from '../../core/diagnosis/words.ts'
import { comparedOnce, recordedSide } from '../testing/recorded.ts'
import { diagnose } from './diagnose.ts'

const recordings = join(import.meta.dirname, '../../../public/recordings')

interface Told {
  readonly headline: Headline
  readonly title: string
}

async function compared(base: string, head: string): Promise<Told> {
  const { headline, title } = await comparedOnce(await recordedSide(base), await recordedSide(head))
  const said = JSON.parse(JSON.stringify(headline)) as Headline
  expect(headlineShape.check(said, 'headline')).toBeUndefined()
  return { headline: said, title: plainText(title ?? []) }
}

describe('two recordings of two programs', () => {
  it('are said to be so where one of them is a single package', async () => {
    for (const other of ['serdes', 'fast-path-a']) {
      const { headline, title } = await compared(other, 'mix-a')
      expect(headline).toMatchObject({ id: 'other-programs', of: 'packages' })
      expect(title).not.toContain('takes its place')
    }
  })

  it('are said to be so where one of them hardly computes, or shows the machine that both run on', async () => {
    for (const [a, b] of [
      ['jvm-churn', 'jvm-contention'],
      ['jvm-contention', 'jvm-leak'],
      ['jvm-contention-async', 'jvm-churn-async'],
      // By two profilers, which call Java's methods alike.
      ['jvm-churn-async', 'jvm-contention'],
      ['jvm-churn', 'jvm-contention-async'],
    ] as const)
      expect((await compared(a, b)).headline).toMatchObject({ id: 'other-programs' })
  })

  it('of two languages are not asked for more', async () => {
    const [a = '', b = ''] = ['checkout', 'jvm-cpu'].map((name) => join(recordings, name))
    const { stdout } = await diagnose(['--json', '--base', a, '--head', b], 'compare')
    const { headline, title } = JSON.parse(stdout) as Told
    expect(await compared('checkout', 'jvm-cpu')).toEqual({ headline, title })
    expect(headline).toMatchObject({ of: 'runtimes', runtimes: { base: 'go', head: 'jvm' } })
    expect(title).toBe('These are two different programs: A is Go, B is Java. Nothing is compared.')
  })

  it('are one program where its code changed, or was given another name', async () => {
    for (const [a, b] of [
      ['mix-a', 'mix-slow'],
      ['fast-path-a', 'fast-path-b'],
      ['nightly-monday', 'nightly-renamed'],
      ['jvm-churn', 'jvm-churn-async'],
      ['jvm-contention', 'jvm-contention-async'],
    ] as const)
      expect((await compared(a, b)).headline.id).not.toBe('other-programs')
  })
})
