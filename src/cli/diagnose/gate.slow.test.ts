import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trifoldCommand } from '../testing/command.ts'
import { commandOf } from '../trifold/commands.ts'
import { parseFailRule } from './gate.ts'

const root = join(import.meta.dirname, '../../..')
const recordings = join(root, 'public/recordings')

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** In a process of its own, as a build starts it: what it ends with is what the build goes by. */
function inItsOwnProcess(...words: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...trifoldCommand, ...words], {
    encoding: 'utf8',
    cwd: root,
  })
  return { code: status, out: stdout, err: stderr }
}

/** The same command in this process. */
async function trifold(...words: readonly string[]): Promise<Ended> {
  const { run, rest } = commandOf(words)
  const { code, stdout, stderr } = await run(rest)
  return { code, out: stdout, err: stderr }
}

const pair = (base: string, head: string): readonly string[] => [
  'compare',
  '--base',
  join(recordings, base),
  '--head',
  join(recordings, head),
]

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trifold-gate-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a comparison as a step of a build', () => {
  it('ends with 3 and the reason where a function grew by more than the rule allows, and writes Markdown', () => {
    const file = join(folder, 'compare.md')
    const { code, out, err } = inItsOwnProcess(
      ...pair('mix-a', 'mix-slow'),
      '--fail-on',
      'grew>10%:cpu',
      '--fail-on',
      'new:lock',
      `--markdown=${file}`,
    )
    expect(code).toBe(3)
    expect(err).toMatch(/^fail-on grew>10%:cpu: \S*voucherIsGenuine \(CPU\) takes more: 0\.043 → 0\.13 cores/m)
    expect(err).not.toContain('new:lock')
    expect(out).toContain('voucherIsGenuine takes more CPU')
    const markdown = readFileSync(file, 'utf8')
    expect(markdown).toMatch(/^\*\*Failed:\*\* grew/)
    const row = /^\| CPU \| `\S*voucherIsGenuine` \| grew: .* \| ×(\d\.\d\d) \((\d\.\d\d) to (\d\.\d\d)\) \|$/m.exec(
      markdown,
    )
    const [value = Number.NaN, low = Number.NaN, high = Number.NaN] = (row ?? []).slice(1).map(Number)
    // It was made three times as slow.
    expect(value).toBeCloseTo(3, 0)
    expect(low).toBeLessThan(3)
    expect(low).toBeGreaterThan(1.5)
    expect(high).toBeGreaterThan(3)
  }, 60_000)

  it('ends with 0 between two runs of one build, and prints Markdown instead of text when asked', async () => {
    const { code, out, err } = await trifold(...pair('fast-path-a', 'fast-path-a2'), '--fail-on', 'any', '--markdown')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^### No change found\./)
  }, 60_000)

  it('lets no build fail for a machine on which all functions took as much more', async () => {
    const run = (name: string, of: (at: number) => number): string => {
      const stacks = Array.from({ length: 60 }, (_, at) => `main;part${at % 6};function${at} ${Math.round(of(at))}`)
      const file = join(folder, name)
      writeFileSync(file, `main;start 1\n${stacks.join('\n')}\n`)
      return file
    }
    const usual = (at: number): number => 400 + 30 * (at % 7)
    const words = (head: string): readonly string[] =>
      ['compare', '--kind', 'cpu', '--seconds', '60', '--base', run('a.folded', usual), '--head', head].concat([
        '--fail-on',
        'grew>10%:cpu',
      ])
    const slower = await trifold(...words(run('b.folded', (at) => 1.4 * usual(at) + (at % 5) - 2)))
    expect(slower.out).toContain('all 60 functions alike ×1.40')
    expect(slower.code).toBe(0)
    const dearer = await trifold(...words(run('c.folded', (at) => (at === 3 ? 3 : 1.4) * usual(at) + (at % 5) - 2)))
    expect(dearer.code).toBe(3)
    expect(dearer.err).toContain('function3 (CPU)')
    expect(dearer.err).not.toContain('as a whole')
  })

  it('lets no build fail for another mix of requests', async () => {
    const { code, err } = await trifold(...pair('mix-a', 'mix-b'), '--fail-on', 'grew>10%:cpu')
    expect([code, err]).toEqual([0, ''])
  }, 60_000)

  it('ends with 2 where the rule cannot be held against anything, with why', async () => {
    const { code, err } = await trifold(...pair('jvm-leak', 'jvm-churn-async'), '--json', '--fail-on', 'grew>10%:cpu')
    expect(code).toBe(2)
    expect(err).toMatch(/CPU could not be compared: .*JDK Flight Recorder in A and by async-profiler.*: not checked/)
  }, 60_000)

  it.each(['grew>10:cpu', 'worse', 'grew>x%', 'grew>10%:disk', ''])(
    'refuses the rule "%s" with one that is right',
    (rule) => {
      const parsed = parseFailRule(rule)
      expect(parsed.ok ? '' : parsed.error).toContain("'grew>10%:cpu'")
    },
  )

  it('reads a rule with spaces in it', () => {
    expect(parseFailRule('grew > 2.5 % : heap_alloc')).toEqual({
      ok: true,
      value: { text: 'grew > 2.5 % : heap_alloc', verdict: 'grew', over: 0.025, kind: 'heap_alloc' },
    })
  })
})
