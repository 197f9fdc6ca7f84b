import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnose } from './diagnose.ts'

const folder = join(import.meta.dirname, '../../../e2e/samples/go-leak')

async function answerTo(...files: readonly string[]) {
  const { code, stdout } = await diagnose([
    '--json',
    ...files.map((file) => (/^[-\d]/.test(file) ? file : join(folder, file))),
  ])
  expect(code).toBe(0)
  const { findings, diagnosis } = JSON.parse(stdout)
  const leak: string | undefined = findings.find(({ id }: { id: string }) => id === 'goroutine-leak')?.text
  return { leak, pattern: diagnosis.pattern, next: diagnosis.next }
}

describe('leaked goroutines', () => {
  it.each([
    ['goroutineleak.pb.gz', '960 goroutines leaked at main.deliver (chan send), begun by main.quotePrice'],
    ['goroutineleak.debug1.txt', '961 goroutines leaked at main.deliver, begun by main.quotePrice'],
    ['goroutineleak.debug2.txt.gz', 'goroutines leaked at main.deliver (chan send), begun by main.quotePrice'],
  ])('are named by %s alone', async (file, says) => {
    expect((await answerTo(file)).leak).toContain(says)
  })

  it('are why the heap grows where they hold it: the leak, its goroutines and what to do are one answer', async () => {
    const { leak, pattern, next } = await answerTo(
      'heap-1.pb.gz',
      'heap-2.pb.gz',
      'heap-3.pb.gz',
      'goroutineleak.pb.gz',
      // The rule of a leak asks for the CPU or the lock waits, of which one look at the goroutines knows its instant.
      '--cpu',
      '0.2',
      '--cores',
      '2',
    )
    expect(pattern).toBe('slow-leak')
    expect(leak).toMatch(/960 goroutines leaked at main.deliver \(chan send\).* hold up to 6\d MB of the live heap/)
    expect(next).toMatch(/^Let the 960 goroutines go on that stand at main.deliver \(chan send\)/)
  })

  it('are not spoken of where nobody looked for them', async () => {
    expect(await answerTo('goroutine.pb.gz')).toMatchObject({ leak: undefined })
  })
})
