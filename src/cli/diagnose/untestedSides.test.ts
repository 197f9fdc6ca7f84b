import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tellChangeAct } from '../../core/analysis/words/changeAct.ts'
import type { Headline } from '../../core/diff/comparison.ts'
import { plainText } from '../../core/diagnosis/words.ts'
import { headlineShape } from '../../core/snapshot/headlineShape.ts'
import { diagnose } from './diagnose.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trifold-untested-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function compared(
  a: string,
  b: string,
  beside?: readonly [a: string, b: string],
): Promise<{ readonly headline: Headline; readonly title: string }> {
  const [base, head] = [join(folder, 'a.txt'), join(folder, 'b.txt')]
  writeFileSync(base, a)
  writeFileSync(head, b)
  const others = ['a.log', 'b.log'].map((name) => join(folder, name)) as [string, string]
  for (const [side, path] of others.entries()) if (beside) writeFileSync(path, beside[side]!)
  const of = (path: string, side: 0 | 1): readonly string[] => (beside ? [path, others[side]] : [path])
  const words = ['--json', '--base', ...of(base, 0), '--head', ...of(head, 1)]
  const { stdout, stderr } = await diagnose(words, 'compare')
  expect(stderr).toBe('')
  return JSON.parse(stdout) as { readonly headline: Headline; readonly title: string }
}

/** As `jcmd PID GC.class_histogram` prints it: instances and bytes by class. */
const histogram = (classes: Readonly<Record<string, readonly [count: number, bytes: number]>>): string => {
  const rows = Object.entries(classes).map(
    ([name, [count, bytes]], at) => `${String(at + 1).padStart(4)}: ${count} ${bytes}  ${name}`,
  )
  const total = Object.values(classes).reduce((sum, [, bytes]) => sum + bytes, 0)
  return ` num     #instances         #bytes  class name (module)\n-------------------------------------------------------\n${rows.join('\n')}\nTotal ${rows.length} ${total}\n`
}
const first = { '[D': [30_000, 10e6], '[B': [69_000, 9.8e6], 'com.acme.Fare': [30_000, 0.72e6] } as const
const later = { '[D': [120_000, 40e6], '[B': [250_000, 14e6], 'com.acme.Fare': [120_000, 2.9e6] } as const

const gcLog = (heap: (at: number) => readonly [before: number, after: number]): string =>
  [
    '[0.008s][info][gc] Using G1',
    ...Array.from({ length: 40 }, (_, at) => {
      const [before, after] = heap(at)
      return `[${(0.5 + at * 1.5).toFixed(3)}s][info][gc] GC(${at}) Pause Young (Normal) (G1 Evacuation Pause) ${before}M->${after}M(380M) 4.2ms`
    }),
  ].join('\n')

describe('two windows of which nothing can be tested', () => {
  it('are told by the class that grew, with the program’s own beside it', async () => {
    const { headline, title } = await compared(histogram(first), histogram(later))
    expect(headline).toMatchObject({
      id: 'classes',
      changed: true,
      most: { name: 'double[]', base: 10e6, head: 40e6 },
      own: { name: 'com.acme.Fare', base: 0.72e6, head: 2.9e6 },
    })
    expect(title).toBe(
      'double[] holds more: 10 MB → 40 MB held, of 21 MB → 57 MB in all; of the program’s own classes com.acme.Fare most, 720 kB → 2.9 MB held. Who holds them is not told.',
    )
    expect(plainText(tellChangeAct(headline)!)).toContain('com.acme.Fare')
    expect(headlineShape.check(headline, 'headline')).toBeUndefined()
    const back = await compared(histogram(later), histogram(first))
    expect(back.title).toContain('double[] holds less: 40 MB → 10 MB held')
    expect(tellChangeAct(back.headline)).toBeUndefined()
  })

  it('are not said to have grown by what comes and goes', async () => {
    const { headline, title } = await compared(
      histogram(first),
      histogram({ ...first, '[B': [70_000, 9.9e6], 'java.lang.Class': [1700, 0.2e6] }),
    )
    expect(headline).not.toHaveProperty('changed')
    expect(title).toContain('No class changed by a tenth')
    expect(headlineShape.check(headline, 'headline')).toBeUndefined()
  })

  it('are told by what their logs bound, where these stand clear of each other, and only there', async () => {
    const busy = gcLog(() => [360, 20])
    const { headline, title } = await compared(
      gcLog(() => [30, 20]),
      busy,
    )
    expect(headline).toMatchObject({ id: 'untested' })
    expect(headlineShape.check(headline, 'headline')).toBeUndefined()
    expect(title).toMatch(/^Allocation rate between .* No function could be tested\.$/)
    // No class changed, and the log beside the histogram says what did.
    const beside = await compared(histogram(first), histogram(first), [gcLog(() => [30, 20]), busy])
    expect(beside.title).toMatch(/^Allocation rate /)
    const alike = await compared(
      busy,
      gcLog((at) => [350 + (at % 9), 20]),
    )
    expect(alike.title).toMatch(/^Nothing tells these two apart: .*allocation rate/)
  })

  it('say who has no profile, and that there is none that both have', async () => {
    const classes = histogram(first)
    const log = gcLog(() => [30, 20])
    for (const [a, b, without, words] of [
      [log, classes, 'A', 'No profile in A: '],
      [classes, log, 'B', 'No profile in B: '],
      ['main;work 70\nmain;idle 40', classes, 'common', 'A and B have no profile in common: '],
    ] as const) {
      const { headline, title } = await compared(a, b)
      expect(headline).toEqual({ id: 'untested', without })
      expect(headlineShape.check(headline, 'headline')).toBeUndefined()
      expect(title).toContain(words)
    }
    expect((await compared(classes, classes)).headline).not.toHaveProperty('without')
  })
})
